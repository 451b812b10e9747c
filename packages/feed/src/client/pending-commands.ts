// Commands sent over a socket and not answered yet, matched to their answers by commandId. SPEC PR47–PR49.
import { idAt, isTime, stringAt, type Fields } from "../wire/fields.ts";
import { FeedError, problemOf, type ProblemError } from "../wire/problem.ts";

export interface PendingCommands {
  /** The answer to come. Adding a commandId again gives the earlier promise up. */
  add(commandId: string, signal: AbortSignal): Promise<Fields>;
  /**
   * Takes an `outcome` or `error` message to the command that it answers; one that answers none is ignored.
   * @throws DecodeError when it is neither.
   */
  settle(message: Fields): void;
  /** The socket is gone: rejects everything as `unavailable`. */
  abandon(): void;
}

interface Waiter {
  resolve(answer: Fields): void;
  reject(error: ProblemError): void;
}

export function createPendingCommands(): PendingCommands {
  const waiters = new Map<string, Waiter>();

  function take(commandId: string): Waiter | undefined {
    const waiter = waiters.get(commandId);
    waiters.delete(commandId);
    return waiter;
  }

  return {
    add(commandId, signal) {
      take(commandId)?.reject(unanswered());
      return new Promise((resolve, reject) => {
        const giveUp = (): void => take(commandId)?.reject(unanswered());
        const waiter: Waiter = {
          resolve(answer) {
            signal.removeEventListener("abort", giveUp);
            resolve(answer);
          },
          reject(error) {
            signal.removeEventListener("abort", giveUp);
            reject(error);
          },
        };
        waiters.set(commandId, waiter);
        signal.addEventListener("abort", giveUp);
        if (signal.aborted) giveUp();
      });
    },
    settle(message) {
      if (message["type"] === "outcome") {
        const { type: _type, ...answer } = message;
        take(idAt(message, "commandId"))?.resolve(answer);
        return;
      }
      const error = errorOf(message);
      const { commandId } = message;
      if (typeof commandId === "string") take(commandId)?.reject(error);
    },
    abandon() {
      for (const commandId of waiters.keys()) take(commandId)?.reject(unanswered());
    },
  };
}

/** The error that a message stands for. */
function errorOf(message: Fields): ProblemError {
  const code = stringAt(message, "code");
  const { detail, retryAfterMs } = message;
  return problemOf(code, {
    detail: typeof detail === "string" ? detail : undefined,
    retryAfterMs: isTime(retryAfterMs) ? retryAfterMs : undefined,
  });
}

function unanswered(): FeedError {
  return new FeedError("unavailable", "The socket gave no answer.");
}
