// Finds numbered things by a text, where a Map would cost a cache miss more and keep every key alive for the garbage
// collector: open addressing with linear probing, the hash beside the number. It holds no texts; the caller
// compares them. Nothing is ever taken out of one but all of it.

export interface HashIndex {
  /** Per slot the hash and the number + 1; 0 there is an empty slot. Replaced when it grows. */
  slots: Int32Array;
  size: number;
  /** 32 minus the bits of a slot's number: the slot of a hash is its highest bits, so that growing keeps the order. */
  shift: number;
}

const FIRST_BITS = 3;
/** Of all slots, at most this share is used; linear probing slows down quickly above it. */
const MAX_LOAD = 0.6;

export function createHashIndex(): HashIndex {
  return { slots: new Int32Array(2 << FIRST_BITS), size: 0, shift: 32 - FIRST_BITS };
}

/** Where to begin looking for a hash. */
export function firstSlot(index: HashIndex, hash: number): number {
  return (hash >>> index.shift) << 1;
}

/**
 * Reads the slot a search for the hash begins at, and gives something of it. Reading the first slots of several
 * indexes in one go lets a processor fetch them at the same time, where searching one after the other would wait for
 * each.
 */
export function peek(index: HashIndex, hash: number): number {
  return index.slots[firstSlot(index, hash)] ?? 0;
}

/** The first slot at or after `slot` that has this hash; -1 when there is none, and so nothing more to compare. */
export function seek(index: HashIndex, hash: number, slot: number): number {
  const { slots } = index;
  const mask = slots.length - 1;
  for (let at = slot & mask; ; at = (at + 2) & mask) {
    if (slots[at + 1] === 0) return -1;
    if (slots[at] === hash) return at;
  }
}

export function numberIn(index: HashIndex, slot: number): number {
  return (index.slots[slot + 1] ?? 0) - 1;
}

/** Adds a number under a hash. Amortised O(1). */
export function addToIndex(index: HashIndex, hash: number, number: number): void {
  if ((index.size + 1) * 2 > index.slots.length * MAX_LOAD) grow(index);
  place(index, hash, number + 1);
  index.size += 1;
}

/** The hash of every number below `size`, all of which are in it. O(slots). */
export function hashesIn(index: HashIndex, size: number): Int32Array {
  const hashes = new Int32Array(size);
  const { slots } = index;
  for (let at = 0; at < slots.length; at += 2) {
    const stored = slots[at + 1] ?? 0;
    if (stored !== 0) hashes[stored - 1] = slots[at] ?? 0;
  }
  return hashes;
}

/** Forgets everything, and keeps the room. */
export function clearIndex(index: HashIndex): void {
  index.slots.fill(0);
  index.size = 0;
}

function grow(index: HashIndex): void {
  const before = index.slots;
  index.slots = new Int32Array(before.length * 2);
  index.shift -= 1;
  for (let at = 0; at < before.length; at += 2) {
    const stored = before[at + 1] ?? 0;
    if (stored !== 0) place(index, before[at] ?? 0, stored);
  }
}

function place(index: HashIndex, hash: number, stored: number): void {
  const { slots } = index;
  const mask = slots.length - 1;
  let at = firstSlot(index, hash);
  while (slots[at + 1] !== 0) at = (at + 2) & mask;
  slots[at] = hash;
  slots[at + 1] = stored;
}
