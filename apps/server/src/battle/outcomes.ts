// Brings two facts together that arrive in either order: "your event is entry 812" and "entry 812 led to this".
import type { Outcome } from "@hydra/engine";

export interface Outcomes {
  /** Announces an append about to start when entry `after` is the newest applied. */
  expect(after: number): ExpectedOutcome;
  /** Entry `seq` was applied. Entries come in order. */
  hand(seq: number, outcome: Outcome): void;
  /** Drops outcomes no append under way can claim: they are other nodes'. Amortised O(1) an entry. */
  forgetUnclaimed(): void;
}

export interface ExpectedOutcome {
  /** The outcome of entry `seq`, now or when it is applied. */
  at(seq: number): Promise<Outcome>;
  /** The append has ended, either way. */
  done(): void;
}

export function createOutcomes(): Outcomes {
  /** Oldest first, as a Set keeps the order of insertion; their own entries have a seq greater than `after`. */
  const expected = new Set<{ readonly after: number }>();
  /** Applied, but not claimed yet; oldest first. */
  const unclaimed = new Map<number, Outcome>();
  const claims = new Map<number, (outcome: Outcome) => void>();

  return {
    expect(after) {
      const mark = { after };
      expected.add(mark);
      return {
        at(seq) {
          const outcome = unclaimed.get(seq);
          if (outcome === undefined) return new Promise((resolve) => claims.set(seq, resolve));
          unclaimed.delete(seq);
          return Promise.resolve(outcome);
        },
        done() {
          expected.delete(mark);
        },
      };
    },
    hand(seq, outcome) {
      const claim = claims.get(seq);
      if (claim !== undefined) {
        claims.delete(seq);
        claim(outcome);
      } else if (expected.size > 0) {
        unclaimed.set(seq, outcome);
      }
    },
    forgetUnclaimed() {
      const [oldest] = expected;
      for (const seq of unclaimed.keys()) {
        if (oldest !== undefined && seq > oldest.after) return;
        unclaimed.delete(seq);
      }
    },
  };
}
