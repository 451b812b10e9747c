import type { Outcome } from "@hydra/engine";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createOutcomes, type Expectation, type Outcomes } from "../../src/battle/outcomes.ts";

const outcome = (seq: number): Outcome => ({ type: "respawned", round: seq });

/** What an append that made entry `seq` gets. */
function claim(outcomes: Outcomes, expectation: Expectation, seq: number): Promise<Outcome> {
  return new Promise((onOutcome) => outcomes.claim(expectation, seq, { onOutcome }));
}

it("brings them together when the entry is applied after the append has ended", async () => {
  const outcomes = createOutcomes();
  const claimed = claim(outcomes, outcomes.expect(0), 1);
  outcomes.hand(1, outcome(1));
  expect(await claimed).toEqual(outcome(1));
});

it("brings them together when the entry is applied before the append has ended", async () => {
  const outcomes = createOutcomes();
  const expected = outcomes.expect(0);
  outcomes.hand(1, outcome(1));
  outcomes.forgetUnclaimed();
  expect(await claim(outcomes, expected, 1)).toEqual(outcome(1));
});

it("gives each append its own, in whatever order things happen, with other nodes' entries between them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ isOurs: fc.boolean(), appliedFirst: fc.boolean(), batch: fc.boolean() })),
      async (entries) => {
        const outcomes = createOutcomes();
        const claims: { readonly seq: number; readonly claim: Promise<Outcome> }[] = [];
        for (const [index, { isOurs, appliedFirst, batch }] of entries.entries()) {
          const seq = index + 1;
          const expected = isOurs ? outcomes.expect(index) : undefined;
          if (!appliedFirst && expected !== undefined)
            claims.push({ seq, claim: claim(outcomes, expected, seq) });
          outcomes.hand(seq, outcome(seq));
          if (batch) outcomes.forgetUnclaimed();
          if (appliedFirst && expected !== undefined)
            claims.push({ seq, claim: claim(outcomes, expected, seq) });
        }
        for (const claimed of claims) expect(await claimed.claim).toEqual(outcome(claimed.seq));
      },
    ),
  );
});

it("forgets what cannot be claimed any more, and not before", async () => {
  const outcomes = createOutcomes();
  const early = outcomes.expect(0);
  const late = outcomes.expect(2);
  for (const seq of [1, 2, 3, 4]) outcomes.hand(seq, outcome(seq));
  outcomes.giveUp(early);
  outcomes.forgetUnclaimed();
  // 3 and 4 may be the late one's; 1 and 2 are gone, so a claim to them waits.
  expect(await claim(outcomes, late, 3)).toEqual(outcome(3));
  const gone = claim(outcomes, outcomes.expect(4), 2);
  outcomes.hand(2, { type: "respawned", round: 99 });
  expect(await gone).toEqual({ type: "respawned", round: 99 });
});
