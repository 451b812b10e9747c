// A log that was damaged on the disk: refused with one line, or every acknowledged entry is as it was.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { LogOpenError } from "../../../src/log/event-log.ts";
import { inspectLog } from "../../../src/log/sqlite/log-inspection.ts";
import { openLogReader } from "../../../src/log/sqlite/sqlite-reader.ts";
import { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { appendAll, readAll, testEvents } from "../contract/log-home.ts";
import {
  fingerprintOf,
  leaveFolder,
  putFolder,
  withAltered,
  type Folder,
  type LeftLog,
} from "./damaged-folder.ts";

let closed: LeftLog;
let killed: LeftLog;
beforeAll(async () => {
  closed = await leaveFolder("closed");
  killed = await leaveFolder("killed");
});

/** The error of starting a log in the folder; undefined when it starts and everything acknowledged is there. */
async function start(path: string, { entries, snapshot }: LeftLog): Promise<string | undefined> {
  const before = fingerprintOf(path);
  const log = await SqliteLog.open({ dataDir: path }).catch((error: unknown) => error);
  if (!(log instanceof SqliteLog)) {
    expect(fingerprintOf(path)).toEqual(before);
    return lineOf(log);
  }
  try {
    expect(await readAll(log)).toEqual(entries);
    expect([undefined, snapshot]).toContainEqual(await log.loadSnapshot("a"));
    const [next] = await appendAll(log, testEvents(1, 9_999));
    expect(next?.seq).toBe(entries.length + 1);
    expect(await readAll(log)).toEqual([...entries, next]);
  } finally {
    await log.close();
  }
  return undefined;
}

function lineOf(error: unknown): string {
  expect(error).toBeInstanceOf(LogOpenError);
  const line = error instanceof Error ? error.message : "";
  expect(line).not.toContain("\n");
  return line;
}

/** As `start`, without the threads of a log: a thousand folders in some seconds. */
function look(path: string, { entries, snapshot }: LeftLog): string | undefined {
  const before = fingerprintOf(path);
  try {
    inspectLog({ dataDir: path, busyTimeoutMs: 0, maxEntries: Infinity });
  } catch (error) {
    expect(fingerprintOf(path)).toEqual(before);
    return lineOf(error);
  }
  using reader = openLogReader(path);
  expect(reader.readEntries(0, entries.length + 1)).toEqual(entries);
  expect([undefined, snapshot]).toContainEqual(reader.loadSnapshot("a"));
  return undefined;
}

function flipped(bytes: Buffer | undefined, at: number, change: Buffer): Buffer {
  const copy = Buffer.from(bytes ?? "");
  for (const [index, byte] of change.entries()) {
    const place = Math.min(at + index, copy.length - 1);
    copy[place] = (copy[place] ?? 0) ^ byte;
  }
  return copy;
}

/** A place in a file, modulo its length: any as likely as another, which generators of fast-check are not by themselves. */
const anyPlace = fc.noBias(fc.nat({ max: 2 ** 31 - 1 }));

/** Where, and what is changed there: a bit, some bytes, or a sector. */
const anyFlip = fc.record({
  place: anyPlace,
  change: fc.oneof(
    fc.integer({ min: 0, max: 7 }).map((bit) => Buffer.of(1 << bit)),
    fc.uint8Array({ minLength: 1, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ minLength: 512, maxLength: 512 }).map((bytes) => Buffer.from(bytes)),
  ),
});

function describeFlips(name: string, left: () => LeftLog, file: string): void {
  const bytesOf = (): Buffer => left().files.get(file) ?? Buffer.alloc(0);

  it(`[EL28] any bytes of ${name} changed: refused in one line and left alone, or all is there`, () => {
    let refused = 0;
    fc.assert(
      fc.property(anyFlip, ({ place, change }) => {
        const bytes = bytesOf();
        using folder = putFolder(left(), { [file]: flipped(bytes, place % bytes.length, change) });
        if (look(folder.path, left()) !== undefined) refused += 1;
      }),
      { seed: 20_261_124, numRuns: 400 },
    );
    // What was damaged mattered, often enough.
    expect(refused).toBeGreaterThan(100);
  });

  it(`[EL28] ${name} cut short anywhere: refused in one line and left alone, or all is there`, () => {
    let refused = 0;
    fc.assert(
      fc.property(anyPlace, (place) => {
        const bytes = bytesOf();
        using folder = putFolder(left(), { [file]: bytes.subarray(0, place % bytes.length) });
        if (look(folder.path, left()) !== undefined) refused += 1;
      }),
      { seed: 20_261_124, numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(20);
  });
}

describe("a log that was damaged", () => {
  describeFlips("the closed database", () => closed, "hydra.db");
  describeFlips("the database of a killed process", () => killed, "hydra.db");
  describeFlips("its WAL", () => killed, "hydra.db-wal");

  it("[EL28] starts as a log does, or not at all", async () => {
    for (const left of [closed, killed]) {
      for (const [file, bytes] of left.files) {
        if (bytes.length === 0) continue;
        for (let n = 0; n < 5; n += 1) {
          const at = Math.floor((bytes.length * n) / 5) + n;
          using folder = putFolder(left, { [file]: flipped(bytes, at, Buffer.of(0x10)) });
          await start(folder.path, left);
        }
      }
    }
  });

  it("[EL28] names the entry whose text was changed, the last good one, and what to do", async () => {
    // The event with this number is entry 251.
    using folder = putFolder(closed, { "hydra.db": withAltered(closed, "hydra.db", 'c250"') });
    expect(await start(folder.path, closed)).toMatch(
      /^The event log \S+hydra\.db is damaged: entry 251 is damaged: its checksum is wrong.*; up to entry 250 all is good\. Restore a backup, or save what is good: npm run hydra-log -- repair --from sqlite:\S+ --to sqlite:NEW_FOLDER$/,
    );
  });

  const lost: [string, { left: () => LeftLog; instead: Record<string, Buffer | undefined>; line: RegExp }][] =
    [
      [
        "removed",
        {
          left: () => closed,
          instead: { "hydra.db": undefined },
          line: /hydra\.db is missing, although it had reached entry 600: /,
        },
      ],
      [
        "emptied",
        {
          left: () => closed,
          instead: { "hydra.db": Buffer.alloc(0) },
          line: /hydra\.db is empty, although it had reached entry 600: /,
        },
      ],
      [
        "emptied beside its WAL",
        {
          left: () => killed,
          instead: { "hydra.db": Buffer.alloc(0) },
          line: /hydra\.db is empty, but not its \S+-wal: /,
        },
      ],
      [
        "removed, with its cursor emptied",
        {
          left: () => closed,
          instead: { "hydra.db": undefined, "hydra.reached": Buffer.alloc(0) },
          line: /hydra\.db is missing, although a log was here: /,
        },
      ],
      [
        "parted from its WAL",
        {
          left: () => killed,
          instead: { "hydra.db-wal": undefined },
          line: /hydra\.db ends at entry \d+ but had reached entry 600: /,
        },
      ],
      [
        "parted from the content of its WAL",
        {
          left: () => killed,
          instead: { "hydra.db-wal": Buffer.alloc(0) },
          line: /hydra\.db ends at entry \d+ but had reached entry 600: /,
        },
      ],
    ];

  it.each(lost)("[EL26] refuses a database that was %s", async (_how, { left, instead, line }) => {
    using folder = putFolder(left(), instead);
    expect(await start(folder.path, left())).toMatch(line);
  });

  it("[EL26] refuses another log in the place of its own", async () => {
    const other = await leaveFolder("closed");
    using folder = putFolder(closed, { "hydra.db": other.files.get("hydra.db") });
    expect(await start(folder.path, closed)).toMatch(
      /hydra\.db is another one than was here, which had reached entry 600: /,
    );
  });

  /** The closed folder, its database changed by a client. */
  function putChanged(sql: string): Folder {
    const folder = putFolder(closed);
    const client = new DatabaseSync(join(folder.path, "hydra.db"));
    client.exec(sql);
    client.close();
    return folder;
  }

  it.each([
    ["taken out", "DELETE FROM entry WHERE seq = 250"],
    ["moved", "UPDATE entry SET seq = 9999 WHERE seq = 251; UPDATE entry SET seq = 251 WHERE seq = 252"],
    ["given another time", "UPDATE entry SET at = at + 1 WHERE seq = 251"],
    [
      "given a text of the same length",
      "UPDATE entry SET event = replace(event, 'slash', 'flash') WHERE seq = 251",
    ],
    ["robbed of its checksum", "UPDATE entry SET crc = NULL WHERE seq = 250"],
  ])("[EL28] names the first entry that does not follow when one was %s", async (_how, sql) => {
    using folder = putChanged(sql);
    expect(await start(folder.path, closed)).toMatch(
      /is damaged: entry 251 is damaged: its checksum is wrong/,
    );
  });

  it.each(["state = zeroblob(length(state))", "seq = 299", "format = 'b'"])(
    "[EL10][EL28] takes a snapshot for none after its %s",
    async (change) => {
      using folder = putChanged(`UPDATE snapshot SET ${change}`);
      expect(await start(folder.path, closed)).toBeUndefined();
      await using log = await openLog(folder.path);
      for (const format of ["a", "b"]) expect(await log.loadSnapshot(format)).toBeUndefined();
    },
  );

  it("[EL28] of a large log verifies the newest entries at the start, and the others when they are read", async () => {
    using folder = putChanged("UPDATE entry SET at = at + 1 WHERE seq = 100");
    const options = { dataDir: folder.path, busyTimeoutMs: 0 };
    expect(inspectLog({ ...options, maxEntries: 500 })).toMatchObject({ head: 600, entries: 500 });
    expect(() => inspectLog({ ...options, maxEntries: 501 })).toThrow(/entry 100 is damaged/);
    using reader = openLogReader(folder.path);
    expect(reader.readEntries(100, 1_000)).toEqual(closed.entries.slice(100));
    expect(() => reader.readEntries(0, 1_000)).toThrow(/entry 100 is damaged/);
  });
});

async function openLog(path: string): Promise<SqliteLog & AsyncDisposable> {
  const log = await SqliteLog.open({ dataDir: path });
  return Object.assign(log, { [Symbol.asyncDispose]: () => log.close() });
}
