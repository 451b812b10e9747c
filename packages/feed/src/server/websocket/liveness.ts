// Finds WebSockets whose peer is gone without a Close frame (RFC 6455 §5.5.2): pings each once an interval and terminates
// those that have not answered the ping before. One timer for all, a wheel of slots, so that a crowd is not pinged
// in one tick.
import { checkNumber, milliseconds } from "../../wire/bounds.ts";
import type { MessageSocket } from "./message-socket.ts";

export interface Liveness {
  watch(socket: Pinged): Pulse;
  close(): void;
}

type Pinged = Pick<MessageSocket, "ping" | "terminate">;

/** One socket under watch. */
export interface Pulse {
  /** A pong has come. */
  beat(): void;
  /** The socket is closed. */
  stop(): void;
}

/** A slot's turn comes once an interval. */
const SLOTS = 30;

/** @throws RangeError where the interval is none */
export function createLiveness(intervalMs: number): Liveness {
  checkNumber("intervalMs", intervalMs, milliseconds());
  const slots = Array.from({ length: SLOTS }, () => new Set<Pinged>());
  /** Sockets that were pinged and have not answered. */
  const unanswered = new WeakSet<Pinged>();
  let turn = 0;

  const timer = setInterval(() => {
    turn = (turn + 1) % SLOTS;
    for (const socket of slots[turn] ?? []) {
      if (unanswered.has(socket)) {
        socket.terminate();
      } else {
        unanswered.add(socket);
        socket.ping();
      }
    }
  }, intervalMs / SLOTS).unref();

  return {
    watch(socket) {
      const slot = slots[turn];
      slot?.add(socket);
      return {
        beat: () => unanswered.delete(socket),
        stop: () => slot?.delete(socket),
      };
    },
    close() {
      clearInterval(timer);
    },
  };
}
