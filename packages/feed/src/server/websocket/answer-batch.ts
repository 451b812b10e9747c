// What one chunk of a peer leads to, as few writes: a chunk of the smallest pings has ten thousand answers of two bytes, and a
// write that waits for a peer that does not read holds a hundred times as much beside its own bytes.
import type { Socket } from "node:net";

/** Copying is cheaper than another buffer to write, up to about so much. */
const MAX_COPIED_BYTES = 4_096;
/** Of small answers, until they are put together. */
const BATCH_BYTES = 16_384;

export class AnswerBatch {
  readonly #socket: Socket;
  #small: Uint8Array[] = [];
  #smallBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Written with the next `flush` at the latest, in order. */
  add(bytes: Uint8Array): void {
    if (bytes.length > MAX_COPIED_BYTES) {
      this.flush();
      this.#socket.write(bytes);
      return;
    }
    this.#small.push(bytes);
    this.#smallBytes += bytes.length;
    if (this.#smallBytes >= BATCH_BYTES) this.flush();
  }

  flush(): void {
    const [first, second] = this.#small;
    if (first === undefined) return;
    const bytes = second === undefined ? first : Buffer.concat(this.#small, this.#smallBytes);
    this.#small = [];
    this.#smallBytes = 0;
    this.#socket.write(bytes);
  }
}
