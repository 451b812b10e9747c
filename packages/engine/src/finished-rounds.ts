// What may be asked of a battle's finished rounds and of all rounds together. Nothing here changes anything. SPEC EN35, EN39–EN43.
import type { Battle } from "./battle.ts";
import { stateOf, type BattleState } from "./battle-state.ts";
import { placeOf, sumsOf } from "./fame.ts";
import { findPlayer } from "./roster.ts";
import {
  ENDED_AT,
  FIRST_ROW,
  LAST_DAMAGE,
  LAST_PLAYER,
  NUMBER,
  recordOf,
  ROUND_HP,
  ROUND_PLAYERS,
  ROW_DAMAGE,
  ROW_FIELDS,
  ROW_HITS,
  ROW_PLAYER,
  ROW_SEQ,
  rowOf,
  rowsIn,
  STARTED_AT,
  type RoundRecord,
} from "./round-history.ts";
import { FINISHED_RANKING_SIZE, monsterName } from "./rules.ts";
import type { FamousEntry, FinishedRound, RankedEntry } from "./types.ts";

/** A page of rounds. */
export interface RoundsPage {
  /** The newest rounds before this one. */
  readonly before: number;
  readonly count: number;
  /** Rows of each ranking. */
  readonly rows?: number;
}

/** A player's row in something with its place, 1 is best. */
export interface Placed<Entry, Rank = number> {
  readonly rank: Rank;
  readonly entry: Entry;
}

/** Finished rounds that are remembered, newest first. O(count · rows), however many there are. */
export function roundsBefore(battle: Battle, { before, count, rows }: RoundsPage): FinishedRound[] {
  const state = stateOf(battle);
  if (state.players === 0) return [];
  const page: FinishedRound[] = [];
  for (let number = Math.min(before - 1, state.roundsFinished); page.length < count; number -= 1) {
    const record = recordOf(state.parts.history, number);
    if (record === undefined) break;
    page.push(finishedRound(state, record, rows));
  }
  return page;
}

/** Undefined when the round is not finished, or not remembered any more. O(rows). */
export function roundOf(battle: Battle, round: number): FinishedRound | undefined {
  const state = stateOf(battle);
  const record = state.players === 0 ? undefined : recordOf(state.parts.history, round);
  return record === undefined ? undefined : finishedRound(state, record);
}

/** A player's row among those that are remembered of a finished round, with its rank. O(rows). */
export function placeInRound(
  battle: Battle,
  round: number,
  playerId: string,
): Placed<RankedEntry> | undefined {
  const state = stateOf(battle);
  const record = state.players === 0 ? undefined : recordOf(state.parts.history, round);
  const at = record === undefined ? undefined : rowOf(record, findPlayer(state.parts.roster, playerId));
  if (record === undefined || at === undefined) return undefined;
  return { rank: (at - FIRST_ROW) / ROW_FIELDS + 1, entry: entryAt(state, record, at) };
}

/** The first players by what they have taken in all rounds, at most FAME_SIZE. O(count). */
export function famous(battle: Battle, count: number): FamousEntry[] {
  const state = stateOf(battle);
  if (state.players === 0) return [];
  return state.parts.fame.hall.slice(0, count).map((player) => famousEntry(state, player));
}

/** What a player has done in all rounds; the rank is undefined behind the first FAME_SIZE. Undefined for a stranger. O(log FAME_SIZE). */
export function fameOf(
  battle: Battle,
  playerId: string,
): Placed<FamousEntry, number | undefined> | undefined {
  const state = stateOf(battle);
  if (state.players === 0) return undefined;
  const { roster, fame } = state.parts;
  const player = findPlayer(roster, playerId);
  if (player < 0) return undefined;
  const entry = famousEntry(state, player);
  const place = placeOf(fame, { player, sum: entry.damage });
  return { rank: fame.hall[place] === player ? place + 1 : undefined, entry };
}

/** Of all players in all rounds, the present one included. O(1). */
export function totalsOf(battle: Battle): { readonly damage: number; readonly hits: number } {
  const state = stateOf(battle);
  if (state.players === 0) return { damage: 0, hits: 0 };
  const { damage, hits } = state.parts.fame;
  return { damage, hits };
}

function famousEntry(state: BattleState, player: number): FamousEntry {
  const { roster, fame } = state.parts;
  return {
    playerId: roster.ids[player] ?? "",
    name: roster.names[player] ?? "",
    ...sumsOf(fame, { roster }, player),
  };
}

function finishedRound(state: BattleState, record: RoundRecord, rows = FINISHED_RANKING_SIZE): FinishedRound {
  const { ids, names } = state.parts.roster;
  const field = (at: number): number => record[at] ?? 0;
  const last = field(LAST_PLAYER);
  const shown = Math.min(rowsIn(record), rows);
  return {
    round: field(NUMBER),
    monster: { name: monsterName(field(NUMBER)), maxHp: field(ROUND_HP) },
    startedAt: field(STARTED_AT),
    endedAt: field(ENDED_AT),
    players: field(ROUND_PLAYERS),
    totalDamage: field(ROUND_HP),
    ranking: Array.from({ length: shown }, (_, row) => entryAt(state, record, FIRST_ROW + row * ROW_FIELDS)),
    lastHit: { playerId: ids[last] ?? "", name: names[last] ?? "", damage: field(LAST_DAMAGE) },
  };
}

function entryAt(state: BattleState, record: RoundRecord, at: number): RankedEntry {
  const { ids, names } = state.parts.roster;
  const player = record[at + ROW_PLAYER] ?? 0;
  return {
    playerId: ids[player] ?? "",
    name: names[player] ?? "",
    damage: record[at + ROW_DAMAGE] ?? 0,
    hits: record[at + ROW_HITS] ?? 0,
    reachedSeq: record[at + ROW_SEQ] ?? 0,
  };
}
