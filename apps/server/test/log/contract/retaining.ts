// What is older than it is to be kept: archived and dropped, by every log that has a retention: EL42 and EL43 of src/log/SPEC.md.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { STATE_FORMAT, type Entry } from "@hydra/engine";
import { expect, it } from "vitest";
import { lastRowOf, readArchive } from "../../../src/log/archive-file.ts";
import type { EventLog } from "../../../src/log/event-log.ts";
import type { Archive } from "../../../src/log/retention.ts";
import { IS_LONG } from "../../long.ts";
import { agedEntries, archivedIn, stateAfterRestart, stateOf } from "../aged-battle.ts";
import { appendAll, readAll, testEvents, type LogHome } from "./log-home.ts";

/** A home whose log is kept to a retention. */
export interface RetainingHome<Log extends EventLog> extends LogHome {
  readonly archiveFolder: string;
  open(): Promise<Log>;
  /** Makes a log of them, closed again. */
  put(entries: readonly Entry[]): Promise<void>;
  /** One pass. @throws the reason when it is broken off */
  retain(log: Log, days: number): Promise<Archive[]>;
}

const DAY_MS = 86_400_000;
/** Of a battle of a hundred days; enough of them that dropping takes several steps. */
const MANY = IS_LONG ? 12_000 : 4_000;
/** Enough that appends come between the steps. */
const MORE = IS_LONG ? 30_000 : 12_000;

