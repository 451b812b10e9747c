// Entries in and out of `hydra.db`, many at a time and as text, each with its checksum (entry-chain.ts). What is read is what
// was written, or the page ends before it. Upstream: log-worker.ts, the snapshot worker, log-inspection.ts.
import type { Entry } from "@hydra/engine";
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import {
  checksumOf,
  damageIn,
  partsOf,
  WRITTEN,
  written,
  type Checksum,
  type EntryRow,
} from "../entry-chain.ts";
import { readBeginning } from "./log-beginning.ts";
import { inTransaction } from "./log-database.ts";
import { isDamage } from "./sqlite-errors.ts";
import { reasonOf } from "../failure.ts";

/** Where a batch landed: its entries have the seqs firstSeq … lastSeq and all the same time. */
export interface StoredBatch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly at: number;
}

/** Entries as the JSON text of an array of `{seq, at, event}`, oldest first; lastSeq is 0 when there are none. */
export interface EntryPage {
  readonly text: string;
  /** How many there are. */
  readonly entries: number;
  readonly lastSeq: number;
  readonly damage?: Damage;
}

/** Why the entry after those of a page cannot be read. */
export interface Damage {
  /** In words for the operator. */
  readonly what: string;
  /** Which it is; undefined when not even that can be read. */
  readonly seq: number | undefined;
}

/** Where an import ended. */
export interface LastEntry {
  readonly seq: number;
  readonly at: number;
}

/** The newest row, or what an empty log begins with. */
interface Newest extends LastEntry {
  readonly checksum: Checksum;
}

// `family` and `type` are taken from the text, for other clients of the file.
const INSERT = `
  INSERT INTO entry (seq, at, family, type, event, crc)
  VALUES (?1, ?2, ?3 ->> '$.familyId', ?3 ->> '$.type', ?3, ?4)`;

/**
 * Makes the function that stores events, one JSON text a line, in one transaction, all or none, at `now` or the newest
 * entry's time, whichever is later, and returns when they are on disk. It throws SQLite's own error, and nothing is then stored.
 */
export function createEntryWriter(database: DatabaseSync): (events: string, now: number) => StoredBatch {
  const readNewest = createNewestReader(database);
  const insert = database.prepare(INSERT);
  return (events, now) =>
    inTransaction(database, () => {
      // Looked up each time: nothing to get out of step with the file, and far cheaper than the fsync.
      const newest = readNewest();
      const firstSeq = newest.seq + 1;
      const at = Math.max(newest.at, Math.floor(now));
      let lastSeq = newest.seq;
      let { checksum } = newest;
      for (const event of events.split("\n")) {
        lastSeq += 1;
        checksum = store(insert, { seq: lastSeq, at, event }, checksum);
      }
      return { firstSeq, lastSeq, at };
    });
}

/**
 * Makes the function that stores entries with their own seqs and times, one `<seq> <at> <event>` a line, in one transaction, all
 * or none, and returns the last of them, or undefined, when one of them does not follow on what is stored. Throws SQLite's own error.
 */
export function createEntryImporter(database: DatabaseSync): (entries: string) => LastEntry | undefined {
  const readNewest = createNewestReader(database);
  const insert = database.prepare(INSERT);
  return (entries) => {
    const rows = entries.split("\n").map(parseLine);
    return inTransaction(database, () => {
      let last = readNewest();
      for (const row of rows) {
        if (row.seq <= last.seq || row.at < last.at) {
          if (row === rows[0]) return undefined;
          throw new Error(`entry ${row.seq} does not follow on entry ${last.seq}`);
        }
        last = { ...row, checksum: store(insert, row, last.checksum) };
      }
      return { seq: last.seq, at: last.at };
    });
  };
}

/** An entry as the importer takes it. */
export function importLine({ seq, at, event }: Entry): string {
  return written({ seq, at, event: JSON.stringify(event) });
}

function parseLine(line: string): EntryRow {
  const { seq, at, event } = partsOf(line);
  return { seq: Number(seq), at: Number(at), event };
}

function store(insert: StatementSync, row: EntryRow, before: Checksum): number {
  const checksum = checksumOf(written(row), before);
  insert.run(row.seq, row.at, row.event, checksum);
  return checksum;
}

function createNewestReader(database: DatabaseSync): () => Newest {
  const newest = database.prepare("SELECT seq, at, crc FROM entry ORDER BY seq DESC LIMIT 1");
  return () => {
    const row = newest.get();
    return {
      seq: Number(row?.["seq"] ?? 0),
      at: Number(row?.["at"] ?? 0),
      checksum: toChecksum(row?.["crc"]),
    };
  };
}

