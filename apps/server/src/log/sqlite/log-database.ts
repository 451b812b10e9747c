// The file `hydra.db`: what is in it, how it is made, and how a file that is not ours is told apart. Runs in a
// worker thread, because every call may wait for the disk. The file stays an ordinary SQLite database that any
// client can read, also while the server runs (WAL).
import { randomInt } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";

/** "HYDR": tells our file from any other SQLite database (PRAGMA application_id). */
const APPLICATION_ID = 0x48594452;
/** Raised with every change of the schema that older servers cannot read (PRAGMA user_version). */
const SCHEMA_VERSION = 1;
/** 4 MiB of WAL before a commit copies it into the database: four times as much makes that commit wait twice as long. */
const WAL_AUTOCHECKPOINT_PAGES = 1_000;
/** A long reader lets the WAL grow; afterwards it is cut back to this. */
const WAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

const EPOCH_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const EPOCH_LENGTH = 8;
const EPOCH_PATTERN = /^[a-z0-9]{4,32}$/;

// `family` and `type` repeat what stands in `event`, for whoever looks at the file with an SQLite client.
// AUTOINCREMENT: SQLite remembers the greatest seq apart from the rows, which shows when rows were lost.
const SCHEMA = `
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
`;

/**
 * Opens the log's file for writing; makes it, with an epoch of its own, when it does not exist.
 * @param busyTimeoutMs how long a statement waits for another SQLite client that holds the write lock.
 * @throws LogOpenError when the file is not a Hydra log, is newer than this server, is damaged or cannot be
 * written; its content is then as it was.
 */
export function openLogDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    const isNew = verifyIdentity(database, path);
    configure(database);
    if (isNew) createSchema(database);
    readEpoch(database);
    verifyEnd(database, path);
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

/** Seq of the newest entry, 0 when there is none. */
export function readHead(database: DatabaseSync): number {
  return queryInteger(database, "SELECT max(seq) FROM entry");
}

// Only reads, so that a foreign file is left alone. Answers whether the file is still empty.
function verifyIdentity(database: DatabaseSync, path: string): boolean {
  const applicationId = queryInteger(database, "PRAGMA application_id");
  const version = queryInteger(database, "PRAGMA user_version");
  const tables = queryInteger(database, "SELECT count(*) FROM sqlite_schema");
  if (applicationId === 0 && version === 0 && tables === 0) return true;
  if (applicationId !== APPLICATION_ID) {
    throw new LogOpenError(`${path} is a database of another program, not a Hydra event log.`);
  }
  if (version > SCHEMA_VERSION) {
    const versions = `schema ${version}, this one reads up to ${SCHEMA_VERSION}`;
    throw new LogOpenError(`The event log ${path} was written by a newer Hydra (${versions}).`);
  }
  return false;
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

function createSchema(database: DatabaseSync): void {
  inTransaction(database, () => {
    database.exec(SCHEMA);
    renewEpoch(database);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
  });
}

// A log whose end is missing would give a seq to a second event; better to say so than to serve it.
function verifyEnd(database: DatabaseSync, path: string): void {
  const head = readHead(database);
  const reached = Math.max(
    queryInteger(database, "SELECT seq FROM sqlite_sequence WHERE name = 'entry'"),
    queryInteger(database, "SELECT max(seq) FROM snapshot"),
  );
  if (head < reached) {
    throw new LogOpenError(
      `The event log ${path} is damaged: entries ${head + 1} to ${reached} are missing.`,
    );
  }
}

function queryInteger(database: DatabaseSync, sql: string): number {
  const value = Object.values(database.prepare(sql).get() ?? {})[0];
  return typeof value === "number" ? value : 0;
}
