// Writes what a crowd shares to one TCP socket, past the queue of its stream for as long as nothing waits there: the kernel
// nearly always takes a frame at once, and keeping an empty queue for each of a thousand is not free. `_write` is what every
// Writable of Node.js has below its queue. Bytes stay in order whichever way they go, since libuv sends first what it was
// given first. More in docs/decisions/0018 and 0019.
import type { Socket } from "node:net";

/** A frame, seldom more; what is larger is the stream's, and counts as pending there. */
const MAX_DIRECT_BYTES = 16 * 1024;

/** For a socket that is connected; holding back (`cork`) does not hold back these. */
export class DirectWriter {
  readonly #socket: Socket;
  /** Of the one write past the queue that the kernel has not taken whole; the stream does not count it. */
  #underWay = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes given to the socket that it has not taken yet. */
  get pendingBytes(): number {
    return this.#underWay + this.#socket.writableLength;
  }

  /**
   * What is wrong with the socket destroys it, or is reported to its listeners, as by the stream's `write`.
   * @param bytes not to be changed any more
   * @returns false when the stream's queue holds more than it would like, and its `drain` follows
   */
  write(bytes: Uint8Array): boolean {
    if (!this.#isClearFor(bytes)) return this.#socket.write(bytes);
    this.#underWay = bytes.length;
    // @ts-expect-error -- of bytes the encoding is "buffer" (documented with writable._write); the type has those of strings
    this.#socket._write(bytes, "buffer", this.#onTaken); // oxlint-disable-line no-underscore-dangle -- Node's name
    return true;
  }

  /** Nothing is before it, and the stream would take it. */
  #isClearFor({ length }: Uint8Array): boolean {
    const socket = this.#socket;
    return (
      this.#underWay === 0 && socket.writableLength === 0 && socket.writable && length <= MAX_DIRECT_BYTES
    );
  }

  readonly #onTaken = (error?: Error | null): void => {
    this.#underWay = 0;
    if (error) this.#socket.destroy(error);
  };
}
