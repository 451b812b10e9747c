// Rounds: how one ends and how the next begins (SPEC EN30–EN35, EN39, EN41). Beginning a round costs nothing per player: what a
// player did in an earlier round is distinguished by its round number.
import type { BattleState } from "./battle-state.ts";
import { addPast, LAST_HITS, LED } from "./fame.ts";
import { createRanking } from "./ranking/ranking.ts";
import { playersFrom } from "./ranking/walk.ts";
import { DAMAGE, floatsOf, HITS, REACHED_SEQ } from "./roster.ts";
import { keepRound } from "./round-history.ts";
import { FINISHED_RANKING_SIZE, RESPAWN_DELAY_MS, successorHp } from "./rules.ts";
import type { Moment } from "./types.ts";

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

/** The hit that ended a round. */
interface LastHit {
  readonly player: number;
  readonly damage: number;
  readonly at: number;
}

/** EN31, EN35: the monster is defeated; the round's ranking stays in view until the next one begins. */
export function finishRound(battle: BattleState, { player, damage, at }: LastHit): void {
  const { history, fame, ranking, roster } = battle.parts;
  battle.respawnsAt = at + RESPAWN_DELAY_MS;
  const best = playersFrom(ranking, 1, FINISHED_RANKING_SIZE);
  const record = [battle.round, battle.roundStartedAt, at, battle.maxHp, ranking.size, player, damage];
  for (const ranked of best) {
    const float = floatsOf(roster, ranked);
    for (const value of [
      ranked,
      ...[DAMAGE, HITS, REACHED_SEQ].map((field) => roster.floats[float + field] ?? 0),
    ])
      record.push(value);
  }
  keepRound(history, record);
  battle.oldRows = history.oldRows;
  addPast(fame, { player: best[0] ?? player, field: LED }, 1);
  addPast(fame, { player, field: LAST_HITS }, 1);
}
