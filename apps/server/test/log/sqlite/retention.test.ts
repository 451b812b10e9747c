// What is older than it is to be kept: archived and dropped, whatever happens meanwhile.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as wait } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { STATE_FORMAT, type Entry } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { BattleLoop } from "../../../src/battle/battle-loop.ts";
import { archivesIn } from "../../../src/log/archive-file.ts";
import { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { backup, restore } from "../../../src/tool/backup.ts";
import { appendAll, readAll, testEvents } from "../contract/log-home.ts";
import { agedEntries, putEntries, retain, stateOf } from "./aged-log.ts";
import { startLogChild, type LogChild } from "./child-process.ts";
import { createSqliteHome, type SqliteHome } from "./sqlite-home.ts";

const DAY_MS = 86_400_000;

/** What the archives of a data folder hold, in order, read by nothing of the server's. */
function archived(dataDir: string): Entry[] {
  return archivesIn(join(dataDir, "archive")).flatMap((path) =>
    gunzipSync(readFileSync(path))
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => {
        const { seq, at, event } = JSON.parse(line) as Entry;
        return { seq, at, event };
      }),
  );
}

async function stateAfterRestart(log: SqliteLog): Promise<string> {
  const loop = new BattleLoop({
    log,
    feed: { rankingSize: 100, now: () => log.now(), isWatched: () => false },
  });
  await loop.start(() => undefined);
  const { state } = loop.snapshot();
  loop.close();
  return state;
}

/** Seq of the last entry that the log does not need any more. */
function beginningOf(home: SqliteHome): number {
  const client = home.connect({ readOnly: true });
  const row = client.prepare("SELECT value FROM meta WHERE key = 'begins_after'").get();
  client.close();
  return Number.parseInt(String(row?.["value"] ?? 0), 10);
}

/** Resolves to whether all was done by then. */
async function readLines(child: LogChild, count: number): Promise<boolean> {
  for (let n = 0; n < count; n += 1) if ((await child.line()) === "done") return true;
  return false;
}

/** Resolves when a file is being written that has not got its name yet, or when it is over. */
async function untilUnfinished(folder: string, isOver: () => boolean): Promise<void> {
  const before = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const isNew = (name: string): boolean => name.endsWith(".new") && !before.has(name);
  while (!isOver() && !(existsSync(folder) && readdirSync(folder).some(isNew))) await wait();
}

