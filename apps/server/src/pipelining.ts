// What a client that does not wait for answers gets (RFC 9112 §9.3.2). Node passes on all requests of what it has read at once,
// 1,600 of the smallest: how many may wait is bounded here, and those behind another are worked on in turns.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { readTurns, type Reader } from "@hydra/feed/server";

/**
 * Requests of one connection that may wait behind one that is not answered yet: each holds its answer, and a parked long-poll's
 * place. Browsers wait for an answer before they ask again; load generators pipeline ten or so.
 */
const MAX_WAITING = 64;
const waiting = new WeakMap<Socket, number>();

/**
 * To be called once with each request, before any work on it. Ends the connection of a peer that asks too far ahead: an
 * answer could only be queued behind the others.
 * @returns whether the request is to be dropped
 */
export function isOneTooMany({ socket }: IncomingMessage, response: ServerResponse): boolean {
  if (socket.destroyed) return true;
  // Its turn is now: nothing is before it.
  if (response.socket !== null) return false;
  const count = (waiting.get(socket) ?? 0) + 1;
  if (count > MAX_WAITING) {
    endConnection(socket);
    return true;
  }
  waiting.set(socket, count);
  response.once("socket", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
  return false;
}

/**
 * @param route works on a request
 * @returns the same for requests whose connection waits for no other answer; else when its turn has come, in another turn of the
 * event loop, so that many requests of one connection do not keep all others waiting
 */
export function inTurn(route: RequestListener): RequestListener {
  return (request, response) => {
    if (response.socket !== null) return route(request, response);
    response.once("socket", () => queueOf(request.socket).add(() => route(request, response)));
  };
}

/** As `inTurn`, but does not wait for the answers before it, so that attacks of one connection are still appended together. */
export function inOrder(route: RequestListener): RequestListener {
  return (request, response) => {
    if (response.socket !== null) return route(request, response);
    queueOf(request.socket).add(() => route(request, response));
  };
}

/** Of one connection, at a turn: attacks that are begun together are appended together, and a slow request stays alone. */
const SLICE_MS = 0.25;

/** Of one connection, what is to be begun: a slice at a turn, in order. */
class PipelinedRequests implements Reader {
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  add(begin: () => void): void {
    this.#waiting.push(begin);
    if (this.#waiting.length === 1) readTurns.wait(this);
  }

  takeTurn(): number {
    const startedAt = performance.now();
    let spentMs = 0;
    while (this.#waiting.length > 0 && spentMs < SLICE_MS) {
      if (this.#socket.destroyed) this.#waiting.length = 0;
      else this.#waiting[0]?.();
      this.#waiting.shift();
      spentMs = performance.now() - startedAt;
    }
    if (this.#waiting.length > 0) readTurns.wait(this);
    return spentMs;
  }
}

const queues = new WeakMap<Socket, PipelinedRequests>();

function queueOf(socket: Socket): PipelinedRequests {
  const queue = queues.get(socket) ?? new PipelinedRequests(socket);
  queues.set(socket, queue);
  return queue;
}

interface Parsed {
  readonly parser?: { onIncoming?: () => number } | null;
}

/**
 * Cuts a connection in the middle of what was read of it, which Node would go on with, 16 ms for the smallest requests. A callback
 * that fails stops its parser (llhttp: HPE_CB_HEADERS_COMPLETE); where there is none any more, only that time is lost.
 */
export function endConnection(socket: Socket & Parsed): void {
  if (socket.parser) socket.parser.onIncoming = () => -1;
  socket.destroy();
}
