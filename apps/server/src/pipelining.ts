// How many requests of one connection may wait behind one that is not answered yet (RFC 9112 §9.3.2): each holds its answer,
// and a parked long-poll's place, until those before it have left.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Browsers wait for an answer before they ask again; load generators pipeline ten or so. */
const MAX_WAITING = 64;

/**
 * To be called with each request before anybody works on it. Ends the connection of a peer that asks too far ahead: an answer
 * could only be queued behind the others.
 * @returns whether the request is to be dropped
 */
export function createPipelineGuard(): (request: IncomingMessage, response: ServerResponse) => boolean {
  const waiting = new WeakMap<Socket, number>();
  return function isOneTooMany({ socket }, response) {
    // Node goes on with the rest of a chunk that it has parsed.
    if (socket.destroyed) return true;
    // Its turn is now: nothing is before it.
    if (response.socket !== null) return false;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > MAX_WAITING) {
      socket.destroy();
      return true;
    }
    waiting.set(socket, count);
    response.once("socket", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    return false;
  };
}
