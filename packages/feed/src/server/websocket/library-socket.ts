// A socket of the `ws` library as transports see it. What is a handshake is decided before (upgrade-route.ts): the library
// would take HTTP/1.0 and version 8. Broadcasts are written past the library to the TCP socket, which is sound as long as
// it neither compresses nor fragments.
import type { Socket } from "node:net";
import type { FastifyBaseLogger } from "fastify";
import { checkNumbers, whole, type Bounds } from "../../wire/bounds.ts";
import type { BroadcastFrame } from "@hydra/rfc6455";
import { WebSocketServer, type RawData, type ServerOptions, type WebSocket } from "ws";
import { DirectWriter } from "../direct-writer.ts";
import type { MessageSocket, MessageSocketEvents, MessageSocketHandler } from "./message-socket.ts";
import { PacedReader } from "./paced-reader.ts";
import type { Upgrade } from "./upgrade-route.ts";

/** As a socket of the library has it. */
const OPEN = 1 satisfies WebSocket["OPEN"];

export type LibraryLimits = Pick<ServerOptions, "maxPayload" | "maxFragments" | "maxBufferedChunks">;

export interface LibrarySocketOptions {
  readonly library: WebSocketServer;
  /** A peer gets this long to take what is left and to close its side. */
  readonly closeTimeoutMs: number;
  readonly logger: FastifyBaseLogger;
}

const MAX_COUNT = 2 ** 31 - 1;
const LIMITS: Bounds = {
  maxPayload: whole(1, MAX_COUNT),
  maxFragments: whole(1, MAX_COUNT),
  maxBufferedChunks: whole(1, MAX_COUNT),
};

/**
 * The library, set to negotiate no extension, and no subprotocol but the one given (SPEC PR66). Listens nowhere.
 * @param subprotocol answered to every handshake that offers any: whether it is among those offered is checked before
 * @throws RangeError that names a limit which is none
 */
export function createLibrary(limits: LibraryLimits, subprotocol?: string): WebSocketServer {
  checkNumbers(limits, LIMITS);
  return new WebSocketServer({
    ...limits,
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: () => subprotocol ?? false,
  });
}

/** Answers the handshake with 101; RFC 6455 from there on. Owns the socket. */
export function openLibrarySocket(
  { request, socket: raw, head }: Upgrade,
  handler: MessageSocketHandler,
  { library, closeTimeoutMs, logger }: LibrarySocketOptions,
): void {
  library.handleUpgrade(request, raw, head, (socket) => {
    // A peer that has gone is found by pings, not by the HTTP server's idle limit.
    raw.setTimeout(0);
    socket.on("error", (error) => handleLibraryError(error, socket, logger));
    const reader = readInTurns(socket, raw);
    // In this tick, or the first messages are gone (pitfall 16).
    const events = handler(new LibrarySocket({ socket, raw, reader, closeTimeoutMs }));
    listen({ socket, raw, reader }, events);
  });
}

interface Parts {
  readonly socket: WebSocket;
  readonly raw: Socket;
  readonly reader: PacedReader;
}

/** The library gets what is read in slices: its own listener works on a whole chunk at once. */
function readInTurns(socket: WebSocket, raw: Socket): PacedReader {
  const readers = raw.listeners("data");
  raw.removeAllListeners("data");
  return new PacedReader(raw, {
    take: (bytes) => readers.forEach((read) => read.call(raw, bytes)),
    mayRead: () => !raw.writableNeedDrain || socket.readyState !== OPEN,
  });
}

function listen({ socket, raw, reader }: Parts, events: MessageSocketEvents): void {
  const onDrain = (): void => {
    reader.resume();
    events.onDrain();
  };
  socket.on("message", (data, isBinary) => {
    // The library goes on reading until the peer has closed too; nothing counts any more.
    if (socket.readyState === OPEN) events.onMessage(isBinary ? "binary" : "text", toBytes(data));
  });
  socket.on("pong", () => events.onPong());
  raw.on("drain", onDrain);
  socket.once("close", () => {
    raw.off("drain", onDrain);
    events.onClosed();
  });
}

/** A class, so that ten thousand of them share their code. */
class LibrarySocket implements MessageSocket {
  readonly #socket: WebSocket;
  readonly #writer: DirectWriter;
  readonly #reader: PacedReader;
  readonly #closeTimeoutMs: number;

  constructor({ socket, raw, reader, closeTimeoutMs }: Parts & { readonly closeTimeoutMs: number }) {
    this.#socket = socket;
    this.#writer = new DirectWriter(raw);
    this.#reader = reader;
    this.#closeTimeoutMs = closeTimeoutMs;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === OPEN;
  }

  get pendingBytes(): number {
    return this.#writer.pendingBytes;
  }

  sendText(text: string | Uint8Array): void {
    if (this.isOpen) this.#socket.send(text, { binary: false });
  }

  sendBinary(payload: Uint8Array): void {
    if (this.isOpen) this.#socket.send(payload, { binary: true });
  }

  sendBroadcast({ bytes }: BroadcastFrame): boolean {
    return !this.isOpen || this.#writer.write(bytes);
  }

  ping(): void {
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    const socket = this.#socket;
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), this.#closeTimeoutMs).unref();
  }

  stopReading(): void {
    this.#reader.stop();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** The library is asked for Buffers, and gives each message as one. */
function toBytes(data: RawData): Uint8Array {
  return Buffer.isBuffer(data) ? data : Buffer.alloc(0);
}

/** A peer gets this long to take the rest and the close frame. */
const TERMINATE_AFTER_MS = 1_000;

/** An unclean end is everyday life, not an incident; the library has chosen the close code already. */
function handleLibraryError(error: Error, socket: WebSocket, logger: FastifyBaseLogger): void {
  logger.debug({ err: error }, "socket error");
  setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
}
