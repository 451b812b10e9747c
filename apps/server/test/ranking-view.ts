// What a watcher holds, and how frames change it: the client's rule written down once more (protocol SPEC PR22, PR23,
// PR29), independently of packages/client, to hold the server against.
import { top, type Battle, type Monster, type RankedEntry } from "@hydra/engine";
import type { DeltaFrame, Frame } from "@hydra/protocol";

export interface RankingView {
  readonly epoch: string;
  readonly seq: number;
  readonly round: number;
  readonly monster: Monster;
  readonly players: number;
  readonly totalDamage: number;
  readonly entries: readonly RankedEntry[];
}

/** The view after a frame. @throws Error on a delta that does not follow on what is held. */
export function applyFrame(view: RankingView | undefined, frame: Frame): RankingView {
  if (frame.type === "snapshot") {
    const { epoch, seq, round, monster, players, totalDamage, entries } = frame;
    return { epoch, seq, round, monster, players, totalDamage, entries };
  }
  if (view === undefined) throw new Error(`a ${frame.type} before any snapshot`);
  return frame.type === "delta" ? applyDelta(view, frame) : view;
}

function applyDelta(view: RankingView, delta: DeltaFrame): RankingView {
  if (delta.epoch !== view.epoch || delta.from !== view.seq) {
    throw new Error(`a delta from ${delta.epoch}:${delta.from} at ${view.epoch}:${view.seq}`);
  }
  const rows = new Map(view.entries.map((entry) => [entry.playerId, entry]));
  for (const playerId of delta.left ?? []) rows.delete(playerId);
  for (const entry of delta.entries ?? []) rows.set(entry.playerId, entry);
  return {
    ...view,
    seq: delta.seq,
    monster: delta.monster ?? view.monster,
    players: delta.players ?? view.players,
    totalDamage: delta.totalDamage ?? view.totalDamage,
    entries: [...rows.values()].sort((a, b) => b.damage - a.damage || a.reachedSeq - b.reachedSeq),
  };
}

/** What a watcher should hold: the battle as it is, asked without any feed. */
export function viewOf(battle: Battle, { epoch, rankingSize }: ViewOptions): RankingView {
  const { version, round, monster, players, totalDamage } = battle;
  const entries = top(battle, rankingSize);
  return { epoch, seq: version, round, monster, players, totalDamage, entries };
}

export interface ViewOptions {
  readonly epoch: string;
  readonly rankingSize: number;
}
