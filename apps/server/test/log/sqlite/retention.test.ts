// What is older than it is to be kept: archived and dropped, whatever happens meanwhile.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as wait } from "node:timers/promises";
import { STATE_FORMAT, type Entry } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { parseFolder } from "../../../src/log/backends.ts";
import { backup, restore } from "../../../src/tool/backup.ts";
import { IS_LONG } from "../../long.ts";
import { agedEntries, archivedIn, stateAfterRestart, stateOf } from "../aged-battle.ts";
import { readAll } from "../contract/log-home.ts";
import { describeRetaining } from "../contract/retaining.ts";
import { putEntries, retain } from "./aged-log.ts";
import { startLogChild, type LogChild } from "./child-process.ts";
import { createSqliteHome, type SqliteHome } from "./sqlite-home.ts";

const DAY_MS = 86_400_000;

const archived = (dataDir: string): Entry[] => archivedIn(join(dataDir, "archive"));

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
  describeRetaining(async () => {
    const home = await createSqliteHome();
    const put = (entries: readonly Entry[]): Promise<void> => putEntries(home.dataDir, entries);
    return { ...home, archiveFolder: join(home.dataDir, "archive"), put, retain };
  });

  it("[EL42] gives the room of what it drops back to the file system", async () => {
    await using home = await createSqliteHome();
    await putEntries(home.dataDir, agedEntries(12_000, 100));
    const before = statSync(home.databasePath).size;
    const log = await home.open();
    const [last] = (await retain(log, 30)).slice(-1);
    const client = home.connect({ readOnly: true });
    expect({ ...client.prepare("SELECT min(seq) AS first, count(*) AS count FROM entry").get() }).toEqual({
      first: last!.until + 1,
      count: 12_000 - last!.until,
    });
    client.close();
    await log.close();
    expect(statSync(home.databasePath).size).toBeLessThan(before / 2);
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

  it("[EL42] is backed up and restored with its beginning", async () => {
    await using home = await createSqliteHome();
    const entries = agedEntries(3_000, 100);
    await putEntries(home.dataDir, entries);
    const log = await home.open();
    await retain(log, 30);
    const [original, copy, restored] = ["", "copy", "restored"].map((name) =>
      parseFolder("--from", `sqlite:${join(home.dataDir, name)}`),
    );
    await backup(original!, copy!);
    await restore(copy!, restored!);
    const again = await SqliteLog.open({ dataDir: restored!.path });
    expect(await stateAfterRestart(again)).toBe(stateOf(entries));
    await expect(readAll(again)).rejects.toThrow(/hydra-log -- import/);
    await again.close();
  });

  it("[EL42] drops nothing when an entry is damaged, and reports which", async () => {
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
      const entries = agedEntries(IS_LONG ? 9_000 : 4_000, 100);
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
      // How many steps it takes differs with the day of the month, and with how late a file is seen here.
      expect(kills).toBeGreaterThan(3);
      const log = await home.open();
      const cut = log.now() - 20 * DAY_MS;
      await retain(log, 20);
      expect(archived(home.dataDir)).toEqual(entries.filter(({ at }) => at < cut));
    },
  );
});
