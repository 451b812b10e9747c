// A frame serialised once and encoded at most once for each transport; the same buffer goes to every socket of that
// encoding (invariant 8). Handles bytes, neither sockets nor transports.
import type { DeltaEnvelope, HeartbeatFrame, SnapshotEnvelope } from "../wire/frames.ts";

/** Whatever a feed adds to the envelope is encoded with it, in its order. */
export type FrameToEncode = SnapshotEnvelope | DeltaEnvelope | HeartbeatFrame;

/** How a transport puts a frame on the wire. Always the same function for the same bytes: they are kept by it. */
export type Encoding<Encoded> = (frame: EncodedFrame) => Encoded;

export class EncodedFrame {
  readonly type: FrameToEncode["type"];
  /** `<epoch>:<seq>`, or undefined for a frame that moves no cursor. */
  readonly cursor: string | undefined;
  /** UTF-8 JSON: the body of a poll, the payload of all that is pushed. */
  readonly body: Buffer;
  #text: string | undefined;
  #encoded: Map<Encoding<unknown>, unknown> | undefined;

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

  /** Encodes at the first call, and returns the same afterwards. */
  as<Encoded>(encode: Encoding<Encoded>): Encoded {
    this.#encoded ??= new Map();
    const known = this.#encoded.get(encode);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is kept under an encoding came from it
    if (known !== undefined) return known as Encoded;
    const encoded = encode(this);
    this.#encoded.set(encode, encoded);
    return encoded;
  }
}
