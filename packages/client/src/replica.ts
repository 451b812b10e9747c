// The client's total `receive`: what one frame makes of the view held. Pure; decides nothing about connections.
// SPEC PR20–PR27; invariants 4 (a delta is applied only if `from` is what is held) and 9.
import type { RankedEntry } from "@hydra/engine";
import type { DeltaFrame, FeedFrame, SnapshotFrame } from "@hydra/protocol";
import type { View } from "./connection-types.ts";

/** What a frame meant to whoever held a view. */
export type Reception =
  /** A contiguous delta; an empty one ("resumed, nothing missed") gives the held view itself. */
  | { readonly type: "applied"; readonly view: View }
  /** A snapshot that is newer than what was held, or of another epoch. */
  | { readonly type: "snapshot"; readonly view: View }
  /** Nothing in it that is not held already. */
  | { readonly type: "stale" }
  /** It leads from somewhere else: only a snapshot can help. */
  | { readonly type: "gap" };

/**
 * Receives one frame; total: every view and frame has an answer. `held` is never changed, rows that stay the same
 * keep their identity. Cost O(rows + changed rows · log changed rows).
 */
export function receive(held: View | undefined, frame: FeedFrame): Reception {
  return frame.type === "snapshot" ? receiveSnapshot(held, frame) : receiveDelta(held, frame);
}

function receiveSnapshot(held: View | undefined, frame: SnapshotFrame): Reception {
  if (held !== undefined && held.cursor.epoch === frame.epoch && frame.seq <= held.cursor.seq) {
    return { type: "stale" };
  }
  const { epoch, seq, publishedAt, round, monster, players, totalDamage } = frame;
  const entries = held === undefined ? frame.entries : keepIdentity(held.entries, frame.entries);
  return {
    type: "snapshot",
    view: { cursor: { epoch, seq }, publishedAt, round, monster, players, totalDamage, entries },
  };
}

function receiveDelta(held: View | undefined, frame: DeltaFrame): Reception {
  if (held === undefined || frame.epoch !== held.cursor.epoch) return { type: "gap" };
  const { seq } = held.cursor;
  if (frame.from === seq && frame.seq === seq) return { type: "applied", view: held };
  if (frame.seq <= seq) return { type: "stale" };
  // A delta from before the cursor cannot be applied either: who came and went in between is not in its `left`.
  if (frame.from !== seq) return { type: "gap" };
  return {
    type: "applied",
    view: {
      cursor: { epoch: frame.epoch, seq: frame.seq },
      publishedAt: frame.publishedAt,
      round: held.round,
      monster: frame.monster ?? held.monster,
      players: frame.players ?? held.players,
      totalDamage: frame.totalDamage ?? held.totalDamage,
      entries: mergeEntries(held.entries, frame),
    },
  };
}

/** The held rows without those that left, with those that changed; no row beyond what the server's top N has. */
function mergeEntries(held: readonly RankedEntry[], { entries, left }: DeltaFrame): readonly RankedEntry[] {
  if (!entries?.length && !left?.length) return held;
  const changed = new Map(entries?.map((entry) => [entry.playerId, entry]));
  const gone = new Set(left);
  const kept: RankedEntry[] = [];
  for (const row of held) {
    const next = changed.get(row.playerId);
    if (next === undefined) {
      if (!gone.has(row.playerId)) kept.push(row);
    } else if (isSameRow(row, next)) changed.set(row.playerId, row);
  }
  // Two sorted runs: the engine's merge sort takes them in one pass, and an unsorted frame still comes out right.
  return [...kept, ...changed.values()].sort(byRank);
}

/** Better first: more damage, then who got there first. */
function byRank(a: RankedEntry, b: RankedEntry): number {
  return b.damage - a.damage || a.reachedSeq - b.reachedSeq;
}

/** `next`, with the held object wherever a row says the same. */
function keepIdentity(held: readonly RankedEntry[], next: readonly RankedEntry[]): readonly RankedEntry[] {
  const known = new Map(held.map((entry) => [entry.playerId, entry]));
  return next.map((entry) => {
    const before = known.get(entry.playerId);
    return before !== undefined && isSameRow(before, entry) ? before : entry;
  });
}

function isSameRow(a: RankedEntry, b: RankedEntry): boolean {
  return a.damage === b.damage && a.reachedSeq === b.reachedSeq && a.hits === b.hits && a.name === b.name;
}

/**
 * Whether a frame is what somebody who holds `held` had to expect: a delta, an empty answer, or the snapshot with which
 * every new round begins. Any other snapshot says that the way from `held` was not to be had.
 */
export function goesOn(frame: FeedFrame | undefined, held: View | undefined): boolean {
  if (frame?.type !== "snapshot") return true;
  return held !== undefined && frame.epoch === held.cursor.epoch && frame.round > held.round;
}