/**
 * Makes the function that reads at most `limit` entries with a seq greater than `after`, up to the first that is not what was
 * written. A read-only connection will do, also one to a database from before there were checksums.
 */
export function createEntryReader(database: DatabaseSync): (after: number, limit: number) => EntryPage {
  const verify = createEntryVerifier(database);
  return (after, limit) => {
    const texts: string[] = [];
    const page = verify({ after, limit }, (text) => {
      const { seq, at, event } = partsOf(text);
      texts.push(`{"seq":${seq},"at":${at},"event":${event}}`);
    });
    return { ...page, text: `[${texts.join(",")}]` };
  };
}

/**
 * Makes the function that does so and shows each as it was written (entry-chain.ts), numbers in it as SQLite puts them: those that
 * become text here stay in a cache of V8's for a while, by which a million entries leave forty megabytes to collect.
 */
export function createEntryVerifier(
  database: DatabaseSync,
): (rows: RowRange, onEntry?: (text: string) => void) => Omit<EntryPage, "text"> {
  const crc = hasChecksums(database) ? "crc" : "NULL";
  const before = database.prepare(`SELECT ${crc} AS crc FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT 1`);
  const read = database.prepare(
    `SELECT seq, ${WRITTEN}, ${crc} FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2`,
  );
  read.setReturnArrays(true);
  /** Where the page before ended: the next one mostly begins there. */
  let reached: { readonly seq: number; readonly checksum: Checksum } | undefined;
  /** Of the entry that the first of a page must follow on; undefined when that is one that was archived. */
  const followed = (after: number): Checksum | undefined => {
    if (reached?.seq === after) return reached.checksum;
    const stored = readChecksum(before, after);
    if (stored !== undefined) return stored;
    const beginning = readBeginning(database);
    return after < beginning.seq ? undefined : beginning.checksum;
  };
  return ({ after, limit }, onEntry) => {
    let checksum = followed(after);
    if (checksum === undefined) {
      const what = `the entries up to ${readBeginning(database).seq} were archived: ${IMPORT_ADVICE}`;
      return { entries: 0, lastSeq: 0, damage: { what, seq: undefined } };
    }
    let entries = 0;
    let lastSeq = 0;
    const { rows, failure } = readRows(read, after, limit);
    for (const values of rows) {
      const [value, text, found] = valuesOf(values);
      const seq = Number(value);
      const damage = damageIn(String(text), toChecksum(found), checksum);
      if (damage !== undefined) {
        return { entries, lastSeq, damage: { what: `entry ${seq} is damaged: ${damage}`, seq } };
      }
      onEntry?.(String(text));
      entries += 1;
      lastSeq = seq;
      checksum = toChecksum(found);
    }
    if (lastSeq > 0) reached = { seq: lastSeq, checksum };
    if (failure === undefined) return { entries, lastSeq };
    const what = `what follows entry ${lastSeq || after} cannot be read: ${failure}`;
    return { entries, lastSeq, damage: { what, seq: undefined } };
  };
}

/** At most `limit` entries with a seq greater than `after`. */
interface RowRange {
  readonly after: number;
  readonly limit: number;
}

type Row = Record<string, SQLOutputValue>;

interface Rows {
  readonly rows: readonly Row[];
  /** Why the row after these cannot be read. */
  readonly failure?: string;
}

/** At once where that is possible, else one by one up to the row at which the file is damaged. */
function readRows(read: StatementSync, after: number, limit: number): Rows {
  try {
    return { rows: read.all(after, limit) };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const rows: Row[] = [];
  try {
    for (const row of read.iterate(after, limit)) rows.push(row);
    return { rows };
  } catch (error) {
    return { rows, failure: reasonOf(error) };
  }
}

/** What to do about a log that begins in the middle and cannot do without the rest. */
const IMPORT_ADVICE =
  "make a whole log of the archives and of this one with npm run hydra-log -- import, or restore a backup";

/** Undefined when there is no entry up to `seq`; null also where it cannot be read, which shows in the row after it. */
function readChecksum(before: StatementSync, seq: number): Checksum | undefined {
  try {
    const row = before.get(seq);
    return row === undefined ? undefined : toChecksum(row["crc"]);
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Node.js gives arrays where it is asked to, which its types leave out. */
function valuesOf(row: Row): readonly unknown[] {
  return Array.isArray(row) ? row : Object.values(row);
}

function toChecksum(value: unknown): Checksum {
  return typeof value === "number" ? value : null;
}

function hasChecksums(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM pragma_table_info('entry') WHERE name = 'crc'").get() !== undefined;
}
