// What may be asked of a battle's ranking. Nothing here changes anything. SPEC EN20–EN26.
import type { Battle } from "./battle.ts";
import { stateOf, type BattleState, type PlayerState } from "./battle-state.ts";
import { playersFrom, rankAt } from "./ranking.ts";
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

/** The first `count` rows, best first. */
export function top(battle: Battle, count: number): RankedEntry[] {
  return rows(stateOf(battle), 1, count);
}

/** A player's exact rank, 1 is best; undefined for a stranger and before the first hit of this round. */
export function rankOf(battle: Battle, playerId: string): number | undefined {
  const state = stateOf(battle);
  const player = playerIn(state, playerId);
  return player === undefined ? undefined : rankIn(state, player);
}

/** The player's row with up to `neighbours` on either side, best first; empty where `rankOf` is undefined. */
export function around(battle: Battle, playerId: string, neighbours: number): RankedEntry[] {
  const state = stateOf(battle);
  const rank = rankOf(battle, playerId);
  if (rank === undefined) return [];
  const reach = Math.max(0, Math.floor(neighbours)) || 0;
  const first = Math.max(1, rank - reach);
  return rows(state, first, rank + reach - first + 1);
}

/** A player as of now; undefined for a stranger. */
export function playerOf(battle: Battle, playerId: string): PlayerView | undefined {
  const state = stateOf(battle);
  const player = playerIn(state, playerId);
  if (player === undefined) return undefined;
  const rank = rankIn(state, player);
  const { name, damage, hits } = player;
  return rank === undefined
    ? { playerId, name, damage: 0, hits: 0, rank }
    : { playerId, name, damage, hits, rank };
}

function playerIn(state: BattleState, playerId: string): PlayerState | undefined {
  const number = state.numbers.get(playerId);
  return number === undefined ? undefined : state.roster[number];
}

function rankIn(state: BattleState, player: PlayerState): number | undefined {
  return player.round === state.round ? rankAt(state.ranking, player.damage, player.reachedSeq) : undefined;
}

function rows(state: BattleState, first: number, count: number): RankedEntry[] {
  const entries: RankedEntry[] = [];
  for (const number of playersFrom(state.ranking, first, count)) {
    const player = state.roster[number];
    if (player === undefined) continue;
    const { playerId, name, damage, hits, reachedSeq } = player;
    entries.push({ playerId, name, damage, hits, reachedSeq });
  }
  return entries;
}
