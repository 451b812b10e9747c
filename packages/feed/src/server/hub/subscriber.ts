// One watcher as the hub sees it: what it holds, whether it can take more, since when it could not. A few numbers and
// flags; the connection itself is behind the sink, and is not looked at when its last write went through: of a crowd,
// what is touched for each is what a frame costs.
import type { EncodedFrame } from "../encoded-frame.ts";
import type { Sink } from "./sink.ts";

/** The part of a channel that a subscriber uses. */
interface SubscribedChannel {
  catchUp(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
}

export interface SubscriberOptions {
  /** Of the version it holds. */
  readonly seq: number;
  readonly isOnce?: boolean;
  /** What writing its first frame returned. */
  readonly isClear?: boolean;
  readonly endsAt?: number;
}

/** Above this many unsent bytes nothing more is written to a connection: a few snapshots' worth. */
const MAX_PENDING_BYTES = 64 * 1024;

export class Subscriber {
  readonly sink: Sink;
  /** True for a parked long-poll: it takes one frame, and no heartbeat. */
  readonly isOnce: boolean;
  /** When a hold ends, monotonic milliseconds. */
  readonly endsAt: number;
  /** Seq of the version last written. */
  seq: number;
  /** Set by `write`, cleared by `isSilent`. */
  #hasWritten = true;
  /** The last write left nothing to look after. */
  #isClear: boolean;
  /** It was passed over, and has had no frame since. */
  #hasMissed = false;
  /** Monotonic milliseconds; undefined while it keeps up. */
  #behindSince: number | undefined;
  #silentSince = 0;
  readonly #channel: SubscribedChannel;

  constructor(channel: SubscribedChannel, sink: Sink, options: SubscriberOptions) {
    const { seq, isOnce = false, isClear = false, endsAt = Infinity } = options;
    this.#channel = channel;
    this.sink = sink;
    this.seq = seq;
    this.isOnce = isOnce;
    this.endsAt = endsAt;
    this.#isClear = isClear;
  }

  /** The socket has taken everything: catch up now rather than with the next change. */
  drained(): void {
    this.#channel.catchUp(this);
  }

  close(): void {
    this.#channel.remove(this);
  }

  get hasMissed(): boolean {
    return this.#hasMissed;
  }

  /** Whether the connection can take a frame now; notes since when it could not. */
  canTake(now: number): boolean {
    return this.#isClear || this.look(now);
  }

  /** The same, but asks the connection: not only frames are written to it. */
  look(now: number): boolean {
    const canTake = this.sink.pendingBytes <= MAX_PENDING_BYTES;
    this.#isClear &&= canTake;
    this.#behindSince = canTake ? undefined : (this.#behindSince ?? now);
    return canTake;
  }

  /** It could not take a frame. */
  miss(): void {
    this.#hasMissed = true;
    this.sink.skip?.();
  }

  /** Leads to version `seq`. */
  write(frame: EncodedFrame, seq: number): void {
    this.seq = seq;
    this.#hasWritten = true;
    this.#hasMissed = false;
    this.#isClear = this.sink.write(frame);
  }

  behindForMs(now: number): number {
    return this.#behindSince === undefined ? 0 : now - this.#behindSince;
  }

  /** Whether nothing was written for an interval; asks to be called about once a second. */
  isSilent(now: number, intervalMs: number): boolean {
    if (this.#hasWritten) {
      this.#hasWritten = false;
      this.#silentSince = now;
      return false;
    }
    if (this.isOnce || this.#behindSince !== undefined || now - this.#silentSince < intervalMs) return false;
    this.#silentSince = now;
    return true;
  }
}
