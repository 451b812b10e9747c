// An attack: why it may not count (judge, which changes nothing and serves previews too), and what it does when it
// counts (strike). SPEC EN10–EN16.
import type { BattleState } from "./battle-state.ts";
import { keyCommand, recall, remember, rememberedIn, type Command } from "./command-window.ts";
import { foldRound, noteHit } from "./fame.ts";
import { peek } from "./hash-index.ts";
import { rollHit } from "./random.ts";
import { keepHit } from "./recent-hits.ts";
import { insertRanked, removeRanked } from "./ranking/ranking.ts";
import { beginNextRound, finishRound, isRespawnDue, msUntilRespawn } from "./rounds.ts";
import {
  DAMAGE,
  findKeyed,
  floatsOf,
  HITS,
  keyPlayer,
  PLACE,
  REACHED_SEQ,
  READY_AT,
  ROUND,
  wordsOf,
} from "./roster.ts";
import { skillNamed, type SkillRow } from "./skills.ts";
import type { AttackEvent, HitOutcome, Moment, RejectedOutcome } from "./types.ts";

/** An attack by a player of the battle. Good until the next one is looked at. */
export interface Attempt extends Command {
  readonly event: AttackEvent;
  readonly skill: SkillRow;
}

/** Undefined when the attacker is no player of the battle. */
export function attemptOf(battle: BattleState, event: AttackEvent): Attempt | undefined {
  // No player to find, and nothing to wake.
  if (battle.players === 0) return undefined;
  const { roster, commands } = battle.parts;
  const playerHash = keyPlayer(roster, event.playerId);
  const key = keyCommand(commands, event.commandId, playerHash);
  battle.readAhead =
    peek(roster.index, playerHash) ^
    peek(commands.young.index, key.hash) ^
    peek(commands.old.index, key.hash);
  const player = findKeyed(roster, event.playerId);
  return player < 0 ? undefined : { player, key, event, skill: skillNamed(roster.skills, event.skill) };
}

/** Why the attack does not count at `at`, or the first outcome of the same command; undefined when it counts. */
export function judge(
  battle: BattleState,
  attempt: Attempt,
  at: number,
): HitOutcome | RejectedOutcome | undefined {
  const { commands, roster } = battle.parts;
  const first = recall(commands, attempt);
  if (first !== undefined) return first;
  const respawnMs = msUntilRespawn(battle, at);
  const readyAt = roster.floats[floatsOf(roster, attempt.player) + READY_AT + attempt.skill.index] ?? 0;
  const cooldownMs = readyAt - at;
  if (respawnMs <= 0 && cooldownMs <= 0) return undefined;
  const code = respawnMs > 0 ? "monster-defeated" : "cooldown";
  return { type: "rejected", code, retryAfterMs: Math.ceil(Math.max(respawnMs, cooldownMs)) };
}

/** Applies an attack that `judge` let through. */
export function strike(battle: BattleState, attempt: Attempt, moment: Moment): HitOutcome {
  const { seq, at } = moment;
  if (isRespawnDue(battle, at)) beginNextRound(battle, moment);
  const { player, skill, event } = attempt;
  const { playerId, commandId } = event;
  const { parts } = battle;
  const { roster } = parts;
  const rolled = event.roll === undefined ? rollHit(battle.seed, seq, skill) : rollHit(event.roll, 0, skill);
  const damage = Math.min(rolled.damage, battle.maxHp - battle.totalDamage);
  const totalDamage = credit(battle, player, damage);
  const float = floatsOf(roster, player);
  roster.floats[float + REACHED_SEQ] = seq;
  roster.floats[float + READY_AT + skill.index] = at + skill.cooldownMs * battle.rules.cooldownScale;
  battle.totalDamage += damage;
  battle.version = seq;
  battle.changedAt = at;
  battle.monsterChangedSeq = seq;
  const killingBlow = battle.totalDamage === battle.maxHp;
  if (killingBlow) finishRound(battle, { player, damage, at });

  const outcome: HitOutcome = {
    type: "hit",
    commandId,
    seq,
    damage,
    critical: rolled.critical,
    killingBlow,
    totalDamage,
    rank: parts.ranking.newestRank,
    duplicate: false,
  };
  keepHit(parts.hits, playerId, outcome);
  remember(parts.commands, attempt, outcome);
  battle.commands = rememberedIn(parts.commands);
  return outcome;
}

/** Adds a hit to the player's record and moves the player in the ranking; returns the damage of this round so far. */
function credit(battle: BattleState, player: number, damage: number): number {
  const { roster, ranking, fame } = battle.parts;
  const { floats, words } = roster;
  const float = floatsOf(roster, player);
  const word = wordsOf(roster, player);
  const isFirst = words[word + ROUND] !== battle.round;
  if (isFirst) foldRound(fame, roster, player);
  else removeRanked(ranking, words[word + PLACE] ?? 0);
  const totalDamage = (isFirst ? 0 : (floats[float + DAMAGE] ?? 0)) + damage;
  floats[float + DAMAGE] = totalDamage;
  floats[float + HITS] = (isFirst ? 0 : (floats[float + HITS] ?? 0)) + 1;
  words[word + ROUND] = battle.round;
  words[word + PLACE] = insertRanked(ranking, player, totalDamage);
  noteHit(fame, player, { damage, total: totalDamage });
  return totalDamage;
}
