// The serving thread's end of the log's worker thread: sends requests, hands each reply to whoever asked. A thread
// that dies fails what it had not answered; the next request starts another one.
import { Worker } from "node:worker_threads";
import { LogOpenError } from "../event-log.ts";
import type { Greeting, Reply, Request, WorkerOptions } from "./messages.ts";

export type OnReply = (reply: Reply) => void;

export interface LogThread {
  /** Sends a request; `onReply` is called once, later, in the order of the requests, with `failed` if the thread dies. */
  send(request: Request, onReply: OnReply): void;
  /** Waits until the thread has ended. */
  ended(): Promise<void>;
}

export interface LogThreadEvents {
  /** A thread has opened the file: the first one, or one that replaces a thread that died. */
  onOpened(epoch: string, head: number): void;
}

/**
 * Starts the thread and resolves when it has opened the file.
 * @throws LogOpenError when it cannot.
 */
export async function startLogThread(options: WorkerOptions, events: LogThreadEvents): Promise<LogThread> {
  let waiting: OnReply[] = [];
  let worker: Worker | undefined;
  let end: Promise<void> = Promise.resolve();

  const start = (onRefused: (message: string) => void): Worker => {
    const started = new Worker(new URL("./log-worker.ts", import.meta.url), { workerData: options });
    let lastWords = "the log's thread ended";
    const fail = (): void => {
      if (worker !== started) return;
      worker = undefined;
      onRefused(lastWords);
      const unanswered = waiting;
      waiting = [];
      for (const onReply of unanswered) onReply({ type: "failed", message: lastWords });
    };
    started.on("message", (message: Greeting | Reply) => {
      if (message.type === "opened") events.onOpened(message.epoch, message.head);
      else if (message.type === "refused") {
        lastWords = message.message;
        fail();
      } else waiting.shift()?.(message);
    });
    started.on("error", (error) => (lastWords = `the log's thread failed: ${String(error)}`));
    end = new Promise((resolve) => {
      started.on("exit", () => {
        fail();
        resolve();
      });
    });
    worker = started;
    return started;
  };

  await new Promise<void>((resolve, reject) => {
    const onOpened = events.onOpened;
    events = {
      onOpened(epoch, head) {
        onOpened(epoch, head);
        resolve();
      },
    };
    start((message) => reject(new LogOpenError(message)));
  });

  return {
    send(request, onReply) {
      const target = worker ?? start(() => {});
      waiting.push(onReply);
      target.postMessage(request);
    },
    ended: () => end,
  };
}
