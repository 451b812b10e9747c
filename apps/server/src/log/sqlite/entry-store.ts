// Entries in and out of `hydra.db`, a batch at a time and as JSON text: SQLite takes the batch apart and puts it
// together, so the worker thread never touches a single event. Upstream: log-worker.ts.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { queryInteger } from "./database.ts";

/** Where a batch landed: its entries have the seqs firstSeq, firstSeq + 1, …, and all the same time. */
export interface StoredBatch {
  readonly firstSeq: number;
  readonly at: number;
}

/** Stored entries as a JSON array of `{seq, at, event}`, oldest first; `lastSeq` is 0 when there are none. */
export interface EntryPage {
  readonly text: string;
  readonly lastSeq: number;
}

export interface EntryStore {
  /** Seq of the newest entry, 0 when there is none. */
  head(): number;
  /**
   * Stores a JSON array of events in one transaction, all or none, and returns when they are on disk.
   * @throws whatever SQLite says; nothing is then stored.
   */
  append(events: string): StoredBatch;
  /** At most `limit` entries with a seq greater than `after`. */
  read(after: number, limit: number): EntryPage;
}

const INSERT = `
  INSERT INTO entry (seq, at, family, type, event)
  SELECT ?1 + key, ?2, value ->> '$.familyId', value ->> '$.type', value FROM json_each(?3)`;

const READ = `
  SELECT max(seq) AS lastSeq,
    '[' || group_concat('{"seq":' || seq || ',"at":' || at || ',"event":' || event || '}', ',') || ']' AS text
  FROM (SELECT seq, at, event FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2)`;

/** The entries of an open `hydra.db`; a read-only connection can read. */
export function createEntryStore(database: DatabaseSync): EntryStore {
  const newest = database.prepare("SELECT seq, at FROM entry ORDER BY seq DESC LIMIT 1");
  const insert = database.prepare(INSERT);
  const read = database.prepare(READ);
  return {
    head: () => queryInteger(database, "SELECT max(seq) FROM entry"),
    append: (events) => inTransaction(database, () => appendAfter(newest, insert, events)),
    read(after, limit) {
      const row = read.get(after, limit);
      const lastSeq = row?.["lastSeq"];
      const text = row?.["text"];
      if (typeof lastSeq !== "number" || typeof text !== "string") return { text: "[]", lastSeq: 0 };
      return { text, lastSeq };
    },
  };
}

/** Runs `work` in a write transaction and commits it, or rolls it back whole. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite has already rolled back after some errors (disk full, I/O).
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

// The newest entry is looked up in the same transaction, so a restarted thread needs no memory of its own.
function appendAfter(newest: StatementSync, insert: StatementSync, events: string): StoredBatch {
  const last = newest.get();
  const firstSeq = Number(last?.["seq"] ?? 0) + 1;
  const at = Math.max(Number(last?.["at"] ?? 0), Date.now());
  insert.run(firstSeq, at, events);
  return { firstSeq, at };
}
