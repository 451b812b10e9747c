// The captures of this server: opened by a page, named by its feed requests, read by that page alone, ended when it
// asks for them no more. Bounded in number, age and open exchanges. SPEC PR90–PR95.
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ProtocolError, type WireAnswer, type WireQuery } from "@hydra/protocol";
import { serverNow } from "../../clock.ts";
import { Quota } from "../quota.ts";
import { Capture, type PieceToKeep } from "./capture.ts";
import { maskSecrets, requestHead } from "./http-head.ts";
import { tapSocket } from "./tap.ts";

/** With MAX_CAPTURE_BYTES each, what all of them can hold is 32 MiB. */
const MAX_CAPTURES = 64;
/** Of one network: a page has one, and a classroom behind one address is one. */
const MAX_CLIENT_CAPTURES = 32;
/** Requests of one capture under way; a page has one or two. */
const MAX_OPEN_EXCHANGES = 32;
/** A capture that is not read is given up; a page asks all the time. */
export const CAPTURE_IDLE_MS = 30_000;
const MAX_AGE_MS = 60 * 60_000;
const SWEEP_INTERVAL_MS = 1_000;
/** Bytes of chance in an id and in a key: 128 bits cannot be guessed. */
const CHANCE_BYTES = 16;

interface OpenCapture {
  readonly capture: Capture;
  readonly key: string;
  readonly connections: WeakMap<Socket, number>;
  /** How to stop each exchange that is under way. */
  readonly exchanges: Set<() => void>;
  readonly openedAt: number;
  /** The network that opened it. */
  readonly network: string;
  /** Makes room for another. */
  readonly giveBack: () => void;
  readAt: number;
  connectionCount: number;
  exchangeCount: number;
  readers: number;
}

/** Who asks for a capture. */
export interface CaptureReader {
  readonly captureId: string;
  /** One of them is what the browser that opened it got. */
  readonly keys: readonly string[];
}

export interface CapturedRequest {
  readonly request: IncomingMessage;
  /** The asking client's, as `TrustedProxies.clientOf` names it. */
  readonly client: string;
  /** Whether a page of this server asks, as far as the browser's headers show; undefined where they show nothing. */
  readonly isSameOrigin: boolean | undefined;
  /** Absent for an upgrade. */
  readonly response?: ServerResponse | undefined;
  /** What came in one piece with a handshake, before there could be a listener. */
  readonly head?: Buffer | undefined;
}

/** One request of a capture and what follows it. */
interface Exchange {
  readonly open: OpenCapture;
  readonly connection: number;
  readonly exchange: number;
  received: number;
  sent: number;
}

