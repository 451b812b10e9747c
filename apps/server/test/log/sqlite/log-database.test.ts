import { chmod, copyFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { LogOpenError } from "../../../src/log/event-log.ts";
import { appendAll, readAll, testEvents } from "../contract/log-home.ts";
import { createSqliteHome, type SqliteHome } from "./sqlite-home.ts";

/** Expects one line for the operator, and the file's bytes as they were. */
async function expectRefusal(home: SqliteHome, message: RegExp): Promise<void> {
  const before = await readFile(home.databasePath);
  const error: unknown = await home.open().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(LogOpenError);
  expect(String(error)).toMatch(message);
  expect(String(error)).not.toContain("\n");
  expect(before.equals(await readFile(home.databasePath))).toBe(true);
}

/** A log with entries, closed. */
async function fill(home: SqliteHome, count = 3_000): Promise<void> {
  const log = await home.open();
  await appendAll(log, testEvents(count));
  await log.close();
}

describe("a file that cannot be used", () => {
  it.each(["hello\n", "this is no database ".repeat(1_000)])(
    "[EL23] is refused when it is no database",
    async (text) => {
      await using home = await createSqliteHome();
      await writeFile(home.databasePath, text);
      await expectRefusal(home, /hydra\.db cannot be used: file is not a database/);
    },
  );

  it("[EL23] is refused when it is another program's", async () => {
    await using home = await createSqliteHome();
    const client = new DatabaseSync(home.databasePath);
    client.exec(
      "CREATE TABLE entry (seq INTEGER PRIMARY KEY, note TEXT); INSERT INTO entry VALUES (1, 'mine')",
    );
    client.close();
    await expectRefusal(home, /is a database of another program/);
  });

  it("[EL23] is refused when a newer Hydra wrote it", async () => {
    await using home = await createSqliteHome();
    await fill(home, 1);
    const client = home.connect();
    client.exec("PRAGMA user_version = 99");
    client.close();
    await expectRefusal(home, /was written by a newer Hydra \(schema 99, this one reads up to 3\)/);
  });

  it("[EL23] is refused when it was cut short", async () => {
    await using home = await createSqliteHome();
    await fill(home);
    const { length } = await readFile(home.databasePath);
    await truncate(home.databasePath, Math.floor(length / 2));
    await expectRefusal(home, /hydra\.db cannot be used: database disk image is malformed/);
  });

  it("[EL23] is refused when its newest entries were deleted", async () => {
    await using home = await createSqliteHome();
    await fill(home);
    const client = home.connect();
    client.exec("DELETE FROM entry WHERE seq > 2000");
    client.close();
    await expectRefusal(home, /is damaged: entries 2001 to 3000 are missing/);
  });

  it("[EL23] is refused when a snapshot is ahead of it", async () => {
    await using home = await createSqliteHome();
    await fill(home, 5);
    const client = home.connect();
    client.exec("INSERT INTO snapshot (format, seq, part, parts, state) VALUES ('a', 9, 0, 1, x'00')");
    client.close();
    await expectRefusal(home, /is damaged: entries 6 to 9 are missing/);
  });

  it("[EL23] is refused when it has lost its epoch", async () => {
    await using home = await createSqliteHome();
    await fill(home, 5);
    const client = home.connect();
    client.exec("DELETE FROM meta WHERE key = 'epoch'");
    client.close();
    await expectRefusal(home, /is damaged: it has no epoch/);
  });

  it("[EL23] is refused when its directory cannot be one", async () => {
    await using home = await createSqliteHome();
    await writeFile(join(home.dataDir, "file"), "");
    await expect(home.open({ dataDir: join(home.dataDir, "file", "data") })).rejects.toThrow(LogOpenError);
  });

  it("[EL23] is refused when it is a directory", async () => {
    await using home = await createSqliteHome();
    await mkdir(home.databasePath);
    await expect(home.open()).rejects.toThrow(/hydra\.db cannot be used: unable to open database file/);
  });

  // Permissions do not bind root.
  it.skipIf(process.getuid?.() === 0)("[EL23] is refused when it cannot be written", async () => {
    await using home = await createSqliteHome();
    await fill(home, 5);
    await chmod(home.databasePath, 0o444);
    await expectRefusal(home, /cannot be used: attempt to write a readonly database/);
  });

  it("[EL22] is free again after the refusal", async () => {
    await using home = await createSqliteHome();
    await writeFile(home.databasePath, "x".repeat(1_000));
    await expect(home.open()).rejects.toThrow(LogOpenError);
    await writeFile(home.databasePath, "");
    expect((await home.open()).head).toBe(0);
  });
});

/** The tables as servers made them that knew no checksums. */
const VERSION_1 = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    family TEXT NOT NULL,
    type TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE TABLE snapshot (
    format TEXT NOT NULL,
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (format, seq, part)
  ) STRICT;
  INSERT INTO meta VALUES ('epoch', 'old1');
  INSERT INTO snapshot VALUES ('a', 2, 0, 1, x'6f6c64');
  PRAGMA application_id = 0x48594452;
  PRAGMA user_version = 1;`;

/** A log of an older server's with so many entries. */
async function fillOld(home: SqliteHome, count: number): Promise<void> {
  const client = home.connect();
  client.exec(VERSION_1);
  const insert = client.prepare("INSERT INTO entry (at, family, type, event) VALUES (?, 'fam', 'attack', ?)");
  for (const [n, event] of testEvents(count).entries()) insert.run(1_000 + n, JSON.stringify(event));
  client.close();
  await writeFile(join(home.dataDir, "hydra.reached"), `${`old1:${count}`.padEnd(63)}\n`);
}

describe("a log of an older server", () => {
  it("[EL23][EL28] goes on as itself: old entries and snapshots read, new ones have checksums", async () => {
    await using home = await createSqliteHome();
    await fillOld(home, 5);
    const log = await home.open();
    expect(log.epoch).toBe("old1");
    expect(await log.loadSnapshot("a")).toEqual({ seq: 2, state: "old" });
    const old = await readAll(log);
    expect(old).toEqual(testEvents(5).map((event, n) => ({ seq: n + 1, at: 1_000 + n, event })));
    const added = await appendAll(log, testEvents(3, 5));
    await log.close();
    expect(await readAll(await home.open())).toEqual([...old, ...added]);
    const client = home.connect({ readOnly: true });
    const checked = client.prepare("SELECT seq FROM entry WHERE crc IS NOT NULL").all();
    client.close();
    expect(checked.map(({ seq }) => seq)).toEqual([6, 7, 8]);
  });

  it.each(["nonsense", "{}", "null", "3"])("[EL28] is refused when an old entry reads %j", async (text) => {
    await using home = await createSqliteHome();
    await fillOld(home, 5);
    const client = home.connect();
    client.prepare("UPDATE entry SET event = ? WHERE seq = 4").run(text);
    client.close();
    await expectRefusal(home, /is damaged: entry 4 is damaged: it is no event; up to entry 3 all is good\./);
  });

  it("[EL28] is refused when its version was changed", async () => {
    await using home = await createSqliteHome();
    await fillOld(home, 5);
    for (const version of [0, 2]) {
      const client = home.connect();
      client.exec(`PRAGMA user_version = ${version}`);
      client.close();
      await expectRefusal(home, /is damaged: it has the tables entry\(seq,at,family,type,event\), /);
    }
  });
});

describe("a log that lost its end", () => {
  it("[EL26] is refused when it is a backup, and goes on under a new epoch once its cursor is removed", async () => {
    await using home = await createSqliteHome();
    await fill(home, 10);
    const backup = join(home.dataDir, "backup.db");
    await copyFile(home.databasePath, backup);
    const log = await home.open();
    const { epoch } = log;
    await appendAll(log, testEvents(10, 10));
    await log.close();
    await copyFile(backup, home.databasePath);

    await expectRefusal(
      home,
      /hydra\.db ends at entry 10 but had reached entry 20: .*remove .*hydra\.reached/,
    );
    await rm(join(home.dataDir, "hydra.reached"));
    const restored = await home.open();
    expect(restored.head).toBe(10);
    expect(restored.epoch).not.toBe(epoch);
    expect((await readAll(restored)).map(({ event }) => event)).toEqual(testEvents(10));
    await restored.close();
    expect((await home.open()).epoch).toBe(restored.epoch);
  });

  it("[EL26] goes on under a new epoch when it was copied without its cursor", async () => {
    await using home = await createSqliteHome();
    await using copy = await createSqliteHome();
    await fill(home, 10);
    await copyFile(home.databasePath, copy.databasePath);
    expect((await copy.open()).epoch).not.toBe((await home.open()).epoch);
  });

  it("[EL26] records how far it has got in a file of its own", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(5));
    const text = await readFile(join(home.dataDir, "hydra.reached"), "utf8");
    expect(text.trim()).toBe(`${log.epoch}:5`);
  });

  it("[EL9][EL26] keeps its epoch when that file is behind", async () => {
    await using home = await createSqliteHome();
    await fill(home, 10);
    const reached = join(home.dataDir, "hydra.reached");
    const early = await readFile(reached);
    const log = await home.open();
    await appendAll(log, testEvents(10, 10));
    await log.close();
    await writeFile(reached, early);
    expect((await home.open()).epoch).toBe(log.epoch);
  });

  it.each(["", "nonsense\n"])("[EL26] takes a cursor that cannot be read for none", async (text) => {
    await using home = await createSqliteHome();
    await fill(home, 10);
    const { epoch } = await home.open().then(async (log) => {
      await log.close();
      return log;
    });
    await writeFile(join(home.dataDir, "hydra.reached"), text);
    expect((await home.open()).epoch).not.toBe(epoch);
  });
});
