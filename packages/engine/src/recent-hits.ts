// The last hits of a battle, for the screen only (SPEC EN36): a ring that takes a hit without making anything.
import { RECENT_HITS_KEPT } from "./rules.ts";
import type { HitOutcome, RecentHit } from "./types.ts";

type Hit = Pick<HitOutcome, "seq" | "damage" | "critical">;

export interface RecentHits {
  readonly hits: Hit[];
  readonly playerIds: string[];
  /** All there have been; the next one goes to this number modulo RECENT_HITS_KEPT. */
  count: number;
}

export function createRecentHits(): RecentHits {
  return { hits: [], playerIds: [], count: 0 };
}

/** Keeps a hit in place of the oldest. */
export function keepHit(recent: RecentHits, playerId: string, hit: Hit): void {
  const at = recent.count % RECENT_HITS_KEPT;
  recent.hits[at] = hit;
  recent.playerIds[at] = playerId;
  recent.count += 1;
}

/** Newest last. */
export function listHits({ hits, playerIds, count }: RecentHits): RecentHit[] {
  const oldest = count > RECENT_HITS_KEPT ? count % RECENT_HITS_KEPT : 0;
  const list = hits.map(({ seq, damage, critical }, at) => ({
    seq,
    playerId: playerIds[at] ?? "",
    damage,
    critical,
  }));
  return [...list.slice(oldest), ...list.slice(0, oldest)];
}
