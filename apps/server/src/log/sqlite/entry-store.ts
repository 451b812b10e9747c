// Entries in and out of `hydra.db`, many at a time and as JSON text: SQLite takes a batch apart and puts a page
// together, so the worker thread touches no single event. Upstream: log-worker.ts and the snapshot worker.
import type { Entry } from "@hydra/engine";
import type { DatabaseSync } from "node:sqlite";
import { inTransaction, readHead } from "./log-database.ts";

/** Where a batch landed: its entries have the seqs firstSeq … lastSeq and all the same time. */
export interface StoredBatch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly at: number;
}

/** Entries as the JSON text of an array of `{seq, at, event}`, oldest first; lastSeq is 0 when there are none. */
export interface EntryPage {
  readonly text: string;
  readonly lastSeq: number;
}

// One call for the whole batch: `key` counts its events from 0.
const INSERT = `
  INSERT INTO entry (seq, at, family, type, event)
  SELECT ?1 + key, ?2, value ->> '$.familyId', value ->> '$.type', value FROM json_each(?3)`;

// Entries as they are: what is stored of them is what `append` would have stored.
const IMPORT = `
  INSERT INTO entry (seq, at, family, type, event)
  SELECT value ->> '$.seq', value ->> '$.at', value ->> '$.event.familyId', value ->> '$.event.type', value -> '$.event'
  FROM json_each(?1)`;

const READ = `
  SELECT max(seq) AS lastSeq,
    '[' || group_concat('{"seq":' || seq || ',"at":' || at || ',"event":' || event || '}', ',') || ']' AS text
  FROM (SELECT seq, at, event FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2)`;

/**
 * Makes the function that stores a JSON array of events in one transaction, all or none, and returns when they are
 * on disk. It throws what SQLite says, and nothing is then stored.
 */
export function createEntryWriter(database: DatabaseSync): (events: string) => StoredBatch {
  const newest = database.prepare("SELECT seq, at FROM entry ORDER BY seq DESC LIMIT 1");
  const insert = database.prepare(INSERT);
  return (events) =>
    inTransaction(database, () => {
      // Looked up each time: nothing to get out of step with the file, and far cheaper than the fsync.
      const last = newest.get();
      const firstSeq = Number(last?.["seq"] ?? 0) + 1;
      const at = Math.max(Number(last?.["at"] ?? 0), Date.now());
      const { changes } = insert.run(firstSeq, at, events);
      return { firstSeq, lastSeq: firstSeq + Number(changes) - 1, at };
    });
}

/**
 * Makes the function that stores a JSON array of entries with their own seqs and times in one transaction, all or none,
 * and returns their last seq, or undefined, when the first of them does not follow on what is stored. Throws what SQLite says.
 */
export function createEntryImporter(
  database: DatabaseSync,
): (entries: string) => { readonly lastSeq: number } | undefined {
  const follows = database.prepare(
    `SELECT (?1 -> '$[0]') ->> '$.seq' > coalesce(max(seq), 0) AND (?1 -> '$[0]') ->> '$.at' >= coalesce(max(at), 0)
     AS follows FROM (SELECT seq, at FROM entry ORDER BY seq DESC LIMIT 1)`,
  );
  const insert = database.prepare(IMPORT);
  return (entries) =>
    inTransaction(database, () => {
      if (follows.get(entries)?.["follows"] !== 1) return undefined;
      insert.run(entries);
      return { lastSeq: readHead(database) };
    });
}

/** Makes the function that reads at most `limit` entries with a seq greater than `after`. A read-only connection will do. */
export function createEntryReader(database: DatabaseSync): (after: number, limit: number) => EntryPage {
  const read = database.prepare(READ);
  return (after, limit) => {
    const row = read.get(after, limit);
    const text = row?.["text"];
    const lastSeq = row?.["lastSeq"];
    return typeof text === "string" && typeof lastSeq === "number"
      ? { text, lastSeq }
      : { text: "[]", lastSeq: 0 };
  };
}

/**
 * The entries of a page.
 * @throws Error when the text is not what this server writes: somebody else has changed the file.
 */
export function parseEntries(text: string): readonly Entry[] {
  const entries: unknown = JSON.parse(text);
  if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  throw new Error("a row is no entry");
}

// That there is an event is checked; which one is the engine's to judge, as with an event fresh from a route.
function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  if (!("seq" in value && "at" in value && "event" in value)) return false;
  const { seq, at, event } = value;
  if (typeof seq !== "number" || typeof at !== "number") return false;
  return typeof event === "object" && event !== null && "type" in event && "familyId" in event;
}
