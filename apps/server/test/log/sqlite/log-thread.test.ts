import type { BattleEvent, Entry } from "@hydra/engine";
import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { LogUnavailableError } from "../../../src/log/event-log.ts";
import { appendAll, readAll, testEvent, testEvents, untilStatus } from "../contract/log-home.ts";
import { DIE_AFTER, DIE_BEFORE } from "./dying-worker.ts";
import { createSqliteHome } from "./sqlite-home.ts";

const workerUrl = new URL("./dying-worker.ts", import.meta.url);
const fatal = (commandId: string): BattleEvent => ({
  type: "attack",
  familyId: "fam",
  playerId: "p",
  commandId,
  skill: "slash",
});

describe("the death of the worker thread", () => {
  it("[EL25] rejects what was not stored, and the next append starts another", async () => {
    await using home = await createSqliteHome();
    const log = await home.open({ workerUrl });
    const read: Entry[] = [];
    log.subscribe(0, (batch) => read.push(...batch));
    const first = await appendAll(log, testEvents(3));
    await expect(log.append(fatal(DIE_BEFORE))).rejects.toThrow(LogUnavailableError);
    expect(log.status).toBe("unreachable");
    const second = await appendAll(log, testEvents(3, 3));
    expect(log.status).toBe("ready");
    expect(read).toEqual([...first, ...second]);
    expect(second.map(({ seq }) => seq)).toEqual([4, 5, 6]);
  });

  it("[EL25] fails the appends it had, and stores those that waited behind", async () => {
    await using home = await createSqliteHome();
    const log = await home.open({ workerUrl });
    const lost = log.append(fatal(DIE_BEFORE));
    await Promise.resolve();
    const kept = appendAll(log, testEvents(5));
    await expect(lost).rejects.toThrow(LogUnavailableError);
    const entries = await kept;
    expect(await readAll(log)).toEqual(entries);
  });

  it("[EL25] delivers once what it had stored without saying so", async () => {
    await using home = await createSqliteHome();
    const log = await home.open({ workerUrl });
    const { epoch } = log;
    const read: Entry[] = [];
    log.subscribe(0, (batch) => read.push(...batch));
    await expect(log.append(fatal(DIE_AFTER))).rejects.toThrow(LogUnavailableError);
    const [entry] = await appendAll(log, [testEvent(1)]);
    await readAll(log);
    expect(read.map(({ seq, event }) => ({ seq, event }))).toEqual([
      { seq: 1, event: fatal(DIE_AFTER) },
      { seq: 2, event: testEvent(1) },
    ]);
    expect(entry?.seq).toBe(2);
    expect(log.epoch).toBe(epoch);
  });

  it("[EL11][EL25] delivers that without another append, once the log is ready again", async () => {
    await using home = await createSqliteHome();
    const log = await home.open({ workerUrl });
    const read: Entry[] = [];
    log.subscribe(0, (batch) => read.push(...batch));
    await expect(log.append(fatal(DIE_AFTER))).rejects.toThrow(LogUnavailableError);
    await untilStatus(log, "ready");
    await readAll(log);
    expect(read.map(({ event }) => event)).toEqual([fatal(DIE_AFTER)]);
    expect(log.head).toBe(1);
  });

  it("[EL6] fails a subscription that it was reading for, and the next append brings it up to date", async () => {
    await using home = await createSqliteHome();
    const log = await home.open({ workerUrl });
    await appendAll(log, testEvents(10));
    const lost = log.append(fatal(DIE_BEFORE));
    await Promise.resolve();
    const read: Entry[] = [];
    const { caughtUp } = log.subscribe(0, (batch) => read.push(...batch));
    await expect(Promise.all([lost, caughtUp])).rejects.toThrow(LogUnavailableError);
    await appendAll(log, [testEvent(10)]);
    await readAll(log);
    expect(read.map(({ event }) => event)).toEqual(testEvents(11));
  });

  it("[EL9][EL25] takes no other log in the place of its own", async () => {
    await using home = await createSqliteHome();
    const log = await home.open({ workerUrl });
    const { epoch } = log;
    await log.append(testEvent(0));
    await expect(log.append(fatal(DIE_BEFORE))).rejects.toThrow(LogUnavailableError);
    for (const suffix of ["", "-wal", "-shm"]) await rm(home.databasePath + suffix, { force: true });
    await expect(log.append(testEvent(1))).rejects.toThrow(
      /hydra\.db is missing, although it had reached entry 1: /,
    );
    await rm(`${home.dataDir}/hydra.reached`);
    await expect(log.append(testEvent(1))).rejects.toThrow(/another log has taken the place/);
    expect(log.epoch).toBe(epoch);
    expect(log.status).toBe("unreachable");
    await log.close();
    expect(log.status).toBe("closed");
  });
});
