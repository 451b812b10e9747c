// The file `hydra.db`: what is in it, how it is made, and how a file that is not ours is told apart. Runs in a
// worker thread, because every call may wait for the disk. The file stays an ordinary SQLite database that any
// client can read, also while the server runs (WAL).
import { randomInt } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";

/** "HYDR": tells our file from any other SQLite database (PRAGMA application_id). */
const APPLICATION_ID = 0x48594452;
/** Raised with every change of the schema that older servers cannot read (PRAGMA user_version). */
const SCHEMA_VERSION = 1;
/** Another SQLite client may hold the write lock for a moment; longer than this is reported as unreachable. */
const BUSY_TIMEOUT_MS = 5_000;
/** 16 MiB of WAL before it is copied into the database: few enough copies under load, quick to recover. */
const WAL_AUTOCHECKPOINT_PAGES = 4_000;
/** After a long reader let the WAL grow, it is cut back to this. */
const WAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

const EPOCH_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const EPOCH_LENGTH = 8;

// `family` and `type` repeat what stands in `event`, for whoever looks at the file with an SQLite client.
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

/** An open `hydra.db` whose schema has been verified. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly epoch: string;
}

/**
 * Opens the log's file for writing; makes it, with a new epoch, when it does not exist.
 * @throws LogOpenError when the file is not a Hydra log, is newer than this server, is damaged or cannot be
 * written; the file is then as it was.
 */
export function openDatabase(path: string): OpenDatabase {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    const isNew = verifyIdentity(database, path);
    configure(database);
    if (isNew) createSchema(database);
    return { database, epoch: verifyContent(database, path) };
  } catch (error) {
    database?.close();
    if (error instanceof LogOpenError) throw error;
    throw new LogOpenError(`The event log ${path} cannot be opened: ${reasonOf(error)}.`, { cause: error });
  }
}

/** The words of an error, for a message that goes on around them. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The integer a one-value query yields. */
export function queryInteger(database: DatabaseSync, sql: string): number {
  const value = Object.values(database.prepare(sql).get() ?? {})[0];
  return typeof value === "number" ? value : 0;
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
    throw new LogOpenError(
      `${path} was written by a newer Hydra (schema ${version}, this server reads up to ${SCHEMA_VERSION}).`,
    );
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
  const epoch = Array.from({ length: EPOCH_LENGTH }, () => EPOCH_ALPHABET[randomInt(EPOCH_ALPHABET.length)]);
  database.exec(`
    BEGIN IMMEDIATE;
    ${SCHEMA}
    INSERT INTO meta (key, value) VALUES ('epoch', '${epoch.join("")}');
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${SCHEMA_VERSION};
    COMMIT;
  `);
}

// A file whose end was cut off would give the same seq to another event; say so instead.
function verifyContent(database: DatabaseSync, path: string): string {
  const epoch = database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.["value"];
  if (typeof epoch !== "string" || !/^[a-z0-9]{4,32}$/.test(epoch)) {
    throw new LogOpenError(`${path} is damaged: it has no epoch.`);
  }
  const head = queryInteger(database, "SELECT max(seq) FROM entry");
  const reached = Math.max(
    queryInteger(database, "SELECT seq FROM sqlite_sequence WHERE name = 'entry'"),
    queryInteger(database, "SELECT max(seq) FROM snapshot"),
  );
  if (head < reached) {
    throw new LogOpenError(`${path} is damaged: it ends at entry ${head}, but had reached entry ${reached}.`);
  }
  return epoch;
}
