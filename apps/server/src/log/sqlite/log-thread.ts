// The serving thread's end of the log's worker thread: sends requests and passes each reply to its caller. A
// thread that dies fails what it had not answered; the next request starts another.
import { Worker } from "node:worker_threads";
import { LogOpenError } from "../event-log.ts";
import type { Greeting, Reply, Request, WorkerOptions } from "./messages.ts";

/** What the first message of a thread held. */
export type Opened = Extract<Greeting, { readonly type: "opened" }>;

export interface LogThreadOptions {
  readonly workerOptions: WorkerOptions;
  /** The worker's module; tests put one in between that dies on demand. */
  readonly workerUrl: URL;
  /** A thread has opened the file: the first, or one in place of a thread that died. */
  onOpened(opened: Opened): void;
}

export class LogThread {
  readonly #options: LogThreadOptions;
  #worker: Worker | undefined;
  /** The callers that wait for a reply of `#worker`, in the order of the requests. */
  #waiting: ((reply: Reply) => void)[] = [];
  #epoch: string | undefined;
  #ended: Promise<void> = Promise.resolve();
  #onRefused: (message: string) => void = () => undefined;

  private constructor(options: LogThreadOptions) {
    this.#options = options;
  }

  /**
   * Starts a thread and resolves when it has opened the file.
   * @throws LogOpenError when it cannot.
   */
  static open(options: LogThreadOptions): Promise<LogThread> {
    return new Promise((resolve, reject) => {
      const thread: LogThread = new LogThread({
        ...options,
        onOpened(opened) {
          options.onOpened(opened);
          resolve(thread);
        },
      });
      thread.#onRefused = (message) => reject(new LogOpenError(message));
      thread.#start();
    });
  }

  /** Sends a request. `onReply` is called once and later, with `failed` when the thread dies or cannot start. */
  send(request: Request, onReply: (reply: Reply) => void): void {
    const worker = this.#worker ?? this.#start();
    this.#waiting.push(onReply);
    worker.postMessage(request, request.type === "save-part" ? [request.part.state.buffer] : []);
  }

  /** Lets the thread finish what it was sent, close the file and end. */
  async close(): Promise<void> {
    await new Promise((resolve) => this.send({ type: "close" }, resolve));
    await this.#ended;
  }

  #start(): Worker {
    const { workerUrl, workerOptions } = this.#options;
    // What it reads lives for a page. Left to itself its heap grows to what a serving thread may have, and stays so.
    const worker = new Worker(workerUrl, {
      workerData: workerOptions,
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    let cause = "the log's thread ended";
    worker.on("message", (message: Greeting | Reply) => {
      if (message.type === "opened") this.#open(worker, message);
      else if (message.type === "refused") this.#lose(worker, message.message);
      else this.#waiting.shift()?.(message);
    });
    worker.on("error", (error) => (cause = `the log's thread failed: ${String(error)}`));
    this.#ended = new Promise((resolve) => {
      worker.on("exit", () => {
        this.#lose(worker, cause);
        resolve();
      });
    });
    this.#worker = worker;
    return worker;
  }

  #open(worker: Worker, opened: Opened): void {
    this.#epoch ??= opened.epoch;
    if (opened.epoch === this.#epoch) return this.#options.onOpened(opened);
    this.#lose(worker, "another log has taken the place of this one");
    void worker.terminate();
  }

  #lose(worker: Worker, message: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const unanswered = this.#waiting;
    this.#waiting = [];
    this.#onRefused(message);
    for (const onReply of unanswered) onReply({ type: "failed", message });
  }
}