export function describeRetaining<Log extends EventLog>(createHome: () => Promise<RetainingHome<Log>>): void {
  it("[EL42][EL43] archives what is older, a file a month, drops it, and the state is what it was", async () => {
    await using home = await createHome();
    const entries = agedEntries(MANY, 100);
    await home.put(entries);
    const log = await home.open();
    const cut = log.now() - 30 * DAY_MS;
    const old = entries.filter(({ at }) => at < cut);
    const archives = await home.retain(log, 30);

    expect(archivedIn(home.archiveFolder)).toEqual(old);
    const months = [...new Set(old.map(({ at }) => new Date(at).toISOString().slice(0, 7)))];
    expect(archives).toEqual(
      months.map((month) => ({
        path: join(home.archiveFolder, `${month}.jsonl.gz`),
        until: old.findLast(({ at }) => new Date(at).toISOString().startsWith(month))?.seq,
      })),
    );
    await expect(readAll(log)).rejects.toThrow(/archived/);
    await expect(readAll(log, old.length - 1)).rejects.toThrow(/archived/);
    expect(await readAll(log, old.length)).toEqual(entries.slice(old.length));
    const appended = await appendAll(log, testEvents(10, 50_000));
    await log.close();

    const again = await home.open();
    expect(await stateAfterRestart(again)).toBe(stateOf([...entries, ...appended]));
    expect(await readAll(again, old.length)).toEqual([...entries.slice(old.length), ...appended]);
    await expect(readAll(again)).rejects.toThrow(/hydra-log -- import/);
    const files = readdirSync(home.archiveFolder).map((name) => readFileSync(join(home.archiveFolder, name)));
    expect(await home.retain(again, 30)).toEqual([]);
    expect(
      readdirSync(home.archiveFolder).map((name) => readFileSync(join(home.archiveFolder, name))),
    ).toEqual(files);
  });

  it("[EL43] each line of an archive follows on the one before, from one file to the next", async () => {
    await using home = await createHome();
    await home.put(agedEntries(3_000, 100));
    const archives = await home.retain(await home.open(), 10);
    expect(archives.length).toBeGreaterThan(2);
    // Reading a file verifies what is in it; that the next goes on from it shows when both are one.
    const lines = await Promise.all(archives.map(async ({ path }) => [path, await lastRowOf(path)] as const));
    expect(lines.map(([, last]) => last?.seq)).toEqual(archives.map(({ until }) => until));
    const whole = join(home.archiveFolder, "whole");
    writeFileSync(whole, Buffer.concat(archives.map(({ path }) => readFileSync(path))));
    let rows = 0;
    for await (const { seq } of readArchive(whole)) expect(seq).toBe((rows += 1));
    expect(rows).toBe(archives.at(-1)?.until);
  });

  it("[EL42] takes appends while it drops", async () => {
    await using home = await createHome();
    await home.put(agedEntries(MORE, 100));
    const log = await home.open();
    let isDone = false;
    const retained = home.retain(log, 10).finally(() => (isDone = true));
    const appended: Entry[] = [];
    while (!isDone) appended.push(...(await appendAll(log, testEvents(1, 100_000 + appended.length))));
    await retained;
    expect(appended.length).toBeGreaterThan(10);
    expect(await readAll(log, MORE)).toEqual(appended);
  });

  it("[EL43] goes on in the month's file, day after day", async () => {
    await using home = await createHome();
    const entries = agedEntries(3_000, 90);
    await home.put(entries);
    const log = await home.open();
    for (const days of [80, 79, 60, 3]) await home.retain(log, days);
    const cut = log.now() - 3 * DAY_MS;
    const old = entries.filter(({ at }) => at < cut);
    expect(archivedIn(home.archiveFolder)).toEqual(old);
    const months = new Set(old.map(({ at }) => new Date(at).toISOString().slice(0, 7)));
    const files = readdirSync(home.archiveFolder).filter((name) => name.endsWith(".gz"));
    expect(files).toEqual([...months].map((month) => `${month}.jsonl.gz`));
    expect(await stateAfterRestart(log)).toBe(stateOf(entries));
  });

  it("[EL42] keeps the newest entry, whatever its age", async () => {
    await using home = await createHome();
    const entries = agedEntries(500, 10, Date.now() - 100 * DAY_MS);
    await home.put(entries);
    const log = await home.open();
    await home.retain(log, 1);
    expect(archivedIn(home.archiveFolder)).toEqual(entries.slice(0, -1));
    await log.close();
    const again = await home.open();
    expect(again.head).toBe(500);
    expect(await stateAfterRestart(again)).toBe(stateOf(entries));
  });

  it("[EL42] archives nothing of a log that has nothing old", async () => {
    await using home = await createHome();
    const entries = agedEntries(300, 10);
    await home.put(entries);
    const log = await home.open();
    expect(await home.retain(log, 11)).toEqual([]);
    expect(await readAll(log)).toEqual(entries);
    expect(existsSync(home.archiveFolder) ? archivedIn(home.archiveFolder) : []).toEqual([]);
  });

  it("[EL42] drops snapshots that lead to nothing that is there, and keeps the one that a start needs", async () => {
    await using home = await createHome();
    const entries = agedEntries(1_000, 100);
    await home.put(entries);
    const log = await home.open();
    for (const seq of [100, 200]) await log.saveSnapshot("other", { seq, state: "an old one" });
    await log.saveSnapshot(STATE_FORMAT, { seq: 50, state: stateOf(entries.slice(0, 50)) });
    await home.retain(log, 20);
    expect(await log.loadSnapshot("other")).toBeUndefined();
    const cut = log.now() - 20 * DAY_MS;
    const old = entries.filter(({ at }) => at < cut);
    expect(await log.loadSnapshot(STATE_FORMAT)).toEqual({ seq: old.length, state: stateOf(old) });
  });

  it("[EL43] never writes over a file that is not this log's beginning of the month", async () => {
    await using home = await createHome();
    const entries = agedEntries(400, 40);
    await home.put(entries);
    const month = new Date(entries[0]!.at).toISOString().slice(0, 7);
    const foreign = [
      gzipSync('{"seq":9,"at":1,"crc":5,"event":{}}\n'),
      gzipSync("half of a file".repeat(100)).subarray(0, 40),
    ];
    mkdirSync(home.archiveFolder, { recursive: true });
    const names = [`${month}.jsonl.gz`, `${month}-2.jsonl.gz`].map((name) => join(home.archiveFolder, name));
    for (const [index, name] of names.entries()) writeFileSync(name, foreign[index]!);
    const log = await home.open();
    const [first] = await home.retain(log, 20);
    expect(first?.path).toBe(join(home.archiveFolder, `${month}-3.jsonl.gz`));
    expect(names.map((name) => readFileSync(name))).toEqual(foreign);
  });
}
