// A battle's players by number, in the order they joined. What an attack needs of a player, the id to compare included,
// is one record: one or two cache lines, however many players there are.
import { addToIndex, createHashIndex, firstSlot, numberIn, seek, type HashIndex } from "./hash-index.ts";
import { createTextKey, setTextKey, type TextKey } from "./text-key.ts";
import type { SkillTable } from "./skills.ts";

export interface Roster {
  readonly ids: string[];
  readonly names: string[];
  /** The records, once as 64-bit floats and once as 32-bit integers. Both are replaced when they grow. */
  floats: Float64Array;
  words: Int32Array;
  readonly index: HashIndex;
  /** The id that was last looked for. */
  readonly key: TextKey;
  readonly seed: number;
  /** Each has a float in every record. */
  readonly skills: SkillTable;
  /** Of one record, in floats. */
  readonly recordFloats: number;
}

// A record's floats. DAMAGE, HITS and REACHED_SEQ belong to the round in ROUND, as PLACE does, and mean nothing in any
// other.
export const DAMAGE = 0;
export const HITS = 1;
export const REACHED_SEQ = 2;
// A record's words, behind those.
/** The round of the last hit, 0 before the first. */
export const ROUND = 6;
/** In the ranking. */
export const PLACE = 7;
/** The key of the id, up to 36 characters of it; a longer one is compared as a string. */
const ID = 8;
const ID_WORDS = 10;
/** The first of the record's last floats: epoch milliseconds from which each skill may be used (again), in the table's order. */
export const READY_AT = 9;
/** No key begins so. */
const LONG_ID = -1;

const WORDS_A_FLOAT = Float64Array.BYTES_PER_ELEMENT / Int32Array.BYTES_PER_ELEMENT;

const FIRST_PLAYERS = 2;

export function createRoster(seed: number, skills: SkillTable): Roster {
  const recordFloats = READY_AT + skills.size;
  const floats = new Float64Array(FIRST_PLAYERS * recordFloats);
  return {
    ids: [],
    names: [],
    floats,
    words: new Int32Array(floats.buffer),
    index: createHashIndex(),
    key: createTextKey(),
    seed,
    skills,
    recordFloats,
  };
}

/** Puts an id into the roster's key and returns its hash. */
export function keyPlayer(roster: Roster, playerId: string): number {
  setTextKey(roster.key, playerId, roster.seed);
  return roster.key.hash;
}

/** A player's number, -1 for a stranger. Sets the roster's key. */
export function findPlayer(roster: Roster, playerId: string): number {
  keyPlayer(roster, playerId);
  return findKeyed(roster, playerId);
}

/** As findPlayer, when the roster's key is the playerId's already. */
export function findKeyed(roster: Roster, playerId: string): number {
  const { index, key } = roster;
  let slot = seek(index, key.hash, firstSlot(index, key.hash));
  while (slot >= 0) {
    const number = numberIn(index, slot);
    if (hasId(roster, number, playerId)) return number;
    slot = seek(index, key.hash, slot + 2);
  }
  return -1;
}

/** Adds a player who is not there yet and returns the number. Amortised O(1). */
export function addPlayer(roster: Roster, playerId: string, name: string): number {
  const number = roster.ids.length;
  if ((number + 1) * roster.recordFloats > roster.floats.length) {
    const larger = new Float64Array(roster.floats.length * 2);
    larger.set(roster.floats);
    roster.floats = larger;
    roster.words = new Int32Array(larger.buffer);
  }
  roster.ids.push(playerId);
  roster.names.push(name);
  const { key, words } = roster;
  const hash = keyPlayer(roster, playerId);
  const at = wordsOf(roster, number) + ID;
  if (key.size > ID_WORDS) words[at] = LONG_ID;
  else for (let index = 0; index < key.size; index++) words[at + index] = key.words[index] ?? 0;
  addToIndex(roster.index, hash, number);
  return number;
}

/** Whether any skill of any player is still cooling down. O(players) at the most. */
export function hasCooldown(roster: Roster, at: number): boolean {
  const { ids, floats, recordFloats } = roster;
  return ids.some((_id, player) => {
    const record = floatsOf(roster, player);
    return floats.subarray(record + READY_AT, record + recordFloats).some((readyAt) => readyAt > at);
  });
}

/** Where a player's floats begin. */
export function floatsOf({ recordFloats }: Roster, player: number): number {
  return player * recordFloats;
}

/** Where a player's words begin. */
export function wordsOf({ recordFloats }: Roster, player: number): number {
  return player * recordFloats * WORDS_A_FLOAT;
}

/** Whether the number's id is the one in the roster's key. */
function hasId(roster: Roster, number: number, playerId: string): boolean {
  const { key, words } = roster;
  if (key.size > ID_WORDS) return roster.ids[number] === playerId;
  const at = wordsOf(roster, number) + ID;
  for (let index = 0; index < key.size; index++) {
    if (words[at + index] !== key.words[index]) return false;
  }
  return true;
}
