// How many fragments of messages a peer has sent (RFC 6455 §5.4), from its bytes: an implementation that keeps each fragment by itself
// holds far more for one of a byte than the seven it had on the wire.
import { decodeFrameStart, decodeHeader, headerByteLength, MAX_HEADER_BYTES } from "@hydra/rfc6455";

/** Control frames have this bit (RFC 6455 §5.5). */
const CONTROL = 0x08;

export class FragmentCounter {
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  #filled = 0;
  #payloadLeft = 0;

  /** Takes the next bytes, in any split. @returns how many frames of data began in them */
  count(chunk: Uint8Array): number {
    let fragments = 0;
    for (let at = 0; at < chunk.length;) {
      if (this.#payloadLeft > 0) {
        const skipped = Math.min(this.#payloadLeft, chunk.length - at);
        this.#payloadLeft -= skipped;
        at += skipped;
      } else {
        this.#header[this.#filled] = chunk[at] ?? 0;
        this.#filled += 1;
        at += 1;
        if (this.#endHeader()) fragments += 1;
      }
    }
    return fragments;
  }

  /** @returns whether the header is whole, and of data */
  #endHeader(): boolean {
    if (this.#filled < 2) return false;
    const [first = 0, second = 0] = this.#header;
    const start = decodeFrameStart(first, second);
    if (this.#filled < headerByteLength(start)) return false;
    this.#filled = 0;
    this.#payloadLeft = decodeHeader(start, this.#header).payloadLength;
    return (start.opcode & CONTROL) === 0;
  }
}
