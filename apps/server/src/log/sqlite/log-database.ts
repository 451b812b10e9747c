// The file `hydra.db`: what is in it, how it is made, and how one of an older server becomes one of this. Whether a file that is
// there is a log, and whole, has been found out before (log-inspection.ts). Runs in a worker thread, because every call may wait
// for the disk. The file stays an ordinary SQLite database that any client can read, also while the server runs (WAL).
import { randomInt } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";

/** "HYDR": distinguishes our file from any other SQLite database (PRAGMA application_id). */
export const APPLICATION_ID = 0x48594452;
/** Raised with every change of the schema that older servers cannot read (PRAGMA user_version). 2: checksums. */
export const SCHEMA_VERSION = 2;
/** The same schema in a log that begins after entries that were archived (log-beginning.ts). */
export const ARCHIVED_VERSION = 3;
/** 4 MiB of WAL before a commit copies it into the database: four times as much makes that commit wait twice as long. */
const WAL_AUTOCHECKPOINT_PAGES = 1_000;
/** A long reader lets the WAL grow; afterwards it is cut back to this. */
const WAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

const EPOCH_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const EPOCH_LENGTH = 8;
const EPOCH_PATTERN = /^[a-z0-9]{4,32}$/;

// `family` and `type` repeat what stands in `event`, for operators who look at the file with an SQLite client.
// AUTOINCREMENT: SQLite remembers the greatest seq apart from the rows, which shows when rows were lost.
// `crc`: entry-chain.ts and snapshot-store.ts; null in rows from before there were checksums.
const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    family TEXT NOT NULL,
    type TEXT NOT NULL,
    event TEXT NOT NULL,
    crc INTEGER
  ) STRICT;
  CREATE TABLE snapshot (
    format TEXT NOT NULL,
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    state BLOB NOT NULL,
    crc INTEGER,
    PRIMARY KEY (format, seq, part)
  ) STRICT;
`;

/** What version 1 lacks: takes no longer for a large log than for a small one. */
const FROM_VERSION_1 = `
  ALTER TABLE entry ADD COLUMN crc INTEGER;
  ALTER TABLE snapshot ADD COLUMN crc INTEGER;
`;

/**
 * Opens the log's file for writing; makes it, with an epoch of its own, when it does not exist.
 * @param busyTimeoutMs how long a statement waits for another SQLite client that holds the write lock.
 * @throws LogOpenError when it cannot be written; its content is then as it was.
 */
export function openLogDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    const version = queryInteger(database, "PRAGMA user_version");
    // Before anything is in it: later, it would cost a VACUUM.
    if (version === 0) database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    configure(database);
    if (version < SCHEMA_VERSION) upgrade(database, version);
    if (version === ARCHIVED_VERSION) makeRoomReturnable(database);
    touch(database);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof LogOpenError) throw error;
    throw new LogOpenError(`The event log ${path} cannot be used: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Runs `work` in a write transaction and commits it, or rolls it back whole. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // After some errors (disk full, I/O) SQLite has rolled back by itself.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Commits something that is no entry: succeeds exactly when the file can be written. */
export function touch(database: DatabaseSync): void {
  database
    .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('touched_at', ?)")
    .run(String(Date.now()));
}

/**
 * The epoch that stands in the file.
 * @throws LogOpenError when there is none.
 */
export function readEpoch(database: DatabaseSync): string {
  const epoch = database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.["value"];
  if (typeof epoch === "string" && EPOCH_PATTERN.test(epoch)) return epoch;
  throw new LogOpenError(`The event log ${database.location() ?? ""} is damaged: it has no epoch.`);
}

/** Gives the log a fresh epoch, and with it every watcher a snapshot. */
export function renewEpoch(database: DatabaseSync): string {
  const characters = Array.from(
    { length: EPOCH_LENGTH },
    () => EPOCH_ALPHABET[randomInt(EPOCH_ALPHABET.length)],
  );
  const epoch = characters.join("");
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?)").run(epoch);
  return epoch;
}

/** Time of the newest entry, 0 when there is none. */
export function readNewestTime(database: DatabaseSync): number {
  return queryInteger(database, "SELECT at FROM entry ORDER BY seq DESC LIMIT 1");
}

/** Seq of the newest entry, 0 when there is none. */
export function readHead(database: DatabaseSync): number {
  return queryInteger(database, "SELECT max(seq) FROM entry");
}

function configure(database: DatabaseSync): void {
  // FULL: a commit returns when the WAL is on disk; fullfsync makes that true on macOS too.
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA wal_autocheckpoint = ${WAL_AUTOCHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${WAL_SIZE_LIMIT_BYTES};
  `);
}

/** A file from before archiving gives no room back: it is written anew as soon as that is mostly dropping what is free. */
function makeRoomReturnable(database: DatabaseSync): void {
  if (queryInteger(database, "PRAGMA auto_vacuum") !== 0) return;
  if (2 * queryInteger(database, "PRAGMA freelist_count") < queryInteger(database, "PRAGMA page_count"))
    return;
  try {
    database.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
  } catch {
    // For want of room on the disk, for example: what is free is written to again instead.
  }
}

/** Makes the tables of a new file, or adds what those of an older server lack: whole or not at all. */
function upgrade(database: DatabaseSync, version: number): void {
  inTransaction(database, () => {
    database.exec(version === 0 ? SCHEMA : FROM_VERSION_1);
    if (version === 0) renewEpoch(database);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
  });
}

/** The one integer that a query gives; 0 when it gives none. */
export function queryInteger(database: DatabaseSync, sql: string): number {
  const value = Object.values(database.prepare(sql).get() ?? {})[0];
  return typeof value === "number" ? value : 0;
}
