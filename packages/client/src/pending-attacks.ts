// Attacks sent over a socket and not answered yet, matched to their answers by commandId. SPEC PR47–PR49.
import { ProtocolError, type AttackAnswer, type ErrorMessage, type OutcomeMessage } from "@hydra/protocol";

export interface PendingAttacks {
  /** The answer to come. Adding a commandId again gives the earlier promise up. */
  add(commandId: string, signal: AbortSignal): Promise<AttackAnswer>;
  /** Takes a message to whom it answers; one that answers nobody is ignored. */
  settle(message: OutcomeMessage | ErrorMessage): void;
  /** The socket is gone: rejects everything as `unavailable`. */
  abandon(): void;
}

interface Waiter {
  resolve(answer: AttackAnswer): void;
  reject(error: ProtocolError): void;
}

export function createPendingAttacks(): PendingAttacks {
  const waiters = new Map<string, Waiter>();

  function fail(commandId: string, error: ProtocolError): void {
    const waiter = waiters.get(commandId);
    waiters.delete(commandId);
    waiter?.reject(error);
  }

  return {
    add(commandId, signal) {
      fail(commandId, unanswered());
      return new Promise((resolve, reject) => {
        const giveUp = (): void => fail(commandId, unanswered());
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
      if (message.commandId === undefined) return;
      if (message.type === "error") {
        fail(message.commandId, new ProtocolError(message.code, message.detail, message.retryAfterMs));
        return;
      }
      const { type: _type, ...answer } = message;
      const waiter = waiters.get(message.commandId);
      waiters.delete(message.commandId);
      waiter?.resolve(answer);
    },
    abandon() {
      for (const commandId of waiters.keys()) fail(commandId, unanswered());
    },
  };
}

function unanswered(): ProtocolError {
  return new ProtocolError("unavailable", "The socket gave no answer.");
}
