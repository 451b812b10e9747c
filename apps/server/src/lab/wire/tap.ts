// Copies the bytes of one TCP connection where Node passes them on: `push` is what the operating system read, `_write` and
// `_writev` what it is given. Nothing is delayed, changed or read early, and a socket that is not tapped pays nothing.
import type { Socket } from "node:net";

export interface TapEvents {
  /** `bytes` are the socket's own buffer: copy what is to be kept. */
  onReceived(bytes: Buffer): void;
  onSent(bytes: Buffer): void;
}

/** What Writable passes to `_writev`. */
interface QueuedChunk {
  readonly chunk: unknown;
  readonly encoding: BufferEncoding;
}

const TAPPED = ["push", "_write", "_writev"] as const;

/**
 * Begins to listen; a tap that is there already is taken over. While HTTP is parsed Node reads past `push`, so requests
 * are not captured; after an upgrade everything is.
 * @returns ends it; does nothing once another tap has taken over.
 */
export function tapSocket(socket: Socket, { onReceived, onSent }: TapEvents): () => void {
  untap(socket);
  const { push, _write: write, _writev: writev } = socket;

  const pushAndTell = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (Buffer.isBuffer(chunk)) onReceived(chunk);
    return push.call(socket, chunk, encoding);
  };
  socket.push = pushAndTell;
  // oxlint-disable-next-line no-underscore-dangle -- Node's name for what a Writable's maker implements
  socket._write = (chunk: unknown, encoding, callback) => {
    onSent(toBuffer({ chunk, encoding }));
    write.call(socket, chunk, encoding, callback);
  };
  if (writev !== undefined) {
    // oxlint-disable-next-line no-underscore-dangle -- as above
    socket._writev = (chunks: QueuedChunk[], callback) => {
      for (const queued of chunks) onSent(toBuffer(queued));
      writev.call(socket, chunks, callback);
    };
  }
  return () => {
    if (socket.push === pushAndTell) untap(socket);
  };
}

/** The prototype's own come back. */
function untap(socket: Socket): void {
  for (const name of TAPPED) Reflect.deleteProperty(socket, name);
}

function toBuffer({ chunk, encoding }: QueuedChunk): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.alloc(0);
}
