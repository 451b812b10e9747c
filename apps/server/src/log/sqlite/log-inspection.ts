// Is what stands in a data folder the log that was left there, and whole (SPEC EL23, EL26, EL28)? Asked before anything is
// written: an entry that was acknowledged reads back as it was, or the server does not start. Reads through a connection that
// cannot write, and takes away again what SQLite lays beside the file in order to read it.
import { existsSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import { isDamage } from "./sqlite-errors.ts";
import { databasePath, reachedPath, sharedMemoryPath, walPath } from "./data-files.ts";
import { createEntryReader } from "./entry-store.ts";
import { APPLICATION_ID, queryInteger, readEpoch, readHead, SCHEMA_VERSION } from "./log-database.ts";
import { readReachedFile, type Reached } from "./reached-file.ts";

export interface InspectionOptions {
  readonly dataDir: string;
  /** How long to wait for another SQLite client that has the file locked. */
  readonly busyTimeoutMs: number;
  /**
   * How many of the newest entries are read. Of a log with more, the entries before them are verified when something reads
   * them, and the pages of the file when all entries are asked for.
   */
  readonly maxEntries: number;
}

export interface Inspection {
  /** Seq of the newest entry, 0 for none. */
  readonly head: number;
  /** How many entries were read. */
  readonly entries: number;
  /** What `hydra.reached` says; undefined when there is none, or it cannot be read. */
  readonly reached: Reached | undefined;
}

const PAGE_ENTRIES = 500;

const COLUMNS = `
  SELECT group_concat(text, ', ') AS columns FROM (
    SELECT name || '(' || (SELECT group_concat(name) FROM pragma_table_info(sqlite_schema.name)) || ')' AS text
    FROM sqlite_schema WHERE name IN ('entry', 'meta', 'snapshot') ORDER BY name)`;

/** What COLUMNS gives for each version of the schema, from 1. */
const SCHEMAS = [
  "entry(seq,at,family,type,event), meta(key,value), snapshot(format,seq,part,parts,state)",
  "entry(seq,at,family,type,event,crc), meta(key,value), snapshot(format,seq,part,parts,state,crc)",
];

/**
 * Looks, and leaves the folder as it was. A folder without a log is a new log.
 * @throws LogOpenError with one line that names the file, the entry and what to do.
 */
export function inspectLog(options: InspectionOptions): Inspection {
  const { dataDir } = options;
  const path = databasePath(dataDir);
  const reached = readReachedFile(reachedPath(dataDir));
  if (!hasContent(path)) {
    refuseLostFile(dataDir, reached);
    return { head: 0, entries: 0, reached: undefined };
  }
  if (!statSync(path).isFile()) {
    throw new LogOpenError(
      `The event log ${path} cannot be used: unable to open database file: it is no file.`,
    );
  }
  const own = [walPath(dataDir), sharedMemoryPath(dataDir)].filter((file) => !existsSync(file));
  try {
    return inspectDatabase(options, reached);
  } catch (error) {
    // The WAL only when it is empty: what is in it is somebody's.
    for (const file of own) if (file !== walPath(dataDir) || !hasContent(file)) rmSync(file, { force: true });
    if (error instanceof LogOpenError) throw error;
    const advice = isDamage(error) ? `. ${ADVICE}` : ".";
    const message = `The event log ${path} cannot be used: ${inOneLine(reasonOf(error))}${advice}`;
    throw new LogOpenError(message, { cause: error });
  }
}

function inspectDatabase(options: InspectionOptions, reached: Reached | "damaged" | undefined): Inspection {
  const { dataDir, busyTimeoutMs } = options;
  const path = databasePath(dataDir);
  using database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  if (isEmptyDatabase(database)) {
    refuseLostFile(dataDir, reached);
    return { head: 0, entries: 0, reached: undefined };
  }
  verifyIdentity(database, path);
  verifySchema(database, dataDir);
  const epoch = readEpoch(database);
  const entries = verifyEntries(database, options);
  if (entries.areAll) verifyPages(database, dataDir);
  readSnapshots(database);
  const head = readHead(database);
  verifyEnd(database, { dataDir, head });
  verifyReached({ dataDir, epoch, head }, reached);
  return { head, entries: entries.count, reached: reached === "damaged" ? undefined : reached };
}

/** A log that was here has no content any more. */
function refuseLostFile(dataDir: string, reached: Reached | "damaged" | undefined): void {
  const path = databasePath(dataDir);
  const lost = existsSync(path) ? "is empty" : "is missing";
  const toBegin = "to begin a new log instead, remove";
  if (hasContent(walPath(dataDir))) {
    throw new LogOpenError(
      `The event log ${path} ${lost}, but not its ${walPath(dataDir)}: bring it back; ${toBegin} both and ${reachedPath(dataDir)}.`,
    );
  }
  if (reached === undefined || (reached !== "damaged" && reached.seq === 0)) return;
  const had = reached === "damaged" ? "a log was here" : `it had reached entry ${reached.seq}`;
  throw new LogOpenError(
    `The event log ${path} ${lost}, although ${had}: bring it back, or restore a backup; ${toBegin} ${reachedPath(dataDir)}.`,
  );
}

/** A file that was made and never written to. */
function isEmptyDatabase(database: DatabaseSync): boolean {
  const pragmas = ["PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema"];
  return pragmas.every((sql) => queryInteger(database, sql) === 0);
}

function verifyIdentity(database: DatabaseSync, path: string): void {
  const version = queryInteger(database, "PRAGMA user_version");
  if (queryInteger(database, "PRAGMA application_id") !== APPLICATION_ID) {
    throw new LogOpenError(`${path} is a database of another program, not a Hydra event log.`);
  }
  if (version > SCHEMA_VERSION) {
    const versions = `schema ${version}, this one reads up to ${SCHEMA_VERSION}`;
    throw new LogOpenError(`The event log ${path} was written by a newer Hydra (${versions}).`);
  }
}

/** The tables and columns that its version has: else something would be looked for in vain, a checksum for instance. */
function verifySchema(database: DatabaseSync, dataDir: string): void {
  const found = database.prepare(COLUMNS).get()?.["columns"];
  const version = queryInteger(database, "PRAGMA user_version");
  if (found !== SCHEMAS[version - 1]) throw damaged(dataDir, `it has the tables ${inOneLine(String(found))}`);
}

function verifyEntries(
  database: DatabaseSync,
  { dataDir, maxEntries }: InspectionOptions,
): { count: number; areAll: boolean } {
  const read = createEntryReader(database);
  const after = Number.isFinite(maxEntries)
    ? queryInteger(database, `SELECT seq FROM entry ORDER BY seq DESC LIMIT 1 OFFSET ${maxEntries}`)
    : 0;
  let count = 0;
  for (let position = after; ;) {
    const { lastSeq, entries, damage } = read(position, PAGE_ENTRIES);
    count += entries;
    position = Math.max(position, lastSeq);
    if (damage !== undefined) throw damaged(dataDir, `${damage}; up to entry ${position} all is good`);
    if (entries < PAGE_ENTRIES) return { count, areAll: after === 0 };
  }
}

/** Also what no entry stands in: a page that is counted as free and is not would be written over. */
function verifyPages(database: DatabaseSync, dataDir: string): void {
  const [found] = Object.values(database.prepare("PRAGMA integrity_check(1)").get() ?? {});
  if (found === "ok") return;
  throw damaged(dataDir, `all entries can be read, but ${inOneLine(String(found))}`);
}

/** That each can be read; one that is not as it was stored counts as none (snapshot-store.ts), and costs nothing but time. */
function readSnapshots(database: DatabaseSync): void {
  // The last byte of each: SQLite reads all before it, and nothing is left behind here.
  const rows = database.prepare("SELECT substr(state, -1) FROM snapshot").iterate();
  while (rows.next().done !== true);
}

/** A log whose end is missing would give a seq to a second event; better to say so than to serve it. */
function verifyEnd(database: DatabaseSync, { dataDir, head }: { dataDir: string; head: number }): void {
  const last = Math.max(
    // SQLite remembers it apart from the rows.
    queryInteger(database, "SELECT seq FROM sqlite_sequence WHERE name = 'entry'"),
    queryInteger(database, "SELECT max(seq) FROM snapshot"),
  );
  if (head < last) throw damaged(dataDir, `entries ${head + 1} to ${last} are missing`);
}

interface Found {
  readonly dataDir: string;
  readonly epoch: string;
  readonly head: number;
}

function verifyReached({ dataDir, epoch, head }: Found, reached: Reached | "damaged" | undefined): void {
  if (reached === undefined || reached === "damaged" || reached.seq === 0) return;
  const isOther = reached.epoch !== epoch;
  if (!isOther && reached.seq <= head) return;
  const path = databasePath(dataDir);
  const instead = isOther
    ? `is another one than was here, which had reached entry ${reached.seq}: bring that back`
    : `ends at entry ${head} but had reached entry ${reached.seq}: bring it back with its ${walPath(dataDir)}, or restore a newer backup`;
  throw new LogOpenError(
    `The event log ${path} ${instead}; to go on with what is there, under a new epoch, remove ${reachedPath(dataDir)}.`,
  );
}

function damaged(dataDir: string, what: string): LogOpenError {
  return new LogOpenError(`The event log ${databasePath(dataDir)} is damaged: ${what}. ${ADVICE}`);
}

const ADVICE = "Restore a backup of the data folder.";

/** SQLite quotes what it read. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
