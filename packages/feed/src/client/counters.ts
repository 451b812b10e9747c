// What a connection counts; one object shared by the parts that count, copied for the application.
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
    repeated: 0,
    reconnects: 0,
    malformed: 0,
    requests: 0,
    payloadBytesIn: 0,
  };
}
