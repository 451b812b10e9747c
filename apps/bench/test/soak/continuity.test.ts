import { describe, expect, it } from "vitest";
import { Continuity, type Shown } from "../../src/soak/continuity.ts";

const snapshot = (seq: number, round = 1, epoch = "e"): Shown => ({
  type: "snapshot",
  cursor: { epoch, seq },
  round,
});
const delta = (from: number, seq: number, epoch = "e"): Shown => ({
  type: "delta",
  from,
  cursor: { epoch, seq },
  round: 1,
});

function check(...shown: readonly Shown[]): { faults: readonly string[]; resets: number } {
  const continuity = new Continuity();
  for (const update of shown) continuity.take(update);
  return continuity;
}

describe("what a watcher is shown", () => {
  it("is all right from a snapshot on, delta by delta, and with a snapshot for a new round", () => {
    const { faults, resets } = check(snapshot(5), delta(5, 9), delta(9, 10), snapshot(20, 2));
    expect(faults).toEqual([]);
    expect(resets).toBe(0);
  });

  it.each([
    ["a gap", [snapshot(5), delta(6, 9)]],
    ["repeated", [snapshot(5), delta(5, 9), delta(5, 9)]],
    ["repeated", [snapshot(5), delta(5, 5)]],
    ["repeated", [snapshot(5), snapshot(4)]],
    ["repeated in part", [snapshot(5), delta(5, 9), delta(5, 10)]],
    ["another epoch", [snapshot(5), delta(5, 9, "f")]],
    ["an earlier round", [snapshot(5, 2), snapshot(6, 1)]],
    ["a delta before any snapshot", [delta(5, 9)]],
  ])("is %s, and that is found", (fault, shown) => {
    const { faults } = check(...shown);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`: ${fault}$`));
  });

  it("is judged by what came last, after a fault too", () => {
    expect(check(snapshot(5), delta(6, 9), delta(9, 12)).faults).toHaveLength(1);
  });

  it("begins anew with a snapshot in the same round, which is counted", () => {
    expect(check(snapshot(5), snapshot(9))).toMatchObject({ faults: [], resets: 1 });
  });
});
