// The wall clock as spans need it: fine enough to order what happens within a millisecond, and without a step within a trace.

/** How far it may be off before it is set; less than a clock that is corrected as usual drifts in some hours. */
const MAX_OFF_MS = 5;

export class SpanClock {
  #offsetMs = performance.timeOrigin;

  /** What to add to `performance.now()` throughout one trace, to get epoch milliseconds. */
  offset(): number {
    const now = performance.now();
    const wall = Date.now();
    if (Math.abs(wall - (now + this.#offsetMs)) > MAX_OFF_MS) this.#offsetMs = wall - now;
    return this.#offsetMs;
  }
}
