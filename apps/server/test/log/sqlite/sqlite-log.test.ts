import { stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Entry } from "@hydra/engine";
import { appendAll, readAll, testEvent, testEvents } from "../contract/log-home.ts";
import { describeImporting } from "../contract/importing.ts";
import { describeEventLog } from "../event-log.contract.ts";
import { createSqliteHome } from "./sqlite-home.ts";

describeEventLog("the event log in SQLite", createSqliteHome);
describe("a history that moves into SQLite", () => describeImporting(createSqliteHome));

describe("group commit", () => {
  it("[EL20] stores the events of one tick in one transaction", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(1_000));
    expect(log.commits).toBe(1);
  });

  it("[EL20] stores what comes while a commit is under way in the next one", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const first = log.append(testEvent(0));
    const rest: Promise<Entry[]>[] = [];
    let isFirstDone = false;
    void first.then(() => (isFirstDone = true));
    for (let n = 1; n <= 20; n += 1) {
      await Promise.resolve();
      rest.push(appendAll(log, [testEvent(n)]));
    }
    expect(isFirstDone).toBe(false);
    await Promise.all(rest);
    expect(log.commits).toBe(2);
  });

  it("[EL20] splits what is too much for one transaction and keeps the order", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const entries = await appendAll(log, testEvents(5_000));
    expect(log.commits).toBe(3);
    expect(await readAll(log)).toEqual(entries);
  });

  it("[EL21] delivers an entry to a subscriber that is up to date before the append resolves", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    let newest = 0;
    log.subscribe(0, (batch) => (newest = batch.at(-1)!.seq));
    for (let n = 0; n < 20; n += 1) {
      const { seq } = await log.append(testEvent(n));
      expect(newest).toBe(seq);
    }
  });
});

describe("time", () => {
  it("[EL4][EL15] goes on from the newest entry's time when the clock has stepped back, and does not stand still", async () => {
    await using home = await createSqliteHome();
    const ahead = Date.now() + 3_600_000;
    const log = await home.open();
    await log.importEntries([{ seq: 1, at: ahead, event: testEvent(0) }]);
    await log.close();
    const later = await home.open();
    const startedAt = performance.now();
    const times: number[] = [];
    for (let n = 1; n <= 3; n += 1) {
      times.push((await later.append(testEvent(n))).at);
      // Time itself is the condition: the log's goes on as much.
      await wait(50);
    }
    const tookMs = performance.now() - startedAt;
    expect(times[0]).toBeGreaterThanOrEqual(ahead);
    expect(times[1]! - times[0]!).toBeGreaterThan(40);
    expect(times[2]! - times[1]!).toBeGreaterThan(40);
    expect(times[2]! - ahead).toBeLessThan(tookMs + 5_000);
  });

  it("[EL15] of the log is not behind an imported entry's", async () => {
    await using home = await createSqliteHome();
    const ahead = Date.now() + 3_600_000;
    const log = await home.open();
    await log.importEntries([{ seq: 1, at: ahead, event: testEvent(0) }]);
    expect(log.now()).toBeGreaterThanOrEqual(ahead);
  });
});

describe("other SQLite clients", () => {
  it("[EL24] read one row an entry while the log is open", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const { seq, at } = await log.append(testEvent(3));
    const client = home.connect({ readOnly: true });
    const row = client.prepare("SELECT seq, at, family, type, event FROM entry").get();
    expect({ ...row }).toEqual({
      seq,
      at,
      family: "fam",
      type: "attack",
      event: JSON.stringify(testEvent(3)),
    });
    expect({ ...client.prepare("PRAGMA integrity_check").get() }).toEqual({ integrity_check: "ok" });
    client.close();
  });

  it("[EL24] stop no append with a read transaction, and see one state of it", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    const client = home.connect({ readOnly: true });
    const count = client.prepare("SELECT count(*) AS n FROM entry");
    client.exec("BEGIN");
    expect(count.get()?.["n"]).toBe(10);
    for (let batch = 0; batch < 20; batch += 1) await appendAll(log, testEvents(2_000, 10 + batch * 2_000));
    expect(count.get()?.["n"]).toBe(10);
    client.exec("COMMIT");
    expect(count.get()?.["n"]).toBe(40_010);
    client.close();
    expect(log.status).toBe("ready");
  });

  it("[EL24] leave no WAL behind once they and the log are gone", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(1_000));
    await log.close();
    await expect(stat(`${home.databasePath}-wal`)).rejects.toThrow("ENOENT");
  });

  it("[EL12] do not keep the log from closing with a read transaction", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    const client = home.connect({ readOnly: true });
    client.exec("BEGIN; SELECT count(*) FROM entry");
    const entries = await appendAll(log, testEvents(10, 10));
    await log.close();
    client.close();
    expect(await readAll(await home.open(), entries[0]!.seq - 1)).toEqual(entries);
  });

  it("[EL5] that write entries of their own cause neither a gap nor a repetition", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const read: Entry[] = [];
    log.subscribe(0, (batch) => read.push(...batch));
    await log.append(testEvent(0));
    const client = home.connect();
    client
      .prepare(
        "INSERT INTO entry (at, family, type, event) SELECT at, family, type, ? FROM entry WHERE seq = 1",
      )
      .run(JSON.stringify(testEvent(1)));
    client.close();
    await log.append(testEvent(2));
    await log.append(testEvent(3));
    await readAll(log);
    expect(read.map(({ seq, event }) => ({ seq, event }))).toEqual(
      testEvents(4).map((event, index) => ({ seq: index + 1, event })),
    );
  });

  it("[EL6] that spoil a row make caughtUp reject, naming the place", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(3_000));
    const client = home.connect();
    client.exec("UPDATE entry SET event = 'nonsense' WHERE seq = 2500");
    client.close();
    const read: Entry[] = [];
    const { caughtUp } = log.subscribe(0, (batch) => read.push(...batch));
    const error = await caughtUp.catch((reason: unknown) => reason);
    // Of the page that holds it nothing is delivered.
    expect(read.length).toBeLessThan(2_500);
    expect(String(error)).toContain(`cannot be read after entry ${read.length}: entry 2500 is damaged`);
  });
});
