// Brings two facts together that arrive in either order: "your event is entry 812" and "entry 812 led to this".
import type { Outcome } from "@hydra/engine";
import { TransitMap } from "./transit-map.ts";

export interface Outcomes {
  /** Announces an append about to start when entry `after` is the newest applied. `claim` or `giveUp` ends it. */
  expect(after: number): Expectation;
  /** The append has made entry `seq`, whose outcome the claimant gets: now, or when the entry is applied. */
  claim(expectation: Expectation, seq: number, claimant: Claimant): void;
  /** The append has failed. */
  giveUp(expectation: Expectation): void;
  /** Entry `seq` was applied. Entries come in order. */
  hand(seq: number, outcome: Outcome): void;
  /** Drops outcomes no append under way can claim: they are other nodes'. Amortised O(1) an entry. */
  forgetUnclaimed(): void;
}

export interface Claimant {
  onOutcome(outcome: Outcome): void;
}

/** Appends that began when the same entry was the newest: one for all of them, since a batch makes thousands. */
export interface Expectation {
  /** Their own entries have a greater seq. */
  readonly after: number;
  underWay: number;
}

export function createOutcomes(): Outcomes {
  /** Oldest first, so `after` grows; the first one has appends under way. */
  const expectations: Expectation[] = [];
  /** Applied, but not claimed yet; oldest first. */
  const unclaimed = new TransitMap<number, Outcome>();
  const claims = new TransitMap<number, Claimant>();

  const end = (expectation: Expectation): void => {
    expectation.underWay -= 1;
    while (expectations[0]?.underWay === 0) expectations.shift();
  };

  return {
    expect(after) {
      let newest = expectations.at(-1);
      if (newest?.after !== after) {
        newest = { after, underWay: 0 };
        expectations.push(newest);
      }
      newest.underWay += 1;
      return newest;
    },
    claim(expectation, seq, claimant) {
      end(expectation);
      const outcome = unclaimed.take(seq);
      if (outcome === undefined) claims.set(seq, claimant);
      else claimant.onOutcome(outcome);
    },
    giveUp: end,
    hand(seq, outcome) {
      const claimant = claims.take(seq);
      if (claimant !== undefined) claimant.onOutcome(outcome);
      else if (expectations.length > 0) unclaimed.set(seq, outcome);
    },
    forgetUnclaimed() {
      const [oldest] = expectations;
      for (const seq of unclaimed.keys()) {
        if (oldest !== undefined && seq > oldest.after) return;
        unclaimed.take(seq);
      }
    },
  };
}
