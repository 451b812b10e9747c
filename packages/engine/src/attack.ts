// An attack: why it may not count (judge, which changes nothing and serves previews too), and what it does when it
// counts (strike). SPEC EN10–EN19.
import type { BattleState } from "./battle-state.ts";
import { commandOf, recall, remember, type Command } from "./command-window.ts";
import { rollHit } from "./random.ts";
import { insertRanked, rankAt, removeRanked } from "./ranking/ranking.ts";
import { beginNextRound, finishRound, isRespawnDue, msUntilRespawn } from "./rounds.ts";
import { DAMAGE, findPlayer, HITS, PLACE, REACHED_SEQ, READY_AT, recordOf, ROUND } from "./roster.ts";
import { RECENT_HITS_KEPT, SKILLS } from "./rules.ts";
import type { AttackEvent, HitOutcome, Moment, RejectedOutcome, Skill } from "./types.ts";

/** An attack by a player of the battle, at a time. */
export interface Attempt {
  readonly player: number;
  readonly command: Command;
  readonly skill: Skill;
  readonly at: number;
}

/** Undefined when the attacker is no player of the battle. */
export function attemptOf(battle: BattleState, event: AttackEvent, at: number): Attempt | undefined {
  const player = findPlayer(battle.roster, event.playerId);
  if (player < 0) return undefined;
  return { player, command: commandOf(battle.commands, player, event.commandId), skill: event.skill, at };
}

/** Why the attack does not count, or the first outcome of the same command; undefined when it counts. */
export function judge(battle: BattleState, attempt: Attempt): HitOutcome | RejectedOutcome | undefined {
  const first = recall(battle.commands, attempt.command);
  if (first !== undefined) return first;
  const respawnMs = msUntilRespawn(battle, attempt.at);
  const readyAt = battle.roster.records[recordOf(attempt.player) + READY_AT[attempt.skill]] ?? 0;
  const cooldownMs = readyAt - attempt.at;
  if (respawnMs <= 0 && cooldownMs <= 0) return undefined;
  const code = respawnMs > 0 ? "monster-defeated" : "cooldown";
  return { type: "rejected", code, retryAfterMs: Math.ceil(Math.max(respawnMs, cooldownMs)) };
}

/** Applies an attack that `judge` let through. */
export function strike(battle: BattleState, attempt: Attempt, moment: Moment): HitOutcome {
  const { seq, at } = moment;
  if (isRespawnDue(battle, at)) beginNextRound(battle, moment);
  const { player, skill } = attempt;
  const { monster } = battle;
  const roll = rollHit(battle.seed, seq, skill);
  const damage = Math.min(roll.damage, monster.hp);
  const totalDamage = credit(battle, player, { seq, damage });
  const rank = rankAt(battle.ranking, battle.roster.records[recordOf(player) + PLACE] ?? 0);
  const cooldownMs = SKILLS[skill].cooldownMs * battle.rules.cooldownScale;
  battle.roster.records[recordOf(player) + READY_AT[skill]] = at + cooldownMs;

  const hp = monster.hp - damage;
  battle.monster = { name: monster.name, hp, maxHp: monster.maxHp, status: "fighting" };
  battle.totalDamage += damage;
  battle.version = seq;
  battle.monsterChangedSeq = seq;
  const playerId = battle.roster.ids[player] ?? "";
  battle.recentHits.push({ seq, playerId, damage, critical: roll.critical });
  if (battle.recentHits.length > RECENT_HITS_KEPT) battle.recentHits.shift();
  if (hp === 0) finishRound(battle, { playerId, name: battle.roster.names[player] ?? "", damage }, at);

  const outcome: HitOutcome = {
    type: "hit",
    commandId: attempt.command.commandId,
    seq,
    damage,
    critical: roll.critical,
    killingBlow: hp === 0,
    totalDamage,
    rank,
    duplicate: false,
  };
  remember(battle.commands, attempt.command, outcome);
  return outcome;
}

/** Adds a hit to the player's record and moves the player in the ranking; returns the damage of this round so far. */
function credit(battle: BattleState, player: number, hit: { seq: number; damage: number }): number {
  const { records } = battle.roster;
  const record = recordOf(player);
  const isFirst = records[record + ROUND] !== battle.round;
  if (!isFirst) removeRanked(battle.ranking, records[record + PLACE] ?? 0);
  const totalDamage = (isFirst ? 0 : (records[record + DAMAGE] ?? 0)) + hit.damage;
  records[record + ROUND] = battle.round;
  records[record + DAMAGE] = totalDamage;
  records[record + HITS] = (isFirst ? 0 : (records[record + HITS] ?? 0)) + 1;
  records[record + REACHED_SEQ] = hit.seq;
  records[record + PLACE] = insertRanked(battle.ranking, player, totalDamage);
  return totalDamage;
}
