// This machine's clock, for what happens on it. A latency is a difference on one clock, never across two. Invariant 10.

/** This machine's epoch milliseconds with fractions, from a monotonic clock: it never steps, but may drift or sleep. */
export function localNow(): number {
  return performance.timeOrigin + performance.now();
}
