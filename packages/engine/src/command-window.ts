// The commands that counted lately and what came of each, so that a repeated one gets its first outcome again and no
// second hit (SPEC EN50–EN54). Two generations: the young one fills up, becomes the old one, and the old one's room is
// used again. Commands are kept as numbers, not as objects: half a million of them cost the garbage collector nothing.
import {
  addToIndex,
  clearIndex,
  createHashIndex,
  firstSlot,
  hashesIn,
  numberIn,
  seek,
  type HashIndex,
} from "./hash-index.ts";
import {
  appendKeys,
  clearKeys,
  createKeyStore,
  isKeyAt,
  pushKey,
  textAt,
  type KeyStore,
} from "./key-store.ts";
import { DUPLICATE_WINDOW } from "./rules.ts";
import { createTextKey, setTextKey, type TextKey } from "./text-key.ts";
import type { HitOutcome } from "./types.ts";

export interface CommandWindow {
  young: Generation;
  old: Generation;
  /** Room for the key of one command. */
  readonly key: TextKey;
}

/** Commands in the order they counted. */
export interface Generation {
  readonly index: HashIndex;
  readonly commandIds: KeyStore;
  /** ROW_WIDTH numbers a command. Replaced when it grows. */
  rows: Float64Array;
  size: number;
}

/** What names a command within its battle; the key is from keyCommand. */
export interface Command {
  readonly player: number;
  readonly key: TextKey;
}

const ROW_WIDTH = 6;
// The fields of a row.
const PLAYER = 0;
const SEQ = 1;
const DAMAGE = 2;
const FLAGS = 3;
const TOTAL_DAMAGE = 4;
const RANK = 5;
// The bits of FLAGS.
const CRITICAL = 1;
const KILLING_BLOW = 2;

const FIRST_ROWS = 1;

export function createCommandWindow(): CommandWindow {
  return { young: createGeneration(), old: createGeneration(), key: createTextKey() };
}

/**
 * Puts a command's name into the window's key and returns that. The hash of the player's id is its seed, so that equal
 * commandIds of different players do not meet.
 */
export function keyCommand(window: CommandWindow, commandId: string, playerHash: number): TextKey {
  setTextKey(window.key, commandId, playerHash);
  return window.key;
}

/** The command's first outcome, marked as a duplicate; undefined when it is not remembered. */
export function recall(window: CommandWindow, command: Command): HitOutcome | undefined {
  return recallFrom(window.young, command) ?? recallFrom(window.old, command);
}

/** Remembers what came of a command that is not remembered yet. Amortised O(length of the commandId). */
export function remember(window: CommandWindow, command: Command, outcome: HitOutcome): void {
  const { young } = window;
  addRow(young, command.player, outcome);
  pushKey(young.commandIds, command.key);
  addToIndex(young.index, command.key.hash, young.size - 1);
  if (young.size < DUPLICATE_WINDOW) return;
  window.young = window.old;
  window.old = young;
  clearGeneration(window.young);
}

/** How many are remembered. */
export function rememberedIn({ young, old }: CommandWindow): number {
  return young.size + old.size;
}

/**
 * Forgets all but the newest `keep`, at most DUPLICATE_WINDOW of them, and takes no more room than they need. What is left is as if
 * nothing else had ever been remembered. O(commands), without looking at their texts.
 */
export function keepNewest(window: CommandWindow, keep: number): void {
  const { old, young } = window;
  const fromOld = Math.min(Math.max(0, old.size + young.size - keep), old.size);
  const fromYoung = Math.max(0, young.size - keep);
  const kept = createGeneration();
  appendRows(kept, old, fromOld);
  appendRows(kept, young, fromYoung);
  const isFull = kept.size >= DUPLICATE_WINDOW;
  window.old = isFull ? kept : createGeneration();
  window.young = isFull ? createGeneration() : kept;
}

function appendRows(generation: Generation, source: Generation, from: number): void {
  const hashes = hashesIn(source.index, source.size);
  for (let number = from; number < source.size; number++)
    addToIndex(generation.index, hashes[number] ?? 0, generation.size + number - from);
  appendKeys(generation.commandIds, source.commandIds, from);
  const size = generation.size + source.size - from;
  const rows = new Float64Array(Math.max(size, FIRST_ROWS) * ROW_WIDTH);
  rows.set(generation.rows.subarray(0, generation.size * ROW_WIDTH));
  rows.set(source.rows.subarray(from * ROW_WIDTH, source.size * ROW_WIDTH), generation.size * ROW_WIDTH);
  generation.rows = rows;
  generation.size = size;
}

/** Everything remembered, in the order it counted. */
export function* remembered(window: CommandWindow): Iterable<{ player: number; outcome: HitOutcome }> {
  for (const generation of [window.old, window.young]) {
    for (let number = 0; number < generation.size; number++) {
      const player = generation.rows[number * ROW_WIDTH + PLAYER] ?? 0;
      yield { player, outcome: outcomeAt(generation, number) };
    }
  }
}

function recallFrom(generation: Generation, command: Command): HitOutcome | undefined {
  const { index } = generation;
  const { hash } = command.key;
  let slot = seek(index, hash, firstSlot(index, hash));
  while (slot >= 0) {
    const number = numberIn(index, slot);
    if (
      generation.rows[number * ROW_WIDTH + PLAYER] === command.player &&
      isKeyAt(generation.commandIds, number, command.key)
    ) {
      return outcomeAt(generation, number);
    }
    slot = seek(index, hash, slot + 2);
  }
  return undefined;
}

function outcomeAt(generation: Generation, number: number): HitOutcome {
  const at = number * ROW_WIDTH;
  const { rows } = generation;
  const flags = rows[at + FLAGS] ?? 0;
  return {
    type: "hit",
    commandId: textAt(generation.commandIds, number),
    seq: rows[at + SEQ] ?? 0,
    damage: rows[at + DAMAGE] ?? 0,
    critical: (flags & CRITICAL) !== 0,
    killingBlow: (flags & KILLING_BLOW) !== 0,
    totalDamage: rows[at + TOTAL_DAMAGE] ?? 0,
    rank: rows[at + RANK] ?? 0,
    duplicate: true,
  };
}

function addRow(generation: Generation, player: number, outcome: HitOutcome): void {
  const at = generation.size * ROW_WIDTH;
  if (at + ROW_WIDTH > generation.rows.length) {
    const larger = new Float64Array(generation.rows.length * 2);
    larger.set(generation.rows);
    generation.rows = larger;
  }
  const { rows } = generation;
  rows[at + PLAYER] = player;
  rows[at + SEQ] = outcome.seq;
  rows[at + DAMAGE] = outcome.damage;
  rows[at + FLAGS] = (outcome.critical ? CRITICAL : 0) | (outcome.killingBlow ? KILLING_BLOW : 0);
  rows[at + TOTAL_DAMAGE] = outcome.totalDamage;
  rows[at + RANK] = outcome.rank;
  generation.size += 1;
}

function createGeneration(): Generation {
  return {
    index: createHashIndex(),
    commandIds: createKeyStore(),
    rows: new Float64Array(FIRST_ROWS * ROW_WIDTH),
    size: 0,
  };
}

function clearGeneration(generation: Generation): void {
  clearIndex(generation.index);
  clearKeys(generation.commandIds);
  generation.size = 0;
}
