// A battle's players by number, in the order they joined. What an attack needs of a player, the id to compare included,
// is one record: one or two cache lines, however many players there are.
import { addToIndex, createHashIndex, firstSlot, numberIn, seek, type HashIndex } from "./hash-index.ts";
import { createTextKey, setTextKey, type TextKey } from "./text-key.ts";
import type { Skill } from "./types.ts";

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
}

const RECORD_BYTES = 96;
const RECORD_FLOATS = RECORD_BYTES / Float64Array.BYTES_PER_ELEMENT;
const RECORD_WORDS = RECORD_BYTES / Int32Array.BYTES_PER_ELEMENT;

// A record's floats. DAMAGE, HITS and REACHED_SEQ belong to the round in ROUND, as PLACE does, and mean nothing in any
// other.
export const DAMAGE = 0;
export const HITS = 1;
export const REACHED_SEQ = 2;
/** Epoch milliseconds from which each skill may be used (again). */
export const READY_AT: Readonly<Record<Skill, number>> = { slash: 3, fireball: 4, ultimate: 5 };
const SKILL_FIELDS = Object.values(READY_AT);
// A record's words, behind its floats.
/** The round of the last hit, 0 before the first. */
export const ROUND = 12;
/** In the ranking. */
export const PLACE = 13;
/** The key of the id, up to 36 characters of it; a longer one is compared as a string. */
const ID = 14;
const ID_WORDS = RECORD_WORDS - ID;
/** No key begins so. */
const LONG_ID = -1;

const FIRST_PLAYERS = 2;

export function createRoster(seed: number): Roster {
  const floats = new Float64Array(FIRST_PLAYERS * RECORD_FLOATS);
  return {
    ids: [],
    names: [],
    floats,
    words: new Int32Array(floats.buffer),
    index: createHashIndex(),
    key: createTextKey(),
    seed,
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
  if ((number + 1) * RECORD_FLOATS > roster.floats.length) {
    const larger = new Float64Array(roster.floats.length * 2);
    larger.set(roster.floats);
    roster.floats = larger;
    roster.words = new Int32Array(larger.buffer);
  }
  roster.ids.push(playerId);
  roster.names.push(name);
  const { key, words } = roster;
  const hash = keyPlayer(roster, playerId);
  const at = wordsOf(number) + ID;
  if (key.size > ID_WORDS) words[at] = LONG_ID;
  else for (let index = 0; index < key.size; index++) words[at + index] = key.words[index] ?? 0;
  addToIndex(roster.index, hash, number);
  return number;
}

/** Whether any skill of any player is still cooling down. O(players) at the most. */
export function hasCooldown({ floats, ids }: Roster, at: number): boolean {
  return ids.some((_id, player) =>
    SKILL_FIELDS.some((field) => (floats[floatsOf(player) + field] ?? 0) > at),
  );
}

/** Where a player's floats begin. */
export function floatsOf(player: number): number {
  return player * RECORD_FLOATS;
}

/** Where a player's words begin. */
export function wordsOf(player: number): number {
  return player * RECORD_WORDS;
}

/** Whether the number's id is the one in the roster's key. */
function hasId(roster: Roster, number: number, playerId: string): boolean {
  const { key, words } = roster;
  if (key.size > ID_WORDS) return roster.ids[number] === playerId;
  const at = wordsOf(number) + ID;
  for (let index = 0; index < key.size; index++) {
    if (words[at + index] !== key.words[index]) return false;
  }
  return true;
}
