// The distributed log as the snapshot maker sees it: its worker reads and stores over a connection of its own. Every
// node may make one; the second finds that the newest is new enough.
import { Worker } from "node:worker_threads";
import type { SnapshotJob, SnapshotSource } from "../snapshot-maker.ts";
import type { JetStreamLog, JetStreamLogOptions } from "./jetstream-log.ts";

/** What snapshot-worker.ts is started with. */
export interface JetStreamSnapshotJob extends SnapshotJob {
  readonly log: JetStreamLogOptions;
}

/** Nodes come up to this share later than asked, so that they do not all begin at the same entry. */
const SPREAD = 0.3;
const WORKER_URL = new URL("./snapshot-worker.ts", import.meta.url);

export function jetStreamSnapshots(log: JetStreamLog): SnapshotSource {
  const spread = 1 + Math.random() * SPREAD;
  /** Entries read since the seq that was asked about last. */
  let count = Number.POSITIVE_INFINITY;
  let since = 0;
  return {
    get head() {
      return log.head;
    },
    subscribe: (after, onEntries) =>
      log.subscribe(after, (entries) => {
        count += entries.length;
        onEntries(entries);
      }),
    // Seqs have gaps here. After a start only the worker has the count; from then on the entries are counted.
    entriesAfter(seq) {
      if (seq !== since) count = 0;
      since = seq;
      return count / spread;
    },
    startWorker(job) {
      const workerData: JetStreamSnapshotJob = { ...job, log: log.options };
      return new Worker(WORKER_URL, { workerData });
    },
  };
}
