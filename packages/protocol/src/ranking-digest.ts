// The digest of a ranking: its rows and fields as RFC 8785 writes them, by hand, since a server does so with every version. SPEC PR110.
import type { Monster, RankedEntry } from "@hydra/engine";
import type { SnapshotFrame } from "./frames.ts";

/** What the digest covers besides the rows. */
export type RankingFields = Pick<SnapshotFrame, "round" | "monster" | "players" | "totalDamage">;

/** Of numbers that are integers, and text that is well-formed. */
export function canonicalEntry({ playerId, name, damage, hits, reachedSeq }: RankedEntry): string {
  return `{"damage":${damage},"hits":${hits},"name":${JSON.stringify(name)},"playerId":${JSON.stringify(playerId)},"reachedSeq":${reachedSeq}}`;
}

export function canonicalRankingFields({ round, monster, players, totalDamage }: RankingFields): string {
  return `{"monster":${canonicalMonster(monster)},"players":${players},"round":${round},"totalDamage":${totalDamage}}`;
}

function canonicalMonster({ name, hp, maxHp, status, respawnsAt }: Monster): string {
  const due = respawnsAt === undefined ? "" : `"respawnsAt":${respawnsAt},`;
  return `{"hp":${hp},"maxHp":${maxHp},"name":${JSON.stringify(name)},${due}"status":"${status}"}`;
}
