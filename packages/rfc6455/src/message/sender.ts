// Messages in, frames out: the sending half of a connection (RFC 6455 §6.1). One message, one frame: nothing here
// needs to begin a message before it knows its end. Whether a frame may be sent at all is decided in connection.ts.
// SPEC WS60–WS64.
import { encodeFrame } from "../frame/encode-frame.ts";
import { OPCODES, type Opcode } from "../frame/opcodes.ts";
import { allocateZeroed, type Platform } from "../platform.ts";
import { encodeClosePayload, type ClosePayload } from "./close-payload.ts";
import { encodeUtf8 } from "./utf8-text.ts";

/** RFC 6455 §5.5. */
const MAX_CONTROL_BYTES = 125;

export interface SenderOptions extends Pick<Platform, "allocate"> {
  /** Present: this is a client, and masks each frame with a fresh 32-bit key that no one can guess (§5.3). */
  readonly nextMaskKey?: (() => number) | undefined;
}

/** Each makes one whole frame. */
export interface Sender {
  /** Bytes are taken to be valid UTF-8; in a string a lone surrogate becomes U+FFFD. */
  text(text: string | Uint8Array): Uint8Array;
  binary(payload: Uint8Array): Uint8Array;
  /** @throws RangeError above 125 bytes; so `pong`. */
  ping(payload: Uint8Array): Uint8Array;
  pong(payload: Uint8Array): Uint8Array;
  /** @throws RangeError when the code must not be sent or the reason is above 123 bytes. */
  close(close: ClosePayload): Uint8Array;
}

export function createSender({ nextMaskKey, allocate = allocateZeroed }: SenderOptions = {}): Sender {
  const encode = (opcode: Opcode, payload: Uint8Array): Uint8Array =>
    encodeFrame({ opcode, payload, maskKey: nextMaskKey?.() }, allocate);
  return {
    text: (text) => encode(OPCODES.text, toBytes(text)),
    binary: (payload) => encode(OPCODES.binary, payload),
    ping: (payload) => encode(OPCODES.ping, requireControlSize(payload)),
    pong: (payload) => encode(OPCODES.pong, requireControlSize(payload)),
    close: (close) => encode(OPCODES.close, encodeClosePayload(close)),
  };
}

/** A frame made once and written to any number of connections: only a server can, a client's are masked one by one. */
export interface BroadcastFrame {
  readonly type: "broadcast-frame";
  /** Header and payload; must not be changed. */
  readonly bytes: Uint8Array;
}

/** Frames a text (bytes: valid UTF-8) for all clients. */
export function createTextBroadcast(text: string | Uint8Array): BroadcastFrame {
  return { type: "broadcast-frame", bytes: encodeFrame({ opcode: OPCODES.text, payload: toBytes(text) }) };
}

/** Frames bytes for all clients. */
export function createBinaryBroadcast(payload: Uint8Array): BroadcastFrame {
  return { type: "broadcast-frame", bytes: encodeFrame({ opcode: OPCODES.binary, payload }) };
}

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? encodeUtf8(text) : text;
}

function requireControlSize(payload: Uint8Array): Uint8Array {
  if (payload.length > MAX_CONTROL_BYTES) {
    throw new RangeError(`A control frame has at most ${MAX_CONTROL_BYTES} bytes.`);
  }
  return payload;
}
