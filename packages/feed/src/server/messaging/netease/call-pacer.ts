// Spreads the calls of an application evenly over time, so that no second has more than the service allows: over that it answers none for
// ten seconds. First come, first served; a call that would wait for long is refused. SPEC MG33.
import { setTimeout as pause } from "node:timers/promises";
import { MessagingError } from "../provider.ts";

/** A publisher that waits longer has something newer by then. */
const MAX_WAIT_MS = 5_000;

export class CallPacer {
  readonly #intervalMs: number;
  /** Monotonic milliseconds. */
  #nextAt = -Infinity;

  constructor(callsPerSecond: number) {
    this.#intervalMs = 1_000 / callsPerSecond;
  }

  /** Resolves when it is this call's turn. @throws MessagingError `busy` when that is too far away */
  async take(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    if (at - now > MAX_WAIT_MS)
      throw new MessagingError("busy", "Too many calls of the service are waiting.");
    this.#nextAt = at + this.#intervalMs;
    if (at > now) await pause(at - now, undefined, { ref: false });
  }
}
