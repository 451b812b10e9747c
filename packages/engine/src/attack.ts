// An attack: why it may not count (judge, which changes nothing and serves previews too), and what it does when it
// counts (strike). SPEC EN10–EN19.
import type { BattleState, PlayerState } from "./battle-state.ts";
import { rollHit } from "./random.ts";
import { insertRanked, removeRanked } from "./ranking.ts";
import { DUPLICATE_WINDOW, RECENT_HITS_KEPT, SKILLS } from "./rules.ts";
import { beginNextRound, finishRound, isRespawnDue, msUntilRespawn } from "./rounds.ts";
import type { AttackEvent, HitOutcome, Moment, RejectedOutcome } from "./types.ts";

/** Why the attack does not count at `at`, or the first outcome of the same command; undefined when it counts. */
export function judge(
  battle: BattleState,
  event: AttackEvent,
  at: number,
): HitOutcome | RejectedOutcome | undefined {
  const player = attackerOf(battle, event.playerId);
  if (player === undefined) return { type: "rejected", code: "unknown-player" };
  const key = commandKey(player, event.commandId);
  const first = battle.young.get(key) ?? battle.old.get(key);
  if (first !== undefined) return { ...first, duplicate: true };
  const respawnMs = msUntilRespawn(battle, at);
  const cooldownMs = player.readyAt[event.skill] - at;
  const retryAfterMs = Math.ceil(Math.max(respawnMs, cooldownMs));
  if (respawnMs > 0) return { type: "rejected", code: "monster-defeated", retryAfterMs };
  if (cooldownMs > 0) return { type: "rejected", code: "cooldown", retryAfterMs };
  return undefined;
}

/** Applies an attack that `judge` let through. */
export function strike(battle: BattleState, event: AttackEvent, moment: Moment): HitOutcome | undefined {
  const { seq, at } = moment;
  const player = attackerOf(battle, event.playerId);
  if (player === undefined) return undefined;
  if (isRespawnDue(battle, at)) beginNextRound(battle, moment);
  const roll = rollHit(battle.seed, seq, event.skill);
  const damage = Math.min(roll.damage, battle.monster.hp);
  player.readyAt[event.skill] = at + SKILLS[event.skill].cooldownMs * battle.rules.cooldownScale;
  const rank = credit(battle, player, { damage, seq });
  battle.monster = { ...battle.monster, hp: battle.monster.hp - damage };
  battle.totalDamage += damage;
  battle.version = seq;
  battle.monsterChangedSeq = seq;
  battle.recentHits.push({ seq, playerId: player.playerId, damage, critical: roll.critical });
  if (battle.recentHits.length > RECENT_HITS_KEPT) battle.recentHits.shift();
  const killingBlow = battle.monster.hp === 0;
  if (killingBlow) finishRound(battle, { playerId: player.playerId, name: player.name, damage }, at);
  const outcome: HitOutcome = {
    type: "hit",
    commandId: event.commandId,
    seq,
    damage,
    critical: roll.critical,
    killingBlow,
    totalDamage: player.damage,
    rank,
    duplicate: false,
  };
  remember(battle, commandKey(player, event.commandId), outcome);
  return outcome;
}

function attackerOf(battle: BattleState, playerId: string): PlayerState | undefined {
  const number = battle.numbers.get(playerId);
  return number === undefined ? undefined : battle.roster[number];
}

function credit(battle: BattleState, player: PlayerState, hit: { damage: number; seq: number }): number {
  if (player.round === battle.round) {
    removeRanked(battle.ranking, player.damage, player.reachedSeq);
  } else {
    player.round = battle.round;
    player.damage = 0;
    player.hits = 0;
  }
  player.damage += hit.damage;
  player.hits += 1;
  player.reachedSeq = hit.seq;
  return insertRanked(battle.ranking, { player: player.number, damage: player.damage, seq: hit.seq });
}

function commandKey(player: PlayerState, commandId: string): string {
  return `${player.number}:${commandId}`;
}

function remember(battle: BattleState, key: string, outcome: HitOutcome): void {
  battle.young.set(key, outcome);
  if (battle.young.size < DUPLICATE_WINDOW) return;
  battle.old = battle.young;
  battle.young = new Map();
}
