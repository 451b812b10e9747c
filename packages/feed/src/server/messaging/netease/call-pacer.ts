// Spreads the calls of an application evenly over time, so that no second has more than the service allows: over that it answers none for
// ten seconds. First come, first served; a call that would wait for long is refused. SPEC MG33.
import { MessagingError } from "../provider.ts";

/** A publisher that waits longer has something newer by then. */
const MAX_WAIT_S = 5;

export class CallPacer {
  readonly #intervalMs: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  /** Monotonic milliseconds. From when a call was let through, not from when it was due: after a stall none are made up for. */
  #nextAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(callsPerSecond: number) {
    this.#intervalMs = 1_000 / callsPerSecond;
    this.#maxWaiting = MAX_WAIT_S * callsPerSecond;
  }

  /** Resolves when it is this call's turn. @throws MessagingError `busy` (rejects) when that is too far away */
  async take(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting)
      throw new MessagingError("busy", "Too many calls of the service are waiting.");
    const turn = new Promise<void>((resolve) => void this.#waiting.push(resolve));
    this.#schedule();
    await turn;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0) return;
    const waitMs = Math.max(0, Math.ceil(this.#nextAt - performance.now()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#nextAt = performance.now() + this.#intervalMs;
      this.#waiting.shift()?.();
      this.#schedule();
    }, waitMs).unref();
  }
}
