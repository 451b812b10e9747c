// Drops what was archived from `hydra.db`, and gives its room back to the file system (SPEC EL42): in steps as short as a
// commit, between which appends have their turn. Upstream: log-worker.ts.
import type { DatabaseSync } from "node:sqlite";
import { readBeginning, writeBeginning } from "./log-beginning.ts";
import { ARCHIVED_VERSION, inTransaction, queryInteger, readHead } from "./log-database.ts";
import { createSnapshotStore } from "./snapshot-store.ts";

export interface EntryDropper {
  /**
   * From now on the log begins after entry `seq`; nothing is removed yet.
   * @throws RangeError when a restart could not do without the entries up to there.
   */
  beginAfter(seq: number, format: string): void;
  /** Removes some of what is before the beginning, or gives some room back; false when nothing is left to do. */
  dropSome(): boolean;
}

/** Dropped in a millisecond or two. */
const STEP_ENTRIES = 1_000;
/** 256 KiB: what a part of a snapshot has. */
const STEP_PAGES = 64;
/** https://sqlite.org/pragma.html#pragma_auto_vacuum */
const INCREMENTAL = 2;

const DROP_ENTRIES = `DELETE FROM entry WHERE seq IN (SELECT seq FROM entry WHERE seq <= ? ORDER BY seq LIMIT ${STEP_ENTRIES})`;
/** Of any format: one from before the beginning leads to no state that is there. */
const DROP_SNAPSHOT = `
  DELETE FROM snapshot WHERE rowid = (SELECT rowid FROM snapshot WHERE seq < ? ORDER BY seq, part LIMIT 1)`;

export function createEntryDropper(database: DatabaseSync): EntryDropper {
  const snapshots = createSnapshotStore(database);
  return {
    beginAfter(seq, format) {
      inTransaction(database, () => {
        if (seq <= readBeginning(database).seq) return;
        const row = database.prepare("SELECT crc FROM entry WHERE seq = ?").get(seq);
        if (row === undefined || seq >= readHead(database) || seq > snapshots.newestSeq(format)) {
          throw new RangeError(`the entries up to ${seq} cannot be dropped: there is no snapshot of them`);
        }
        const checksum = row["crc"];
        writeBeginning(database, { seq, checksum: typeof checksum === "number" ? checksum : null });
        database.exec(`PRAGMA user_version = ${ARCHIVED_VERSION}`);
      });
    },
    dropSome() {
      const { seq } = readBeginning(database);
      for (const sql of [DROP_ENTRIES, DROP_SNAPSHOT]) {
        if (database.prepare(sql).run(seq).changes > 0) return true;
      }
      if (queryInteger(database, "PRAGMA auto_vacuum") !== INCREMENTAL) return false;
      const free = queryInteger(database, "PRAGMA freelist_count");
      if (free > 0) database.exec(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
      return free > STEP_PAGES;
    },
  };
}