describe("the retention of the embedded log", () => {
  it("[EL42][EL43] archives what is older, a file a month, drops it, and the state is what it was", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(12_000, 100);
    await putEntries(home.dataDir, entries);
    const before = statSync(home.databasePath).size;
    const log = await home.open();
    const cut = log.now() - 30 * DAY_MS;
    const old = entries.filter(({ at }) => at < cut);
    const archives = await retain(log, 30);

    expect(archived(home.dataDir)).toEqual(old);
    const months = [...new Set(old.map(({ at }) => new Date(at).toISOString().slice(0, 7)))];
    expect(readdirSync(join(home.dataDir, "archive"))).toEqual(months.map((month) => `${month}.jsonl.gz`));
    expect(archives.map(({ until }) => until)).toEqual(
      months.map((month) => old.findLast(({ at }) => new Date(at).toISOString().startsWith(month))?.seq),
    );
    const client = home.connect({ readOnly: true });
    expect({ ...client.prepare("SELECT min(seq) AS first, count(*) AS count FROM entry").get() }).toEqual({
      first: old.length + 1,
      count: entries.length - old.length,
    });
    client.close();
    const appended = await appendAll(log, testEvents(10, 50_000));
    await log.close();
    // Room is given back, too.
    expect(statSync(home.databasePath).size).toBeLessThan(before / 2);

    const again = await home.open();
    expect(await stateAfterRestart(again)).toBe(stateOf([...entries, ...appended]));
    expect(await readAll(again, old.length)).toEqual([...entries.slice(old.length), ...appended]);
    expect(await retain(again, 30)).toEqual([]);
  });

  it("[EL42] takes appends while it drops", async () => {
    await using home = await createSqliteHome();
    await putEntries(home.dataDir, agedEntries(30_000, 100));
    const log = await home.open();
    let isDone = false;
    const retained = retain(log, 10).finally(() => (isDone = true));
    let appends = 0;
    while (!isDone) {
      await appendAll(log, testEvents(1, 100_000 + appends));
      appends += 1;
    }
    await retained;
    expect(appends).toBeGreaterThan(10);
    expect(log.head).toBe(30_000 + appends);
  });

  it("[EL43] goes on in the month's file, day after day", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(3_000, 90);
    await putEntries(home.dataDir, entries);
    const log = await home.open();
    for (const days of [80, 79, 60, 3]) await retain(log, days);
    const cut = log.now() - 3 * DAY_MS;
    expect(archived(home.dataDir)).toEqual(entries.filter(({ at }) => at < cut));
    expect(await stateAfterRestart(log)).toBe(stateOf(entries));
  });

  it("[EL42] gives the room of a file from before there was a retention back at the next start", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(6_000, 100);
    await putEntries(home.dataDir, entries);
    const client = home.connect();
    client.exec("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
    client.close();
    const before = statSync(home.databasePath).size;
    const log = await home.open();
    await retain(log, 10);
    await log.close();
    expect(statSync(home.databasePath).size).toBeGreaterThanOrEqual(before);
    const again = await home.open();
    expect(await stateAfterRestart(again)).toBe(stateOf(entries));
    await again.close();
    expect(statSync(home.databasePath).size).toBeLessThan(before / 2);
  });

  it("[EL42] keeps the newest entry, whatever its age", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(500, 10, Date.now() - 100 * DAY_MS);
    await putEntries(home.dataDir, entries);
    const log = await home.open();
    await retain(log, 1);
    expect(archived(home.dataDir)).toEqual(entries.slice(0, -1));
    await log.close();
    const again = await home.open();
    expect(again.head).toBe(500);
    expect(await stateAfterRestart(again)).toBe(stateOf(entries));
  });

  it("[EL43] never writes over a file that is not this log's beginning of the month", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(400, 40);
    await putEntries(home.dataDir, entries);
    const month = new Date(entries[0]!.at).toISOString().slice(0, 7);
    const foreign = [
      gzipSync('{"seq":9,"at":1,"crc":5,"event":{}}\n'),
      gzipSync("half of a file".repeat(100)).subarray(0, 40),
    ];
    mkdirSync(join(home.dataDir, "archive"));
    const names = [`${month}.jsonl.gz`, `${month}-2.jsonl.gz`].map((name) =>
      join(home.dataDir, "archive", name),
    );
    for (const [index, name] of names.entries()) writeFileSync(name, foreign[index]!);
    const log = await home.open();
    const [first] = await retain(log, 20);
    expect(first?.path).toBe(join(home.dataDir, "archive", `${month}-3.jsonl.gz`));
    expect(names.map((name) => readFileSync(name))).toEqual(foreign);
  });

  it("[EL42] is backed up and restored with its beginning", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(3_000, 100);
    await putEntries(home.dataDir, entries);
    const log = await home.open();
    await retain(log, 30);
    const [original, copy, restored] = ["", "copy", "restored"].map((name) => {
      return { type: "sqlite", dataDir: join(home.dataDir, name) } as const;
    });
    await backup(original!, copy!);
    await restore(copy!, restored!);
    const again = await SqliteLog.open({ dataDir: restored!.dataDir });
    expect(await stateAfterRestart(again)).toBe(stateOf(entries));
    await expect(readAll(again)).rejects.toThrow(/hydra-log -- import/);
    await again.close();
  });

  it("[EL42] drops nothing when an entry is damaged, and says which", async () => {
    await using home = await createSqliteHome();
    await putEntries(home.dataDir, agedEntries(400, 40));
    const log = await home.open();
    const client = home.connect();
    client.exec("UPDATE entry SET event = replace(event, 'Player 7', 'Player 8') WHERE seq = 8");
    await expect(retain(log, 20)).rejects.toThrow(/^What is old was not archived and dropped: .*entry 8 /);
    expect({ ...client.prepare("SELECT count(*) AS count FROM entry").get() }).toEqual({ count: 400 });
    client.close();
  });

  it("[EL42] is refused at the start when no snapshot leads to where it begins", async () => {
    await using home = await createSqliteHome();
    await putEntries(home.dataDir, agedEntries(400, 40));
    const log = await home.open();
    await retain(log, 20);
    const client = home.connect();
    client.exec("UPDATE snapshot SET state = zeroblob(length(state))");
    client.close();
    expect(await log.loadSnapshot(STATE_FORMAT)).toBeUndefined();
    await expect(stateAfterRestart(log)).rejects.toThrow(
      /after entry 0: the entries up to \d+ were archived: .* hydra-log -- import, /,
    );
  });

  it(
    "[EL42][EL43] killed at any moment, loses nothing and takes half a file for none",
    { timeout: 180_000 },
    async () => {
      await using home = await createSqliteHome();
      const entries = agedEntries(9_000, 100);
      await putEntries(home.dataDir, entries);
      const state = stateOf(entries);
      const folder = join(home.dataDir, "archive");
      let [kills, isDone] = [0, false];
      while (!isDone) {
        await using child = startLogChild(home.dataDir, "retain", "20");
        expect(await child.line()).toBe("open");
        // After another number of steps each time, or in the middle of writing a file if that comes first.
        let isOver = false;
        const reading = readLines(child, 1 + (kills % 3)).finally(() => (isOver = true));
        if (kills % 2 === 0) await untilUnfinished(folder, () => isOver);
        if (kills % 2 === 1 || isOver) isDone = await reading;
        child.kill();
        await child.ended();
        kills += 1;
        const log = await home.open();
        expect(await stateAfterRestart(log)).toBe(state);
        const first = beginningOf(home);
        expect(await readAll(log, first)).toEqual(entries.slice(first));
        await log.close();
        const inFiles = archived(home.dataDir);
        expect(inFiles.length).toBeGreaterThanOrEqual(first);
        expect(inFiles).toEqual(entries.slice(0, inFiles.length));
      }
      expect(kills).toBeGreaterThan(8);
      const log = await home.open();
      const cut = log.now() - 20 * DAY_MS;
      await retain(log, 20);
      expect(archived(home.dataDir)).toEqual(entries.filter(({ at }) => at < cut));
    },
  );
});
