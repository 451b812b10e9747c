// One watcher as the hub sees it: what it holds, whether it can take more, since when it could not. Two numbers and
// two flags; the connection itself is behind the sink.
import type { Sink } from "./sink.ts";

/** Above this many unsent bytes nothing more is written to a connection: a few snapshots' worth. */
const MAX_PENDING_BYTES = 64 * 1024;

export class Subscriber {
  readonly sink: Sink;
  /** True for a parked long-poll: it takes one frame, and no heartbeat. */
  readonly isOnce: boolean;
  /** Seq of the version last written. */
  seq: number;
  /** Set by whoever writes, cleared by `isSilent`. */
  hasWritten = true;
  /** Monotonic milliseconds; undefined while it keeps up. */
  #behindSince: number | undefined;
  #silentSince = 0;

  constructor(sink: Sink, seq: number, { isOnce = false } = {}) {
    this.sink = sink;
    this.seq = seq;
    this.isOnce = isOnce;
  }

  get isBehind(): boolean {
    return this.#behindSince !== undefined;
  }

  /** Whether the connection can take a frame now; notes since when it could not. */
  canTake(now: number): boolean {
    const canTake = this.sink.pendingBytes <= MAX_PENDING_BYTES;
    this.#behindSince = canTake ? undefined : (this.#behindSince ?? now);
    return canTake;
  }

  behindForMs(now: number): number {
    return this.#behindSince === undefined ? 0 : now - this.#behindSince;
  }

  /** Whether nothing was written for an interval; asks to be called about once a second. */
  isSilent(now: number, intervalMs: number): boolean {
    if (this.hasWritten) {
      this.hasWritten = false;
      this.#silentSince = now;
      return false;
    }
    if (this.isOnce || this.isBehind || now - this.#silentSince < intervalMs) return false;
    this.#silentSince = now;
    return true;
  }
}
