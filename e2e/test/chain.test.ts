import type { DeltaFrame, SnapshotFrame } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { followChain } from "../client/chain.ts";

const row = (playerId: string, damage: number) => ({
  playerId,
  name: playerId,
  damage,
  hits: 1,
  reachedSeq: 1,
});

const snapshot: SnapshotFrame = {
  type: "snapshot",
  epoch: "e1",
  seq: 10,
  publishedAt: 0,
  round: 1,
  monster: { name: "Hydra", hp: 90, maxHp: 100, status: "fighting" },
  players: 2,
  totalDamage: 10,
  entries: [row("a", 10)],
};

function delta(from: number, seq: number, rest: Partial<DeltaFrame> = {}): DeltaFrame {
  return { type: "delta", epoch: "e1", from, seq, publishedAt: 0, ...rest };
}

describe("followChain", () => {
  it("applies what changed and forgets who left", () => {
    const chain = followChain([
      snapshot,
      delta(10, 12, { entries: [row("b", 5)], totalDamage: 15 }),
      { type: "heartbeat", now: 0 },
      delta(12, 14, { left: ["a"] }),
    ]);
    expect(chain).toMatchObject({ cursor: "e1:14", snapshots: 1, deltas: 2, totalDamage: 15, breaks: [] });
    expect([...chain.damages]).toEqual([["b", 5]]);
  });

  it("notes a gap, a repetition and a delta of another epoch", () => {
    expect(followChain([snapshot, delta(11, 12)]).breaks).toHaveLength(1);
    expect(followChain([snapshot, delta(10, 12), delta(10, 12)]).breaks).toHaveLength(1);
    expect(followChain([snapshot, { ...delta(10, 12), epoch: "e2" }]).breaks).toHaveLength(1);
  });

  it("takes a snapshot as a new beginning", () => {
    const chain = followChain([snapshot, { ...snapshot, seq: 30, entries: [row("c", 1)] }, delta(30, 31)]);
    expect(chain).toMatchObject({ snapshots: 2, breaks: [] });
    expect([...chain.damages.keys()]).toEqual(["c"]);
  });
});
