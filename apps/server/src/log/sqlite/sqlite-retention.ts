// The embedded log as the retention sees it: its worker reads the file and writes the archives; the log's own thread stores
// a snapshot where one is lacking, and drops in short steps.
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { STATE_FORMAT } from "@hydra/engine";
import type { RetentionSource } from "../retention.ts";
import type { SnapshotPart } from "./snapshot-store.ts";

/** What is needed of an open SQLite log. */
export interface RetainedLog {
  readonly dataDir: string;
  now(): number;
  saveSnapshotPart(part: SnapshotPart): Promise<void>;
  dropOldSnapshots(format: string): Promise<void>;
  beginAfter(seq: number, format: string): Promise<void>;
  dropSome(): Promise<boolean>;
}

/** What retention-worker.ts is started with. */
export interface SqliteRetentionJob {
  readonly dataDir: string;
  /** Entries before this time may go; epoch milliseconds. */
  readonly before: number;
}

/** What it has the log's thread do. */
export type SqliteRetentionStep =
  | { readonly type: "part"; readonly part: SnapshotPart }
  /** All parts were sent. */
  | { readonly type: "snapshot" };

const WORKER_URL = new URL("./retention-worker.ts", import.meta.url);

export function sqliteRetention(log: RetainedLog): RetentionSource<SqliteRetentionStep> {
  return {
    now: () => log.now(),
    startWorker(before) {
      const workerData: SqliteRetentionJob = { dataDir: log.dataDir, before };
      return new Worker(WORKER_URL, { workerData });
    },
    async take(step) {
      if (step.type === "part") await log.saveSnapshotPart(step.part);
      else await log.dropOldSnapshots(STATE_FORMAT);
    },
    /** Rests as long as each step took, so that what is appended meanwhile waits for one step at most. */
    async drop(until, signal) {
      if (until !== undefined) await log.beginAfter(until, STATE_FORMAT);
      for (let isMore = true; isMore && !signal.aborted;) {
        const startedAt = performance.now();
        isMore = await log.dropSome();
        await wait(performance.now() - startedAt, undefined, { ref: false });
      }
    },
  };
}
