import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Audit, type Finding, type Shown } from "../../src/client/audit.ts";

function shown(seq: number, more: Partial<Shown> = {}): Shown {
  const digests = { digest: "0123abcd", heldDigest: "0123abcd" };
  return { cursor: { epoch: "e1", seq }, from: seq - 1, isExpected: false, ...digests, ...more };
}

const snapshot = { from: undefined };
const WRONG = { heldDigest: "0123abce" };

function findingsOf(updates: readonly Shown[], newest?: Shown["cursor"]): Finding[] {
  const audit = new Audit(newest);
  return updates.flatMap((update) => audit.note(update));
}

describe("[AU2] the auditor", () => {
  it("finds nothing in updates that lead on, overlap, or begin", () => {
    expect(findingsOf([shown(5, snapshot), shown(6), shown(9, { from: 4 }), shown(10, { from: 9 })])).toEqual(
      [],
    );
    expect(findingsOf([shown(6)], { epoch: "e1", seq: 5 })).toEqual([]);
    expect(findingsOf([shown(5, snapshot), shown(9, { ...snapshot, isExpected: true })])).toEqual([]);
  });

  it.each<[Finding, string, Shown[]]>([
    ["missed", "a delta from later", [shown(5), shown(7)]],
    ["missed", "a snapshot that was not due", [shown(5), shown(6, snapshot)]],
    ["missed", "another epoch", [shown(5), shown(1, { cursor: { epoch: "e2", seq: 1 }, ...snapshot })]],
    ["missed", "a delta of another epoch", [shown(5), shown(9, { cursor: { epoch: "e2", seq: 9 } })]],
    ["repeated", "the same again", [shown(5), shown(5)]],
    ["repeated", "a snapshot of what is shown", [shown(5), shown(5, snapshot)]],
    ["reordered", "an older one", [shown(5), shown(6), shown(5)]],
    ["diverged", "another digest", [shown(5), shown(6, WRONG)]],
  ])("finds as %s: %s", (finding, _what, updates) => {
    expect(findingsOf(updates)).toEqual([finding]);
  });

  it("takes back a loss that was only late", () => {
    const audit = new Audit(undefined);
    for (const seq of [5, 7, 6, 8]) audit.note(shown(seq));
    expect(audit.counts).toEqual({ missed: 0, repeated: 0, reordered: 1, diverged: 0 });
    audit.note(shown(6));
    expect(audit.counts).toMatchObject({ missed: 0, reordered: 2 });
  });

  it("does not take a correction for a repeat", () => {
    const audit = new Audit({ epoch: "e1", seq: 5 });
    expect(audit.confirm({ digest: "0123abcd", ...WRONG })).toEqual(["diverged"]);
    expect(audit.note(shown(5, snapshot))).toEqual([]);
    expect(audit.note(shown(5, snapshot))).toEqual(["repeated"]);
  });

  it("[AU3] verifies what is shown, and only while the digest given last held", () => {
    const audit = new Audit(undefined);
    const states = [shown(5), shown(6, WRONG), shown(7), shown(8, { digest: undefined }), shown(9)];
    const verified = states.map((state) => {
      audit.note(state);
      return audit.isVerified;
    });
    expect(verified).toEqual([true, false, true, false, true]);
    audit.confirm({ digest: undefined, heldDigest: undefined });
    expect(audit.isVerified).toBe(true);
    audit.note(shown(10, { heldDigest: undefined }));
    expect(audit.isVerified).toBe(false);
    expect(audit.counts.diverged).toBe(1);
  });

  it("counts one loss for each delta that is left out, and none that is not", () => {
    const kept = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(kept, (isKept) => {
        const updates = isKept.flatMap((keep, index) => (keep ? [shown(index + 2)] : []));
        const gaps = isKept.filter((keep, index) => !keep && isKept[index + 1] === true).length;
        const audit = new Audit({ epoch: "e1", seq: 1 });
        for (const update of updates) audit.note(update);
        expect(audit.counts).toEqual({ missed: gaps, repeated: 0, reordered: 0, diverged: 0 });
      }),
    );
  });
});
