// A second pair of eyes on the log's file: a read-only connection for another thread or process, while the server
// writes. It takes no lock that an append would wait for.
import type { Entry } from "@hydra/engine";
import { DatabaseSync } from "node:sqlite";
import type { StateSnapshot } from "../event-log.ts";
import { databasePath } from "./data-files.ts";
import { parseEntries } from "../parse-entries.ts";
import { createEntryReader } from "./entry-store.ts";
import { readHead } from "./log-database.ts";
import { createSnapshotStore } from "./snapshot-store.ts";

export interface LogReader extends Disposable {
  /** Seq of the newest stored entry, 0 when there is none. */
  head(): number;
  /** At most `limit` entries with a seq greater than `after`, oldest first. @throws Error when one of them is damaged. */
  readEntries(after: number, limit: number): readonly Entry[];
  /** Seq of the newest whole snapshot in `format`, 0 when there is none; cheap, unlike loading it. */
  snapshotSeq(format: string): number;
  loadSnapshot(format: string): StateSnapshot | undefined;
}

/** Opens the log that stands in `dataDir`. @throws SQLite's own error, e.g. when there is none. */
export function openLogReader(dataDir: string): LogReader {
  const database = new DatabaseSync(databasePath(dataDir), { readOnly: true });
  const readPage = createEntryReader(database);
  const snapshots = createSnapshotStore(database);
  return {
    head: () => readHead(database),
    readEntries(after, limit) {
      const { text, damage } = readPage(after, limit);
      if (damage !== undefined) throw new Error(damage.what);
      return parseEntries(text);
    },
    snapshotSeq: snapshots.newestSeq,
    loadSnapshot: snapshots.load,
    [Symbol.dispose]: () => database.close(),
  };
}
