// A socket of the `ws` library as the routes see it. Broadcasts are written past the library to the TCP socket, which
// is sound as long as it neither compresses nor fragments.
import type { Socket } from "node:net";
import type { FastifyBaseLogger } from "fastify";
import type { RawData, WebSocket } from "ws";
import type { MessageSocket, MessageSocketHandler } from "./message-socket.ts";

/** Must be called in the tick the library hands the socket over, or the first messages are gone (pitfall 16). */
export function openLibrarySocket(
  socket: WebSocket,
  { raw, closeTimeoutMs }: { readonly raw: Socket; readonly closeTimeoutMs: number },
  handler: MessageSocketHandler,
): void {
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  const messageSocket: MessageSocket = {
    get isOpen() {
      return isOpen();
    },
    get pendingBytes() {
      return raw.writableLength;
    },
    sendText(text) {
      if (isOpen()) socket.send(text, { binary: false });
    },
    sendBinary(payload) {
      if (isOpen()) socket.send(payload, { binary: true });
    },
    sendBroadcast({ bytes }) {
      if (isOpen()) raw.write(bytes);
    },
    ping: () => socket.ping(),
    close(code, reason) {
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), closeTimeoutMs).unref();
    },
    terminate: () => socket.terminate(),
  };
  const events = handler(messageSocket);
  const onDrain = (): void => {
    socket.resume();
    events.onDrain();
  };
  socket.on("message", (data, isBinary) => {
    // The library goes on reading until the peer has closed too; nothing counts any more.
    if (!isOpen()) return;
    events.onMessage(isBinary ? "binary" : "text", toBytes(data));
    if (raw.writableNeedDrain) socket.pause();
  });
  socket.on("pong", () => events.onPong());
  raw.on("drain", onDrain);
  socket.once("close", () => {
    raw.off("drain", onDrain);
    events.onClosed();
  });
}

/** The library is asked for Buffers, and gives each message as one. */
function toBytes(data: RawData): Uint8Array {
  return Buffer.isBuffer(data) ? data : Buffer.alloc(0);
}

/** A peer gets this long to take the rest and the close frame. */
const TERMINATE_AFTER_MS = 1_000;

/** An unclean end is everyday life, not an incident; the library has chosen the close code already. */
export function handleLibraryError(error: Error, socket: WebSocket, logger: FastifyBaseLogger): void {
  logger.debug({ err: error }, "socket error");
  setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
}
