// What may be asked of a battle's ranking and players. Nothing here changes anything. SPEC EN20–EN26.
import type { Battle } from "./battle.ts";
import { stateOf, type BattleState } from "./battle-state.ts";
import { rankAt } from "./ranking/ranking.ts";
import { playersFrom } from "./ranking/walk.ts";
import {
  DAMAGE,
  findPlayer,
  HITS,
  PLACE,
  REACHED_SEQ,
  READY_AT,
  floatsOf,
  ROUND,
  wordsOf,
} from "./roster.ts";
import type { RankedEntry } from "./types.ts";

/** One player of a battle; damage and hits are this round's. */
export interface PlayerView {
  readonly playerId: string;
  readonly name: string;
  readonly damage: number;
  readonly hits: number;
  /** Undefined before the first hit of this round. */
  readonly rank: number | undefined;
}

/** The first `count` rows, best first. O(log players + count · log players). */
export function top(battle: Battle, count: number): RankedEntry[] {
  return rows(stateOf(battle), 1, wholeCount(count));
}

/** A player's exact rank, 1 is best; undefined for a stranger and before the first hit of this round. O(log players). */
export function rankOf(battle: Battle, playerId: string): number | undefined {
  const state = stateOf(battle);
  return rankIn(state, findIn(state, playerId));
}

/** The player's row with up to `neighbours` on either side, best first; empty where `rankOf` is undefined. */
export function around(battle: Battle, playerId: string, neighbours: number): RankedEntry[] {
  const rank = rankOf(battle, playerId);
  if (rank === undefined) return [];
  const first = Math.max(1, rank - wholeCount(neighbours));
  return rows(stateOf(battle), first, rank + wholeCount(neighbours) - first + 1);
}

/** A player as of now; undefined for a stranger. */
export function playerOf(battle: Battle, playerId: string): PlayerView | undefined {
  const state = stateOf(battle);
  const player = findIn(state, playerId);
  if (player < 0) return undefined;
  const rank = rankIn(state, player);
  const name = state.parts.roster.names[player] ?? "";
  if (rank === undefined) return { playerId, name, damage: 0, hits: 0, rank };
  const { damage, hits } = entryOf(state, player);
  return { playerId, name, damage, hits, rank };
}

/** Of each skill that the player may not use at `at`, when it may be used again; of a stranger none. O(skills). */
export function readyAtOf(battle: Battle, playerId: string, at: number): Record<string, number> {
  const state = stateOf(battle);
  const player = findIn(state, playerId);
  if (player < 0) return {};
  const { floats, skills } = state.parts.roster;
  const record = floatsOf(state.parts.roster, player) + READY_AT;
  const times = [...skills].map(([name, { index }]) => [name, floats[record + index] ?? 0] as const);
  return Object.fromEntries(times.filter(([, readyAt]) => readyAt > at));
}

/** The player's number, -1 for a stranger. A battle without players is not asked, so that it need not wake. */
function findIn(state: BattleState, playerId: string): number {
  return state.players === 0 ? -1 : findPlayer(state.parts.roster, playerId);
}

function rankIn(state: BattleState, player: number): number | undefined {
  if (player < 0) return undefined;
  const { roster, ranking } = state.parts;
  const record = wordsOf(roster, player);
  if (roster.words[record + ROUND] !== state.round) return undefined;
  return rankAt(ranking, roster.words[record + PLACE] ?? 0);
}

function rows(state: BattleState, first: number, count: number): RankedEntry[] {
  if (state.totalDamage === 0) return [];
  return playersFrom(state.parts.ranking, first, count).map((player) => entryOf(state, player));
}

/** The row of a player who has hit in this round. */
function entryOf(state: BattleState, player: number): RankedEntry {
  const { roster } = state.parts;
  const { ids, names, floats } = roster;
  const record = floatsOf(roster, player);
  return {
    playerId: ids[player] ?? "",
    name: names[player] ?? "",
    damage: floats[record + DAMAGE] ?? 0,
    hits: floats[record + HITS] ?? 0,
    reachedSeq: floats[record + REACHED_SEQ] ?? 0,
  };
}

/** How many rows a caller asked for: NaN and less than one are none. */
function wholeCount(count: number): number {
  return count >= 1 ? Math.floor(count) : 0;
}
