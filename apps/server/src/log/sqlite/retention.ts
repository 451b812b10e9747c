// Keeps a log to its retention (SPEC EL42, EL43): once a day what is older is archived by a thread of its own
// (retention-worker.ts), and then dropped in short steps by the log's thread. Broken off anywhere, it goes on the next time.
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { STATE_FORMAT } from "@hydra/engine";
import { reasonOf } from "../failure.ts";
import type { SnapshotPart } from "./snapshot-store.ts";

/** What is needed of an open SQLite log. */
interface RetainedLog {
  readonly dataDir: string;
  now(): number;
  saveSnapshotPart(part: SnapshotPart): Promise<void>;
  dropOldSnapshots(format: string): Promise<void>;
  beginAfter(seq: number, format: string): Promise<void>;
  dropSome(): Promise<boolean>;
}

export interface RetentionOptions {
  readonly log: RetainedLog;
  /** What is older may go. */
  readonly days: number;
  /** Entries were archived, up to one, and the file is whole and on disk. */
  onArchived(archive: Archive): void;
  /** It was broken off; another try follows after a day, or after the next start. */
  onFailure(error: Error): void;
  /** Everything is dropped that may go, and its room is given back. */
  onDone?(): void;
}

export interface Archive {
  readonly path: string;
  /** Seq of the last entry in it. */
  readonly until: number;
}

/** What the worker is started with. */
export interface RetentionJob {
  readonly dataDir: string;
  /** Entries before this time may go; epoch milliseconds. */
  readonly before: number;
}

/** What the worker says. It waits for an answer to each, and ends after that to `done`. */
export type RetentionMessage =
  | { readonly type: "part"; readonly part: SnapshotPart }
  /** All parts were sent. */
  | { readonly type: "snapshot" }
  | ({ readonly type: "archived" } & Archive)
  | { readonly type: "done" };

const DAY_MS = 24 * 60 * 60 * 1_000;
const WORKER_URL = new URL("./retention-worker.ts", import.meta.url);

/** Begins at once, and again every day. Close it before the log. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #timer: NodeJS.Timeout;
  #worker: Worker | undefined;
  #isClosed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#start(), DAY_MS).unref();
    this.#start();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#worker?.terminate();
  }

  #start(): void {
    if (this.#worker !== undefined) return;
    const { log, days } = this.#options;
    const workerData: RetentionJob = { dataDir: log.dataDir, before: log.now() - days * DAY_MS };
    const worker = new Worker(WORKER_URL, { workerData });
    this.#worker = worker;
    worker.on("message", (message: RetentionMessage) => {
      this.#take(worker, message).catch((error: unknown) => this.#fail(worker, error));
    });
    worker.on("error", (error) => this.#fail(worker, error));
    worker.on("exit", () => this.#fail(worker, new Error("the thread ended")));
  }

  async #take(worker: Worker, message: RetentionMessage): Promise<void> {
    const { log, onArchived, onDone } = this.#options;
    switch (message.type) {
      case "part":
        await log.saveSnapshotPart(message.part);
        break;
      case "snapshot":
        await log.dropOldSnapshots(STATE_FORMAT);
        break;
      case "archived":
        await log.beginAfter(message.until, STATE_FORMAT);
        onArchived(message);
        await this.#drop();
        break;
      case "done":
        // Also what an earlier process had archived and not dropped.
        await this.#drop();
        this.#worker = undefined;
        onDone?.();
    }
    worker.postMessage("go on");
  }

  /** Rests as long as each step took, so that what is appended meanwhile waits for one step at most. */
  async #drop(): Promise<void> {
    for (let isMore = true; isMore && !this.#isClosed;) {
      const startedAt = performance.now();
      isMore = await this.#options.log.dropSome();
      await wait(performance.now() - startedAt, undefined, { ref: false });
    }
  }

  #fail(worker: Worker, error: unknown): void {
    if (this.#isClosed || worker !== this.#worker) return;
    this.#worker = undefined;
    void worker.terminate();
    this.#options.onFailure(
      new Error(`What is old was not archived and dropped: ${reasonOf(error)}`, { cause: error }),
    );
  }
}
