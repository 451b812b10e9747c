// Makes snapshots of the state while the server serves, so that a restart replays thousands of entries, not all. Every
// so many entries a worker thread of its own computes the state from the log and ends (each log has its snapshot-worker.ts):
// between snapshots there is no second world in memory. It stores what it made, or sends it here part by part.
import type { Worker } from "node:worker_threads";
import type { Entry } from "@hydra/engine";
import type { LogSubscription } from "./event-log.ts";
import { reasonOf } from "./failure.ts";

/** What the maker needs of an open log. */
export interface SnapshotSource<Part = never> {
  readonly head: number;
  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription;
  /** How many entries follow `seq`; Infinity where only the worker can count them. */
  entriesAfter(seq: number): number;
  /** The worker that makes one snapshot, if one is due, sends SnapshotMessage and ends. */
  startWorker(job: SnapshotJob): Worker;
  /** Stores what the worker sends. */
  savePart?(part: Part): Promise<void>;
  /** The snapshot is whole. */
  finish?(format: string): Promise<void>;
}

export interface SnapshotMakerOptions<Part = never> {
  readonly log: SnapshotSource<Part>;
  /** A snapshot is due when the newest one is this many entries behind the head. Default 150,000. */
  readonly everyEntries?: number;
  /** How far behind the head the state is that is kept: what a restart replays at least. Default 50,000. */
  readonly behindEntries?: number;
  /** Largest share of the time to spend on it, above 0, at most 1. Default 0.5. */
  readonly maxShare?: number;
  /** A snapshot was stored, or was new enough already. */
  onSnapshot?(seq: number): void;
  /** A snapshot could not be made; another try follows after as many entries. Default: a process warning. */
  onFailure?(error: Error): void;
}

/** What the worker is to do. */
export interface SnapshotJob {
  /** Nothing to do while fewer entries than this follow the newest snapshot. */
  readonly everyEntries: number;
  readonly behindEntries: number;
}

/** What the worker sends. It waits for an answer to each part, and ends after `done`. */
export type SnapshotMessage<Part = never> =
  | { readonly type: "part"; readonly part: Part }
  /** `format` of the snapshot that was made; absent when the newest, at `seq`, was new enough. */
  | { readonly type: "done"; readonly seq: number; readonly format?: string };

/** Replaying them takes a fraction of a second, less than starting the server. */
const EVERY_ENTRIES = 150_000;
/** A node that replays these has noted who left the top meanwhile, and can serve a delta from any cursor among them. */
const BEHIND_ENTRIES = 50_000;
/** A world of a million players takes seconds to write down: that is not to occupy a core without end. */
const MAX_SHARE = 0.5;

/** Makes the first snapshot at once if one is due. Close it before the log. */
export class SnapshotMaker<Part = never> {
  readonly #options: SnapshotMakerOptions<Part>;
  readonly #everyEntries: number;
  readonly #subscription: LogSubscription;
  /** Seq of the newest snapshot known here, or at which the last attempt failed. */
  #since = 0;
  #worker: Worker | undefined;
  /** By performance.now(). */
  #startedAt = 0;
  #rest: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SnapshotMakerOptions<Part>) {
    this.#options = options;
    this.#everyEntries = options.everyEntries ?? EVERY_ENTRIES;
    const { log } = options;
    this.#subscription = log.subscribe(log.head, () => this.#makeIfDue());
    this.#makeIfDue();
  }

  /** Ends a snapshot under way; its parts do not count, and go with the next snapshot. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#rest);
    this.#subscription.close();
    await this.#worker?.terminate();
  }

  #makeIfDue(): void {
    const { log } = this.#options;
    if (this.#isClosed || this.#worker !== undefined || log.entriesAfter(this.#since) < this.#everyEntries)
      return;
    if (this.#rest !== undefined) return;
    this.#startedAt = performance.now();
    const { behindEntries = BEHIND_ENTRIES } = this.#options;
    const worker = log.startWorker({ everyEntries: this.#everyEntries, behindEntries });
    this.#worker = worker;
    worker.on("message", (message: SnapshotMessage<Part>) => {
      this.#take(worker, message).catch((error: unknown) => this.#fail(worker, error));
    });
    worker.on("error", (error) => this.#fail(worker, error));
    worker.on("exit", () => this.#fail(worker, new Error("the thread ended")));
  }

  async #take(worker: Worker, message: SnapshotMessage<Part>): Promise<void> {
    const { log, onSnapshot } = this.#options;
    if (worker !== this.#worker) return;
    if (message.type === "part") {
      await log.savePart?.(message.part);
      return worker.postMessage("saved");
    }
    this.#restAfter(message.seq);
    if (message.format !== undefined) await log.finish?.(message.format);
    onSnapshot?.(message.seq);
  }

  #restAfter(since: number): void {
    this.#worker = undefined;
    this.#since = since;
    if (this.#isClosed) return;
    const tookMs = performance.now() - this.#startedAt;
    const restMs = tookMs / (this.#options.maxShare ?? MAX_SHARE) - tookMs;
    // It looks again by itself: what came meanwhile is not to wait for the next entry, which may be long in coming.
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#makeIfDue();
    }, restMs).unref();
  }

  #fail(worker: Worker, error: unknown): void {
    if (worker !== this.#worker) return;
    this.#restAfter(this.#options.log.head);
    void worker.terminate();
    if (this.#isClosed) return;
    const failure = new Error(`No snapshot was made: ${reasonOf(error)}`, { cause: error });
    if (this.#options.onFailure === undefined) process.emitWarning(failure);
    else this.#options.onFailure(failure);
  }
}
