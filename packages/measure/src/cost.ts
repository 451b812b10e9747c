// What a lane cost since its figures began, from the server's readings, whose totals only grow until the server
// forgets the lane and counts from 0 again. ME36.
import type { LedgerReading } from "./events.ts";

export interface CostFigures extends LedgerReading {
  /** Time between the first and the last reading, milliseconds. */
  readonly overMs: number;
}

export interface CostAccount {
  /** Undefined until two readings give a difference; a lane's opening counts as one of nothing. */
  readonly figures: CostFigures | undefined;
  /** The last reading, counted or not, and when it was taken. */
  readonly last: { readonly reading: LedgerReading; readonly at: number } | undefined;
  /** @returns by how much it has grown, if that counts */
  read(reading: LedgerReading, at: number): LedgerReading | undefined;
  readonly openedAt: number;
  /** What is read from now on does not count. */
  close(): void;
  /** Begins anew at the last reading, or at the next one if there was none. */
  restart(): void;
}

const NOTHING: LedgerReading = {
  requests: 0,
  bytesIn: 0,
  bytesOut: 0,
  connections: 0,
  frames: 0,
  skipped: 0,
};

/** A lane that was opened at `openedAt` and had cost nothing before. */
export function createCostAccount(openedAt: number): CostAccount {
  let last: CostAccount["last"];
  let base: CostAccount["last"] = { reading: NOTHING, at: openedAt };
  let total = NOTHING;
  let overMs = 0;
  let isClosed = false;

  return {
    openedAt,
    get figures() {
      return overMs > 0 ? { ...total, overMs } : undefined;
    },
    get last() {
      return last;
    },
    read(reading, at) {
      let grown: LedgerReading | undefined;
      if (!isClosed && base !== undefined) {
        grown = growth(last?.reading ?? base.reading, reading);
        total = sum(total, grown);
        overMs = at - base.at;
      }
      last = { reading, at };
      base ??= last;
      return grown;
    },
    close() {
      isClosed = true;
    },
    restart() {
      base = last;
      total = NOTHING;
      overMs = 0;
      isClosed = false;
    },
  };
}

function growth(before: LedgerReading, now: LedgerReading): LedgerReading {
  const isAnew = now.requests < before.requests || now.bytesOut < before.bytesOut;
  return isAnew ? now : combine(now, before, (a, b) => Math.max(0, a - b));
}

function sum(a: LedgerReading, b: LedgerReading): LedgerReading {
  return combine(a, b, (x, y) => x + y);
}

function combine(a: LedgerReading, b: LedgerReading, merge: (x: number, y: number) => number): LedgerReading {
  return {
    requests: merge(a.requests, b.requests),
    bytesIn: merge(a.bytesIn, b.bytesIn),
    bytesOut: merge(a.bytesOut, b.bytesOut),
    connections: merge(a.connections, b.connections),
    frames: merge(a.frames, b.frames),
    skipped: merge(a.skipped, b.skipped),
  };
}
