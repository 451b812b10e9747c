// Keeps a log to its retention (SPEC EL42, EL43): once a day what is older is archived by a thread of its own (each log has its
// retention-worker.ts), and then dropped. Broken off anywhere, it goes on the next time.
import type { Worker } from "node:worker_threads";
import { reasonOf } from "./failure.ts";

/** What the retention needs of an open log. */
export interface RetentionSource<Step = never> {
  /** The log's time, epoch milliseconds. */
  now(): number;
  /** The worker that archives entries from before `before`, sends RetentionMessage and ends. */
  startWorker(before: number): Worker;
  /** Does what the worker cannot do itself. */
  take?(step: Step): Promise<void>;
  /**
   * Drops what was archived, up to an entry; without one, what an earlier process had archived and not dropped. Ends early when
   * the signal is aborted.
   */
  drop?(until: number | undefined, signal: AbortSignal): Promise<void>;
}

export interface RetentionOptions<Step = never> {
  readonly log: RetentionSource<Step>;
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

/** What the worker sends. It waits for an answer to each, and ends after that to `done`. */
export type RetentionMessage<Step = never> =
  | { readonly type: "step"; readonly step: Step }
  | ({ readonly type: "archived" } & Archive)
  | { readonly type: "done" };

export const DAY_MS = 24 * 60 * 60 * 1_000;

/** Begins at once, and again every day. Close it before the log. */
export class Retention<Step = never> {
  readonly #options: RetentionOptions<Step>;
  readonly #timer: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #worker: Worker | undefined;

  constructor(options: RetentionOptions<Step>) {
    this.#options = options;
    this.#timer = setInterval(() => this.#start(), DAY_MS).unref();
    this.#start();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await this.#worker?.terminate();
  }

  #start(): void {
    if (this.#worker !== undefined) return;
    const { log, days } = this.#options;
    const worker = log.startWorker(log.now() - days * DAY_MS);
    this.#worker = worker;
    worker.on("message", (message: RetentionMessage<Step>) => {
      this.#take(worker, message).catch((error: unknown) => this.#fail(worker, error));
    });
    worker.on("error", (error) => this.#fail(worker, error));
    worker.on("exit", () => this.#fail(worker, new Error("the thread ended")));
  }

  async #take(worker: Worker, message: RetentionMessage<Step>): Promise<void> {
    const { log, onArchived, onDone } = this.#options;
    switch (message.type) {
      case "step":
        await log.take?.(message.step);
        break;
      case "archived":
        await log.drop?.(message.until, this.#closing.signal);
        onArchived(message);
        break;
      case "done":
        await log.drop?.(undefined, this.#closing.signal);
        this.#worker = undefined;
        onDone?.();
    }
    worker.postMessage("go on");
  }

  #fail(worker: Worker, error: unknown): void {
    if (this.#closing.signal.aborted || worker !== this.#worker) return;
    this.#worker = undefined;
    void worker.terminate();
    this.#options.onFailure(
      new Error(`What is old was not archived and dropped: ${reasonOf(error)}`, { cause: error }),
    );
  }
}
