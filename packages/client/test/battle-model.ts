// An independent picture of what a server publishes: a battle as a list of hits, snapshots by sorting everything,
// deltas by comparing two of those documents. Independent of how the client merges.
import type { RankedEntry } from "@hydra/engine";
import type { DeltaFrame, SnapshotFrame } from "@hydra/protocol";
import * as fc from "fast-check";

/** Small, so that players are pushed out of the ranking and come back all the time. */
const TOP = 5;
const MONSTER = { name: "Hydra", maxHp: 1_000_000, status: "fighting" } as const;

export interface Hit {
  readonly player: number;
  readonly damage: number;
  /** How far the log moved: other families share it. */
  readonly seqStep: number;
}

export const hits: fc.Arbitrary<Hit[]> = fc.array(
  fc.record({
    player: fc.nat({ max: 9 }),
    damage: fc.integer({ min: 1, max: 6 }),
    seqStep: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** The snapshots after 0, 1, … hits. */
export function playOut(battle: readonly Hit[], epoch = "e1"): SnapshotFrame[] {
  const rows = new Map<number, RankedEntry>();
  let seq = 1;
  let totalDamage = 0;
  const snapshots = [snapshotOf({ rows, seq, totalDamage, epoch })];
  for (const { player, damage, seqStep } of battle) {
    seq += seqStep;
    totalDamage += damage;
    const before = rows.get(player);
    rows.set(player, {
      playerId: `p${player}`,
      name: `Player ${player}`,
      damage: (before?.damage ?? 0) + damage,
      hits: (before?.hits ?? 0) + 1,
      reachedSeq: seq,
    });
    snapshots.push(snapshotOf({ rows, seq, totalDamage, epoch }));
  }
  return snapshots;
}

/** The delta between two documents; `from` may equal `to`. */
export function deltaBetween(from: SnapshotFrame, to: SnapshotFrame): DeltaFrame {
  const before = new Map(from.entries.map((entry) => [entry.playerId, JSON.stringify(entry)]));
  const after = new Set(to.entries.map(({ playerId }) => playerId));
  const entries = to.entries.filter((entry) => before.get(entry.playerId) !== JSON.stringify(entry));
  const left = from.entries.map(({ playerId }) => playerId).filter((playerId) => !after.has(playerId));
  return {
    type: "delta",
    epoch: to.epoch,
    from: from.seq,
    seq: to.seq,
    publishedAt: to.publishedAt,
    ...(from.monster.hp === to.monster.hp ? {} : { monster: to.monster, totalDamage: to.totalDamage }),
    ...(from.players === to.players ? {} : { players: to.players }),
    ...(entries.length === 0 ? {} : { entries }),
    ...(left.length === 0 ? {} : { left }),
  };
}

interface State {
  readonly rows: ReadonlyMap<number, RankedEntry>;
  readonly seq: number;
  readonly totalDamage: number;
  readonly epoch: string;
}

function snapshotOf({ rows, seq, totalDamage, epoch }: State): SnapshotFrame {
  const entries = [...rows.values()]
    .sort((a, b) => (a.damage === b.damage ? a.reachedSeq - b.reachedSeq : b.damage - a.damage))
    .slice(0, TOP);
  return {
    type: "snapshot",
    epoch,
    seq,
    publishedAt: 1_000 * seq,
    round: 1,
    monster: { ...MONSTER, hp: MONSTER.maxHp - totalDamage },
    players: rows.size,
    totalDamage,
    entries,
  };
}
