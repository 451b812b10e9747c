// The embedded log as the snapshot maker sees it: its worker reads the file, its parts are stored by the log's thread.
import { Worker } from "node:worker_threads";
import type { Entry } from "@hydra/engine";
import type { LogSubscription } from "../event-log.ts";
import type { SnapshotJob, SnapshotSource } from "../snapshot-maker.ts";
import type { SnapshotPart } from "./snapshot-store.ts";

/** What is needed of an open SQLite log. */
interface SnapshotLog {
  readonly dataDir: string;
  readonly head: number;
  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription;
  saveSnapshotPart(part: SnapshotPart): Promise<void>;
  dropOldSnapshots(format: string): Promise<void>;
}

/** What snapshot-worker.ts is started with. */
export interface SqliteSnapshotJob extends SnapshotJob {
  readonly dataDir: string;
}

const WORKER_URL = new URL("./snapshot-worker.ts", import.meta.url);

export function sqliteSnapshots(log: SnapshotLog): SnapshotSource<SnapshotPart> {
  return {
    get head() {
      return log.head;
    },
    subscribe: (after, onEntries) => log.subscribe(after, onEntries),
    // Its seqs have no gaps.
    entriesAfter: (seq) => log.head - seq,
    startWorker(job) {
      const workerData: SqliteSnapshotJob = { ...job, dataDir: log.dataDir };
      return new Worker(WORKER_URL, { workerData });
    },
    savePart: (part) => log.saveSnapshotPart(part),
    finish: (format) => log.dropOldSnapshots(format),
  };
}
