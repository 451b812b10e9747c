// One direction of one connection through the weather: bytes come out later or slower, never out of order and never changed.
// Bounded: while too much is on the way, nothing more is read.
import type { Socket } from "node:net";
import { SLOW_READER_BYTES_PER_SECOND, type Weather } from "@hydra/protocol";
import type { HeldPart } from "./held-bytes.ts";
import type { ConnectionJitter } from "./seeded-jitter.ts";

/** Bytes on the way in one direction, before its sender is held back: what a router's queue would take. */
const MAX_ON_THE_WAY_BYTES = 256 * 1024;
/** A slow reader has no queue: what it has not read yet stays with the sender, which is to be slowed by it. */
const SLOW_READER_QUEUE_BYTES = 4 * 1024;
/** A slow reader takes so much at a time, an eighth of a second's worth. */
const SLOW_READER_SIP_BYTES = SLOW_READER_BYTES_PER_SECOND / 8;

/** What a parcel holds beside its bytes, roughly. */
const PARCEL_BYTES = 256;

interface Parcel {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

export interface PipeOptions {
  readonly from: Socket;
  readonly to: Socket;
  /** Asked for each chunk, so that a change of weather takes effect on open connections. */
  readonly weather: () => Weather;
  /** Whether this direction is the server's. */
  readonly isAnswer: boolean;
  /** Whether the client that is served here reads answers slowly. */
  readonly isSlowReader: boolean;
  readonly jitter: ConnectionJitter;
  /** Of what the client's connections hold; past the bound the connection that holds more is reset. */
  readonly held: HeldPart;
}

/** Pipes until either end is gone; an end is passed on after what is on the way. */
export function pipeThroughWeather(options: PipeOptions): void {
  const { from, to } = options;
  const pipe = new ImpairedPipe(options);
  from.on("data", (bytes: Buffer) => pipe.take(bytes));
  from.on("end", () => pipe.end());
  to.on("drain", () => pipe.drained());
  from.on("close", () => {
    if (pipe.hasEnded) return;
    pipe.stop();
    to.destroy();
  });
  to.on("close", () => {
    pipe.stop();
    from.destroy();
  });
  // It may have been paused until there was something to pipe to.
  from.resume();
}

class ImpairedPipe {
  hasEnded = false;
  readonly #options: PipeOptions;
  readonly #onTheWay: Parcel[] = [];
  #bytesOnTheWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastDueAt = 0;
  #lineFreeAt = 0;
  /** As it was counted last. */
  #counted = 0;
  #isStopped = false;
  readonly #isSlow: boolean;

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#isSlow = options.isAnswer && options.isSlowReader;
  }

  take(bytes: Buffer): void {
    if (!this.#options.isAnswer) this.#options.jitter.name(bytes);
    this.#send(bytes);
    this.#count();
  }

  drained(): void {
    this.deliver();
    this.#count();
  }

  end(): void {
    this.hasEnded = true;
    this.deliver();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#options.held.add(-this.#counted);
    this.#counted = 0;
  }

  /** Gives out what is due, and comes back for the rest. */
  deliver(): void {
    const { from, to } = this.#options;
    clearTimeout(this.#timer);
    const now = performance.now();
    for (
      let first = this.#onTheWay[0];
      first !== undefined && first.dueAt <= now;
      first = this.#onTheWay[0]
    ) {
      this.#onTheWay.shift();
      this.#bytesOnTheWay -= first.bytes.length;
      to.write(first.bytes);
    }
    const [next] = this.#onTheWay;
    if (next !== undefined) this.#timer = setTimeout(() => this.drained(), next.dueAt - now);
    else if (this.hasEnded) to.end();
    const queueBytes = this.#isSlow ? SLOW_READER_QUEUE_BYTES : MAX_ON_THE_WAY_BYTES;
    if (this.#bytesOnTheWay <= queueBytes && !to.writableNeedDrain) from.resume();
    else from.pause();
  }

  /** Here, and in front of a peer that does not read. */
  #count(): void {
    if (this.#isStopped) return;
    const { from, to, held } = this.#options;
    const count = this.#bytesOnTheWay + to.writableLength + this.#onTheWay.length * PARCEL_BYTES;
    const more = count - this.#counted;
    this.#counted = count;
    if (!held.add(more) && more > 0) from.resetAndDestroy();
  }

  #send(bytes: Buffer): void {
    const parcelBytes = this.#isSlow ? SLOW_READER_SIP_BYTES : bytes.length;
    for (let at = 0; at < bytes.length; at += parcelBytes) this.#queue(bytes.subarray(at, at + parcelBytes));
    this.deliver();
  }

  #queue(bytes: Buffer): void {
    const { weather, jitter, isAnswer } = this.#options;
    const { delayMs, jitterMs } = weather();
    const bytesPerSecond = this.#bytesPerSecond();
    this.#lineFreeAt = Math.max(performance.now(), this.#lineFreeAt);
    if (bytesPerSecond > 0) this.#lineFreeAt += (bytes.length * 1_000) / bytesPerSecond;
    // Jitter may not overtake: TCP delivers in order.
    const lateMs = jitterMs > 0 ? jitter.draw(isAnswer ? "down" : "up") * jitterMs : 0;
    const dueAt = Math.max(this.#lastDueAt, this.#lineFreeAt + delayMs + lateMs);
    this.#lastDueAt = dueAt;
    this.#onTheWay.push({ bytes, dueAt });
    this.#bytesOnTheWay += bytes.length;
  }

  /** 0 is unlimited. */
  #bytesPerSecond(): number {
    const { bytesPerSecond } = this.#options.weather();
    if (!this.#isSlow) return bytesPerSecond;
    return Math.min(SLOW_READER_BYTES_PER_SECOND, bytesPerSecond || SLOW_READER_BYTES_PER_SECOND);
  }
}