export class Captures {
  readonly #captures = new Map<string, OpenCapture>();
  readonly #quota = new Quota({
    what: "captures",
    perClient: MAX_CLIENT_CAPTURES,
    total: MAX_CAPTURES,
    retryAfterMs: CAPTURE_IDLE_MS,
  });
  readonly #now: () => number;
  readonly #sweep: NodeJS.Timeout;

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#sweep = setInterval(() => this.endIdle(), SWEEP_INTERVAL_MS).unref();
  }

  /**
   * Opens a capture that can be read with its key only, for the client.
   * @throws ProtocolError `lab-busy` when there are too many
   */
  open(client: string): { readonly captureId: string; readonly key: string } {
    const giveBack = this.#quota.take(client);
    const captureId = randomBytes(CHANCE_BYTES).toString("base64url");
    const key = randomBytes(CHANCE_BYTES).toString("base64url");
    const at = this.#now();
    this.#captures.set(captureId, {
      capture: new Capture(),
      key,
      connections: new WeakMap(),
      exchanges: new Set(),
      openedAt: at,
      network: client,
      giveBack,
      readAt: at,
      connectionCount: 0,
      exchangeCount: 0,
      readers: 0,
    });
    return { captureId, key };
  }

  /**
   * Begins to capture a request, from its head to the end of its response, or without one (an upgrade) of the socket.
   * Does nothing for an id that names no capture, nor for a request that another site made a browser send: its bytes are
   * not for everyone with the id. Where the browser's headers do not show it, the request must come from where the capture was opened.
   */
  record(captureId: string, { request, response, head, client, isSameOrigin }: CapturedRequest): void {
    const open = this.#captures.get(captureId);
    if (open === undefined || open.exchanges.size >= MAX_OPEN_EXCHANGES) return;
    if (!(isSameOrigin ?? open.network === client)) return;
    const exchange = beginExchange(open, request.socket);
    keep(exchange, "received", maskSecrets(requestHead(request)));
    if (head !== undefined && head.length > 0) keep(exchange, "received", Buffer.from(head));
    // Behind a pipelined request the socket still carries the answer to another request.
    if (response !== undefined && response.socket === null) {
      response.once("socket", () => listen(exchange, request.socket, response));
    } else listen(exchange, request.socket, response);
  }

  /**
   * What is new in a capture, which stays alive meanwhile.
   * @throws ProtocolError `unknown-capture`, also for a wrong key
   */
  async read(reader: CaptureReader, query: WireQuery, signal: AbortSignal): Promise<WireAnswer> {
    const open = this.#require(reader);
    open.readers += 1;
    try {
      return await open.capture.read(query, signal);
    } finally {
      open.readers -= 1;
      open.readAt = this.#now();
    }
  }

  /** Ends a capture at once. @throws ProtocolError `unknown-capture` */
  end(reader: CaptureReader): void {
    this.#end(reader.captureId, this.#require(reader));
  }

  /** Ends what is not read, and what is too old. */
  endIdle(): void {
    const now = this.#now();
    for (const [captureId, open] of this.#captures) {
      const isIdle = open.readers === 0 && now - open.readAt > CAPTURE_IDLE_MS;
      if (isIdle || now - open.openedAt > MAX_AGE_MS) this.#end(captureId, open);
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const [captureId, open] of this.#captures) this.#end(captureId, open);
  }

  #require({ captureId, keys }: CaptureReader): OpenCapture {
    const open = this.#captures.get(captureId);
    // One answer for both, so that a guess learns nothing.
    if (open === undefined || !keys.some((key) => isSame(open.key, key)))
      throw new ProtocolError("unknown-capture");
    return open;
  }

  #end(captureId: string, open: OpenCapture): void {
    if (!this.#captures.delete(captureId)) return;
    open.giveBack();
    for (const stop of open.exchanges) stop();
    open.capture.release();
  }
}

function beginExchange(open: OpenCapture, socket: Socket): Exchange {
  open.exchangeCount += 1;
  let connection = open.connections.get(socket);
  if (connection === undefined) {
    open.connectionCount += 1;
    connection = open.connectionCount;
    open.connections.set(socket, connection);
  }
  return { open, connection, exchange: open.exchangeCount, received: 0, sent: 0 };
}

/** Captures the socket until the exchange, or the capture, ends. */
function listen(exchange: Exchange, socket: Socket, response: ServerResponse | undefined): void {
  const { exchanges } = exchange.open;
  const untap = tapSocket(socket, {
    onReceived: (bytes) => keep(exchange, "received", Buffer.from(bytes)),
    // An answer's head comes in one piece, and first.
    onSent: (bytes) =>
      keep(exchange, "sent", exchange.sent === 0 ? maskSecrets(Buffer.from(bytes)) : Buffer.from(bytes)),
  });
  const stop = (): void => {
    untap();
    exchanges.delete(stop);
    response?.off("finish", onEnd);
    (response ?? socket).off("close", onEnd);
  };
  const onEnd = (): void => {
    stop();
    keep(exchange, "ended", Buffer.alloc(0));
  };
  exchanges.add(stop);
  // Before Node's own listener, which lets the next pipelined answer out.
  response?.prependListener("finish", onEnd);
  (response ?? socket).once("close", onEnd);
}

function keep(exchange: Exchange, type: PieceToKeep["type"], bytes: Buffer): void {
  const { open, connection, exchange: number } = exchange;
  const offset = type === "ended" ? 0 : exchange[type];
  open.capture.add({ at: serverNow(), connection, exchange: number, type, offset, bytes });
  if (type !== "ended") exchange[type] += bytes.length;
}

function isSame(key: string, given: string): boolean {
  const [a, b] = [Buffer.from(key), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
