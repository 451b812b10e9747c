// Rounds: how one ends and how the next begins (SPEC EN30–EN35). Beginning a round costs nothing per player: what a
// player did in an earlier round is distinguished by its round number.
import type { BattleState } from "./battle-state.ts";
import { top } from "./queries.ts";
import { createRanking } from "./ranking/ranking.ts";
import {
  FINISHED_RANKING_SIZE,
  FINISHED_ROUNDS_KEPT,
  monsterName,
  RESPAWN_DELAY_MS,
  successorHp,
} from "./rules.ts";
import type { FinishedRound, Moment } from "./types.ts";

/** Milliseconds until the defeated monster's successor may come; 0 or less when it may, or nothing is defeated. */
export function msUntilRespawn(battle: BattleState, at: number): number {
  const { respawnsAt } = battle;
  return respawnsAt === undefined ? 0 : respawnsAt - at;
}

/** EN34. */
export function isRespawnDue(battle: BattleState, at: number): boolean {
  const { respawnsAt } = battle;
  return respawnsAt !== undefined && at >= respawnsAt;
}

/** EN34: a fresh monster, an empty ranking, everything else as it was. */
export function beginNextRound(battle: BattleState, moment: Moment): void {
  const { seq, at } = moment;
  // First: what is read must agree with the numbers as they were.
  const { parts } = battle;
  battle.round += 1;
  battle.roundStartedAt = at;
  battle.maxHp = successorHp(battle.maxHp);
  battle.respawnsAt = undefined;
  battle.totalDamage = 0;
  parts.ranking = createRanking();
  battle.version = seq;
  battle.changedAt = at;
  battle.roundStartedSeq = seq;
  battle.monsterChangedSeq = seq;
}

/** EN31, EN35: the monster is defeated; the round's ranking stays in view until the next one begins. */
export function finishRound(battle: BattleState, lastHit: FinishedRound["lastHit"], at: number): void {
  const { finishedRounds, ranking } = battle.parts;
  battle.respawnsAt = at + RESPAWN_DELAY_MS;
  finishedRounds.push({
    round: battle.round,
    monster: { name: monsterName(battle.round), maxHp: battle.maxHp },
    startedAt: battle.roundStartedAt,
    endedAt: at,
    players: ranking.size,
    totalDamage: battle.totalDamage,
    ranking: top(battle, FINISHED_RANKING_SIZE),
    lastHit,
  });
  if (finishedRounds.length > FINISHED_ROUNDS_KEPT) finishedRounds.shift();
}
