// Rounds: how one ends and how the next begins (SPEC EN30–EN35). Beginning a round costs nothing per player: what a
// player did in an earlier round is told apart by its round number.
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
  const { respawnsAt } = battle.monster;
  return respawnsAt === undefined ? 0 : respawnsAt - at;
}

/** EN34. */
export function isRespawnDue(battle: BattleState, at: number): boolean {
  const { respawnsAt } = battle.monster;
  return respawnsAt !== undefined && at >= respawnsAt;
}

/** EN34: a fresh monster, an empty ranking, everything else as it was. */
export function beginNextRound(battle: BattleState, moment: Moment): void {
  const { seq, at } = moment;
  const maxHp = successorHp(battle.monster.maxHp);
  battle.round += 1;
  battle.roundStartedAt = at;
  battle.monster = { name: monsterName(battle.round), hp: maxHp, maxHp, status: "fighting" };
  battle.totalDamage = 0;
  battle.ranking = createRanking();
  battle.version = seq;
  battle.roundStartedSeq = seq;
  battle.monsterChangedSeq = seq;
}

/** EN31, EN35: the monster is defeated; the round's ranking stays in view until the next one begins. */
export function finishRound(battle: BattleState, lastHit: FinishedRound["lastHit"], at: number): void {
  const { name, maxHp } = battle.monster;
  battle.monster = { name, hp: 0, maxHp, status: "defeated", respawnsAt: at + RESPAWN_DELAY_MS };
  battle.finishedRounds.push({
    round: battle.round,
    monster: { name, maxHp },
    startedAt: battle.roundStartedAt,
    endedAt: at,
    players: battle.ranking.size,
    totalDamage: battle.totalDamage,
    ranking: top(battle, FINISHED_RANKING_SIZE),
    lastHit,
  });
  if (battle.finishedRounds.length > FINISHED_ROUNDS_KEPT) battle.finishedRounds.shift();
}
