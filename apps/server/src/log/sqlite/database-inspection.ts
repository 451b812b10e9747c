// Is what a log's database holds what was written to it (SPEC EL23, EL28)? Reads through a connection of the caller's, which need
// not be able to write, and sees one state of the file even while a server writes it.
import type { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { databasePath } from "./data-files.ts";
import { createEntryVerifier } from "./entry-store.ts";
import { readBeginning } from "./log-beginning.ts";
import { APPLICATION_ID, ARCHIVED_VERSION, queryInteger, readEpoch, readHead } from "./log-database.ts";
import { createSnapshotStore } from "./snapshot-store.ts";

export interface ContentOptions {
  /** Where it stands, for what is reported about it. */
  readonly dataDir: string;
  /**
   * How many of the newest entries are read. Of a log with more, the entries before them are verified when something reads
   * them, and the pages of the file when all entries are asked for.
   */
  readonly maxEntries: number;
}

/** What a database holds that is whole. */
export interface Content {
  /** Undefined for a file that was made and never written to. */
  readonly epoch: string | undefined;
  /** Seq of the newest entry, 0 for none. */
  readonly head: number;
  /** How many entries were read. */
  readonly entries: number;
}

const PAGE_ENTRIES = 500;

const COLUMNS = `
  SELECT group_concat(text, ', ') AS columns FROM (
    SELECT name || '(' || (SELECT group_concat(name) FROM pragma_table_info(sqlite_schema.name)) || ')' AS text
    FROM sqlite_schema WHERE name IN ('entry', 'meta', 'snapshot') ORDER BY name)`;

const WITH_CHECKSUMS =
  "entry(seq,at,family,type,event,crc), meta(key,value), snapshot(format,seq,part,parts,state,crc)";

/** What COLUMNS gives for each version of the schema, from 1. */
const SCHEMAS = [
  "entry(seq,at,family,type,event), meta(key,value), snapshot(format,seq,part,parts,state)",
  WITH_CHECKSUMS,
  WITH_CHECKSUMS,
];

/** @throws LogOpenError with one line that names the file, the entry and what to do; or what SQLite throws. */
export function inspectContent(database: DatabaseSync, options: ContentOptions): Content {
  const { dataDir } = options;
  database.exec("BEGIN");
  if (isUnwritten(database)) return { epoch: undefined, head: 0, entries: 0 };
  verifyIdentity(database, databasePath(dataDir));
  verifySchema(database, dataDir);
  const epoch = readEpoch(database);
  const { entries, areAll } = verifyEntries(database, options);
  if (areAll) verifyPages(database, dataDir);
  createSnapshotStore(database).readAll();
  verifyEnd(database, dataDir);
  return { epoch, head: readHead(database), entries };
}

function isUnwritten(database: DatabaseSync): boolean {
  const pragmas = ["PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema"];
  return pragmas.every((sql) => queryInteger(database, sql) === 0);
}

function verifyIdentity(database: DatabaseSync, path: string): void {
  const version = queryInteger(database, "PRAGMA user_version");
  if (queryInteger(database, "PRAGMA application_id") !== APPLICATION_ID) {
    throw new LogOpenError(`${path} is a database of another program, not a Hydra event log.`);
  }
  if (version > ARCHIVED_VERSION) {
    const versions = `schema ${version}, this one reads up to ${ARCHIVED_VERSION}`;
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
  { dataDir, maxEntries }: ContentOptions,
): { readonly entries: number; readonly areAll: boolean } {
  const verify = createEntryVerifier(database);
  const beginning = readBeginning(database).seq;
  const skipped = Number.isFinite(maxEntries)
    ? queryInteger(database, `SELECT seq FROM entry ORDER BY seq DESC LIMIT 1 OFFSET ${maxEntries}`)
    : 0;
  const after = Math.max(skipped, beginning);
  let entries = 0;
  for (let position = after; ;) {
    const page = verify({ after: position, limit: PAGE_ENTRIES });
    entries += page.entries;
    position = Math.max(position, page.lastSeq);
    if (page.damage !== undefined)
      throw damaged(dataDir, `${page.damage.what}; up to entry ${position} all is good`);
    if (page.entries < PAGE_ENTRIES) return { entries, areAll: after === beginning };
  }
}

/** Also what no entry stands in: a page that is counted as free and is not would be written over. */
function verifyPages(database: DatabaseSync, dataDir: string): void {
  const [found] = Object.values(database.prepare("PRAGMA integrity_check(1)").get() ?? {});
  if (found === "ok") return;
  throw damaged(dataDir, `all entries can be read, but ${inOneLine(String(found))}`);
}

/** A log whose end is missing would give a seq to a second event; better to refuse it than to serve it. */
function verifyEnd(database: DatabaseSync, dataDir: string): void {
  const [head, last] = [readHead(database), readLastSeq(database)];
  if (head < last) throw damaged(dataDir, `entries ${head + 1} to ${last} are missing`);
}

/** Seq of the newest entry that ever was, as far as is noted apart from the entries. */
export function readLastSeq(database: DatabaseSync): number {
  return Math.max(
    queryInteger(database, "SELECT seq FROM sqlite_sequence WHERE name = 'entry'"),
    queryInteger(database, "SELECT max(seq) FROM snapshot"),
  );
}

function damaged(dataDir: string, what: string): LogOpenError {
  return new LogOpenError(
    `The event log ${databasePath(dataDir)} is damaged: ${what}. ${adviceFor(dataDir)}`,
  );
}

/** What to do about a damaged log. */
export function adviceFor(dataDir: string): string {
  return `Restore a backup, or save what is good: npm run hydra-log -- repair --from sqlite:${dataDir} --to sqlite:NEW_FOLDER`;
}

/** SQLite quotes what it read. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}
