// What the digest of a ranking covers, as RFC 8785 writes it: members in the order of their names, which JSON.stringify keeps. SPEC PR110.
import type { Monster, RankedEntry } from "@hydra/engine";
import type { SnapshotFrame } from "./frames.ts";

/** What there is besides the rows. */
export type RankingFields = Pick<SnapshotFrame, "round" | "monster" | "players" | "totalDamage">;

export function canonicalEntry({ damage, hits, name, playerId, reachedSeq }: RankedEntry): string {
  return JSON.stringify({ damage, hits, name, playerId, reachedSeq });
}

export function canonicalRankingFields({ monster, players, round, totalDamage }: RankingFields): string {
  return JSON.stringify({ monster: inOrder(monster), players, round, totalDamage });
}

function inOrder({ hp, maxHp, name, respawnsAt, status }: Monster): Record<keyof Monster, unknown> {
  return { hp, maxHp, name, respawnsAt, status };
}
