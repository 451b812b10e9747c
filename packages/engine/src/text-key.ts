// A text as 32-bit words, with their hash: what the tables here compare and keep in place of strings. Comparing words
// that stand beside a record needs no second trip to memory, and kept words are nothing to a garbage collector.
import { mix } from "./mix.ts";

/** Room for one text at a time. */
export interface TextKey {
  /** The first `size` of them are the text's; they differ for any two texts. Replaced when it grows. */
  words: Int32Array;
  size: number;
  hash: number;
}

const FIRST_WORDS = 16;
/** UTF-16 code units in a word: four if all of the text's fit a byte, else two. */
const NARROW = { units: 4, bits: 8 };
const WIDE = { units: 2, bits: 16 };

export function createTextKey(): TextKey {
  return { words: new Int32Array(FIRST_WORDS), size: 0, hash: 0 };
}

/**
 * Puts a text into the key, in place of what was there. The hash depends on all of the seed, so that a client that does
 * not know it can choose texts that collide. The first word holds length and width. O(length).
 */
export function setTextKey(key: TextKey, text: string, seed: number): void {
  const { length } = text;
  if (length >= key.words.length) key.words = new Int32Array(length * 2);
  const { words } = key;
  let hash = seed;
  let word = 0;
  let size = 1;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >>> NARROW.bits !== 0) return setWideKey(key, text, seed);
    word |= unit << (NARROW.bits * (index % NARROW.units));
    if (index % NARROW.units === NARROW.units - 1 || index === length - 1) {
      words[size] = word;
      size += 1;
      hash = mix(hash ^ word);
      word = 0;
    }
  }
  words[0] = length * 2;
  key.size = size;
  key.hash = mix(hash ^ length);
}

function setWideKey(key: TextKey, text: string, seed: number): void {
  const { words } = key;
  let hash = seed;
  let size = 1;
  for (let index = 0; index < text.length; index += WIDE.units) {
    const second = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
    const word = text.charCodeAt(index) | (second << WIDE.bits);
    words[size] = word;
    size += 1;
    hash = mix(hash ^ word);
  }
  words[0] = text.length * 2 + 1;
  key.size = size;
  key.hash = mix(hash ^ ~text.length);
}

/** The text whose words begin at `start`. */
export function textIn(words: Int32Array, start: number): string {
  const header = words[start] ?? 0;
  const { units, bits } = header % 2 === 0 ? NARROW : WIDE;
  const length = header >>> 1;
  const pieces: string[] = [];
  for (let from = 0; from < length; from += PIECE) {
    const codes: number[] = [];
    for (let index = from; index < Math.min(from + PIECE, length); index++) {
      const word = words[start + 1 + Math.floor(index / units)] ?? 0;
      codes.push((word >>> (bits * (index % units))) & ((1 << bits) - 1));
    }
    pieces.push(String.fromCharCode(...codes));
  }
  return pieces.length === 1 ? (pieces[0] ?? "") : pieces.join("");
}

/** A call takes only so many arguments. */
const PIECE = 1_024;
