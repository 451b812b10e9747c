// The distributed log as the retention sees it: its worker does everything over connections of its own. Every node may begin
// one; the second waits for the first (archive-lease.ts).
import { mkdirSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { RetentionSource } from "../retention.ts";
import type { JetStreamLog, JetStreamLogOptions } from "./jetstream-log.ts";

/** What retention-worker.ts is started with. */
export interface JetStreamRetentionJob {
  readonly log: JetStreamLogOptions;
  /** This node's own. */
  readonly dataDir: string;
  /** Entries before this time may go; epoch milliseconds. */
  readonly before: number;
}

const WORKER_URL = new URL("./retention-worker.ts", import.meta.url);

export function jetStreamRetention(log: JetStreamLog, dataDir: string): RetentionSource {
  // Only now: a folder that is gone later is not made anew elsewhere.
  mkdirSync(dataDir, { recursive: true });
  return {
    now: () => log.now(),
    startWorker(before) {
      const workerData: JetStreamRetentionJob = { log: log.options, dataDir, before };
      return new Worker(WORKER_URL, { workerData });
    },
  };
}
