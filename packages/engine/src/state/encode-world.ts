// The whole state as text (SPEC EN60–EN61). Written are the facts; what follows from them (counts, indexes, the
// ranking's nodes, the monster's name) is built again when the text is read. Large tables are written by columns.
import type { BattleState } from "../battle-state.ts";
import { remembered } from "../command-window.ts";
import { playersFrom } from "../ranking/walk.ts";
import { DAMAGE, HITS, REACHED_SEQ, READY_AT, floatsOf } from "../roster.ts";
import type { World } from "../world.ts";
import { flagsOf } from "./decode-commands.ts";
import { wrapState } from "./state-text.ts";

/**
 * The same state gives the same text, and a decoded state gives the text it was decoded from.
 * @throws RangeError when the text would be longer than a string can be (2^29 characters in V8).
 */
export function encodeWorld(world: World): string {
  const battles = Array.from(world.battles.values(), (battle) => battleFields(battle, world.lastAt));
  return wrapState(JSON.stringify({ lastSeq: world.lastSeq, lastAt: world.lastAt, battles }));
}

function battleFields(battle: BattleState, now: number): object {
  return {
    familyId: battle.familyId,
    name: battle.name,
    rules: battle.rules,
    seed: battle.seed,
    round: battle.round,
    roundStartedAt: battle.roundStartedAt,
    hp: battle.maxHp - battle.totalDamage,
    maxHp: battle.maxHp,
    respawnsAt: battle.respawnsAt,
    version: battle.version,
    roundStartedSeq: battle.roundStartedSeq,
    monsterChangedSeq: battle.monsterChangedSeq,
    playersChangedSeq: battle.playersChangedSeq,
    recentHits: battle.recentHits,
    finishedRounds: battle.finishedRounds,
    players: playersFields(battle, now),
    ranking: rankingFields(battle),
    commands: commandsFields(battle),
  };
}

/** A skill that is ready is ready for ever, whenever it became so: it is written as 0. */
function playersFields({ roster }: BattleState, now: number): object {
  const readyAt = (field: number): number[] =>
    roster.ids.map((_id, player) => {
      const at = roster.floats[floatsOf(player) + field] ?? 0;
      return at > now ? at : 0;
    });
  return {
    ids: roster.ids,
    names: roster.names,
    slash: readyAt(READY_AT.slash),
    fireball: readyAt(READY_AT.fireball),
    ultimate: readyAt(READY_AT.ultimate),
  };
}

/** This round's players, best first. */
function rankingFields({ ranking, roster }: BattleState): object {
  const players = playersFrom(ranking, 1, ranking.size);
  const column = (field: number): number[] =>
    players.map((player) => roster.floats[floatsOf(player) + field] ?? 0);
  return { players, damage: column(DAMAGE), hits: column(HITS), reachedSeq: column(REACHED_SEQ) };
}

/** Oldest first. */
function commandsFields({ commands }: BattleState): object {
  const columns = {
    commandIds: [] as string[],
    players: [] as number[],
    seq: [] as number[],
    damage: [] as number[],
    flags: [] as number[],
    totalDamage: [] as number[],
    rank: [] as number[],
  };
  for (const { player, outcome } of remembered(commands)) {
    columns.commandIds.push(outcome.commandId);
    columns.players.push(player);
    columns.seq.push(outcome.seq);
    columns.damage.push(outcome.damage);
    columns.flags.push(flagsOf(outcome));
    columns.totalDamage.push(outcome.totalDamage);
    columns.rank.push(outcome.rank);
  }
  return columns;
}
