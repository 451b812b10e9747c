// One limit for a client's commands, whether they come over HTTP or a WebSocket: the generic cell rate algorithm
// (ITU-T I.371), which needs one number a client and no timer. Memory is bounded by the clients of the last window.
import { ProtocolError } from "@hydra/protocol";

export interface RateLimiter {
  /**
   * One command, counted under each of these names: it needs a part of every share, or takes none.
   * @throws ProtocolError `rate-limited` with `retryAfterMs` when a share is used up.
   */
  take(...names: readonly string[]): void;
  /** As `take`, but takes nothing. */
  check(...names: readonly string[]): void;
}

/** Entries after which those that are no longer owed anything are dropped. */
const SWEEP_SIZE = 10_000;

/**
 * Allows `perSecond` commands a second for each client, as many at once; 0 allows everything.
 * @param now monotonic milliseconds
 */
export function createRateLimiter(
  perSecond: number,
  now: () => number = () => performance.now(),
): RateLimiter {
  if (perSecond === 0) return { take: () => undefined, check: () => undefined };
  const costMs = 1000 / perSecond;
  const burstMs = 1000;
  /** When each client's share would be whole again. */
  const wholeAt = new Map<string, number>();
  let sweepAt = SWEEP_SIZE;

  function sweep(time: number): void {
    for (const [client, at] of wholeAt) if (at <= time) wholeAt.delete(client);
    sweepAt = Math.max(SWEEP_SIZE, wholeAt.size * 2);
  }

  const nextAt = (name: string, time: number): number => Math.max(wholeAt.get(name) ?? 0, time) + costMs;

  function check(names: readonly string[], time: number): void {
    for (const name of names) {
      // The last grain of a whole burst must not fall to rounding.
      const waitMs = nextAt(name, time) - time - burstMs;
      if (waitMs > 1e-6) throw new ProtocolError("rate-limited", undefined, Math.ceil(waitMs));
    }
  }

  return {
    check: (...names) => check(names, now()),
    take(...names) {
      const time = now();
      check(names, time);
      for (const name of names) wholeAt.set(name, nextAt(name, time));
      if (wholeAt.size > sweepAt) sweep(time);
    },
  };
}
