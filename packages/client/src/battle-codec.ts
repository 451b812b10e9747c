// How a battle's frames become the view that a player is shown: the ranking's rows merged by player, in rank order. Pure; what a
// delta may be applied to is the feed's to decide. SPEC PR20–PR27.
import type { Monster, RankedEntry } from "@hydra/engine";
import type { FeedView, ViewCodec } from "@hydra/feed/client";
import {
  canonicalEntry,
  canonicalRankingFields,
  formatDigest,
  hashText,
  RANKING_FRAMES,
  type DeltaFrame,
  type SnapshotFrame,
} from "@hydra/protocol";

/** The family's state as this client holds it; a new object whenever it changes. */
export interface BattleView extends FeedView {
  readonly round: number;
  readonly monster: Monster;
  readonly players: number;
  readonly totalDamage: number;
  /** Best first. Rows that did not change keep their identity. */
  readonly entries: readonly RankedEntry[];
}

/** Neither changes what is held. Cost O(rows + changed rows · log changed rows). */
export const battleCodec: ViewCodec<BattleView, SnapshotFrame, DeltaFrame> = {
  ...RANKING_FRAMES,
  fromSnapshot({ epoch, seq, publishedAt, round, monster, players, totalDamage, entries }, held) {
    return {
      cursor: { epoch, seq },
      publishedAt,
      round,
      monster,
      players,
      totalDamage,
      entries: held === undefined ? entries : keepIdentity(held.entries, entries),
    };
  },
  applyDelta(held, frame) {
    return {
      cursor: { epoch: frame.epoch, seq: frame.seq },
      publishedAt: frame.publishedAt,
      round: held.round,
      monster: frame.monster ?? held.monster,
      players: frame.players ?? held.players,
      totalDamage: frame.totalDamage ?? held.totalDamage,
      entries: mergeEntries(held.entries, frame),
    };
  },
  /** Every new round begins with a snapshot. */
  isExpected: (frame, held) => frame.round > held.round,
  /** Without what is of the whole delta: how many versions it has, and its hits. */
  shorten: ({ versions: _versions, firstPublishedAt: _firstPublishedAt, hits: _hits, ...frame }, from) => ({
    ...frame,
    from,
  }),
  digest: (view) => formatDigest(view.entries.reduce(addHash, hashText(canonicalRankingFields(view)))),
};

/** Of rows, which are never changed themselves and stay from view to view. */
const HASHES = new WeakMap<RankedEntry, number>();

function addHash(sum: number, entry: RankedEntry): number {
  let hash = HASHES.get(entry);
  if (hash === undefined) {
    hash = hashText(canonicalEntry(entry));
    HASHES.set(entry, hash);
  }
  return (sum + hash) | 0;
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

/** `next`, with the held object where a row is the same. */
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
