// When to try again: a random first delay, then exponential growth with full jitter, so that a crowd that lost its
// server together does not come back together. Pure arithmetic; the caller owns the timer.
import { checkNumbers, milliseconds } from "../wire/bounds.ts";

/** Width of the first delay; about the time a restarting server needs. */
export const BACKOFF_BASE_MS = 500;
/** Longest delay of its own accord: what a person will wait for before reloading. */
export const BACKOFF_CAP_MS = 10_000;
/** The same while an intermediary answers in the server's place: its answers are cheap, and back-off protects the server. */
export const FOREIGN_CAP_MS = 4_000;
/** Longest hint followed: a server's mistake must not silence its clients for a day. */
export const MAX_HINT_MS = 60_000;

export interface BackoffOptions {
  readonly baseMs?: number;
  readonly capMs?: number;
  /** 0 ≤ random() < 1. */
  readonly random?: () => number;
}

export interface Backoff {
  /**
   * Milliseconds to wait before the next attempt; grows from call to call. `hintMs` is what the server asked for
   * (RFC 9110 §10.2.3, SPEC PR54, PR64): never less than that, and the jitter comes on top. `atMostMs` is a lower cap
   * for this attempt.
   */
  next(hintMs?: number, atMostMs?: number): number;
  /** The connection has proved itself: begin anew. */
  reset(): void;
}

/** @throws RangeError that names a delay which is none */
export function createBackoff(options: BackoffOptions = {}): Backoff {
  checkNumbers(options, { baseMs: milliseconds(), capMs: milliseconds() });
  const { baseMs = BACKOFF_BASE_MS, capMs = BACKOFF_CAP_MS, random = Math.random } = options;
  let attempts = 0;
  return {
    next(hintMs = 0, atMostMs = capMs) {
      const spreadMs = Math.min(capMs, atMostMs, baseMs * 2 ** attempts);
      attempts += 1;
      return Math.min(hintMs, MAX_HINT_MS) + random() * spreadMs;
    },
    reset() {
      attempts = 0;
    },
  };
}
