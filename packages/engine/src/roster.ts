// A battle's players by number, in the order they joined. What an attack reads and writes of a player is one record of
// eight numbers, so that it is one or two cache lines however many players there are.
import {
  addToIndex,
  createHashIndex,
  firstSlot,
  hashText,
  numberIn,
  seek,
  type HashIndex,
} from "./hash-index.ts";
import type { Skill } from "./types.ts";

export interface Roster {
  readonly ids: string[];
  readonly names: string[];
  /** RECORD_WIDTH numbers a player. Replaced when it grows. */
  records: Float64Array;
  readonly index: HashIndex;
  readonly seed: number;
}

export const RECORD_WIDTH = 8;
// The fields of a record. DAMAGE, HITS, REACHED_SEQ and PLACE (in the ranking) belong to the round in ROUND, and mean
// nothing in any other; 0 there is a player who has never hit.
export const ROUND = 0;
export const DAMAGE = 1;
export const HITS = 2;
export const REACHED_SEQ = 3;
export const PLACE = 4;
/** Epoch milliseconds from which each skill may be used (again). */
export const READY_AT: Readonly<Record<Skill, number>> = { slash: 5, fireball: 6, ultimate: 7 };

const FIRST_PLAYERS = 8;

export function createRoster(seed: number): Roster {
  return {
    ids: [],
    names: [],
    records: new Float64Array(FIRST_PLAYERS * RECORD_WIDTH),
    index: createHashIndex(),
    seed,
  };
}

/** A player's number, -1 for a stranger. */
export function findPlayer(roster: Roster, playerId: string): number {
  const { index, ids } = roster;
  const hash = hashText(playerId, roster.seed);
  let slot = seek(index, hash, firstSlot(index, hash));
  while (slot >= 0) {
    const number = numberIn(index, slot);
    if (ids[number] === playerId) return number;
    slot = seek(index, hash, slot + 2);
  }
  return -1;
}

/** Adds a player who is not there yet and returns the number. Amortised O(1). */
export function addPlayer(roster: Roster, playerId: string, name: string): number {
  const number = roster.ids.length;
  if ((number + 1) * RECORD_WIDTH > roster.records.length) {
    const larger = new Float64Array(roster.records.length * 2);
    larger.set(roster.records);
    roster.records = larger;
  }
  roster.ids.push(playerId);
  roster.names.push(name);
  addToIndex(roster.index, hashText(playerId, roster.seed), number);
  return number;
}

/** Where a player's record begins. */
export function recordOf(player: number): number {
  return player * RECORD_WIDTH;
}
