// What a connection counts; one object shared by the parts that count, copied for the application.
import type { Meter } from "./transport.ts";
import type { Counters } from "./connection-types.ts";

export type Tally = { -readonly [Name in keyof Counters]: number };

export function createTally(): Tally {
  return {
    applied: 0,
    stale: 0,
    gaps: 0,
    resets: 0,
    diverged: 0,
    repairs: 0,
    missed: 0,
    repeated: 0,
    reconnects: 0,
    malformed: 0,
    requests: 0,
    payloadBytesIn: 0,
  };
}

/** What a report counts from. */
export type Mark = Pick<Counters, "missed" | "repeated" | "diverged">;

export function markOf({ missed, repeated, diverged }: Mark): Mark {
  return { missed, repeated, diverged };
}

/** What has come since. What was late, and counted as missed before, takes nothing from it. */
export function proofOf(tally: Mark, before: Mark): Mark {
  return {
    missed: Math.max(0, tally.missed - before.missed),
    repeated: tally.repeated - before.repeated,
    diverged: tally.diverged - before.diverged,
  };
}

/** Counts into the tally. */
export function meterOf(tally: Tally): Meter {
  return {
    addRequest: () => (tally.requests += 1),
    addBytes: (bytes) => (tally.payloadBytesIn += bytes),
    addRepair: () => (tally.repairs += 1),
    addStale: () => (tally.stale += 1),
  };
}
