// The stream that aedes reads and writes in the place of a TCP connection. It gives one packet at a time, and the next when that one is
// answered: every packet that is taken here has exactly one answer (CONNACK, SUBACK, UNSUBACK, PINGRESP) or ends the connection. aedes by
// itself works on what is there at once: a SUBSCRIBE that came with its CONNECT was answered before that. A chunk is a packet, so that it does
// not matter that `read()` returns one chunk (Node.js 26) or all that is there (before), and aedes reads once a `readable` event.
import { Duplex } from "node:stream";

export interface PacketStreamEvents {
  /** One control packet, whole. */
  onAnswer(packet: Buffer): void;
  /** aedes has ended the connection, or `destroy` was called. */
  onDestroyed(): void;
}

type Done = (error?: Error | null) => void;

export class PacketStream extends Duplex {
  readonly #events: PacketStreamEvents;
  readonly #waiting: Buffer[] = [];
  #isUnanswered = false;

  constructor(events: PacketStreamEvents) {
    super();
    this.#events = events;
  }

  /** Packets that aedes has not got yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** aedes has a packet that it has not answered. */
  get isUnanswered(): boolean {
    return this.#isUnanswered;
  }

  give(packet: Buffer): void {
    this.#waiting.push(packet);
    this.#next();
  }

  /** What there is has been pushed. */
  override _read(): void {
    return undefined;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#answer(chunk);
    done();
  }

  /** The pieces of an answer, which aedes holds together by `cork`. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#answer(Buffer.concat(pieces.map(({ chunk }) => chunk)));
    done();
  }

  /** No `error` event: the connection has the reason. */
  override _destroy(_error: Error | null, done: Done): void {
    this.#waiting.length = 0;
    done();
    this.#events.onDestroyed();
  }

  #answer(packet: Buffer): void {
    this.#isUnanswered = false;
    this.#events.onAnswer(packet);
    this.#next();
  }

  #next(): void {
    if (this.#isUnanswered || this.destroyed) return;
    const packet = this.#waiting.shift();
    if (packet === undefined) return;
    this.#isUnanswered = true;
    this.push(packet);
  }
}
