// A frame serialised once and framed at most once per encoding; the same buffer goes to every socket of that
// encoding (invariant 8). Knows bytes, not sockets.
import { createTextBroadcast, type BroadcastFrame } from "@hydra/rfc6455";
import type { DeltaEnvelope, HeartbeatFrame, SnapshotEnvelope } from "../wire/frames.ts";
import { encodeServerSentEvent } from "../wire/sse.ts";

/** Whatever a feed adds to the envelope is encoded with it, in its order. */
export type FrameToEncode = SnapshotEnvelope | DeltaEnvelope | HeartbeatFrame;

export class EncodedFrame {
  readonly type: FrameToEncode["type"];
  /** `<epoch>:<seq>`, or undefined for a frame that moves no cursor. */
  readonly cursor: string | undefined;
  /** Body of a poll or a long-poll. */
  readonly body: Buffer;
  #text: string | undefined;
  #event: Buffer | undefined;
  #chunk: Buffer | undefined;
  #message: BroadcastFrame | undefined;

  constructor(frame: FrameToEncode) {
    this.type = frame.type;
    this.cursor = frame.type === "heartbeat" ? undefined : `${frame.epoch}:${frame.seq}`;
    this.body = Buffer.from(JSON.stringify(frame));
  }

  /** The body as text, for what is written together with its head. */
  get text(): string {
    this.#text ??= this.body.toString();
    return this.#text;
  }

  /** A server-sent event (WHATWG HTML §9.2). */
  get event(): Buffer {
    this.#event ??= Buffer.from(
      encodeServerSentEvent({
        event: this.type,
        data: this.text,
        ...(this.cursor === undefined ? {} : { id: this.cursor }),
      }),
    );
    return this.#event;
  }

  /** The same as one HTTP/1.1 chunk (RFC 9112 §7.1). */
  get chunk(): Buffer {
    this.#chunk ??= encodeChunk(this.event);
    return this.#chunk;
  }

  /** A WebSocket text message. */
  get message(): BroadcastFrame {
    this.#message ??= asBuffer(createTextBroadcast(this.body));
    return this.#message;
  }
}

/** The same bytes as what `net` takes as it is: of another Uint8Array it makes a Buffer at every write. */
function asBuffer({ type, bytes }: BroadcastFrame): BroadcastFrame {
  return { type, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** One chunk of a chunked HTTP/1.1 body. */
export function encodeChunk(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]);
}
