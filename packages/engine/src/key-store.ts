// Texts by number, in the order they were added, as the words of their keys (text-key.ts) in one growing array.
import { textIn, type TextKey } from "./text-key.ts";

export interface KeyStore {
  words: Int32Array;
  /** Per text where its words end; they begin where those before end. */
  ends: Uint32Array;
  size: number;
}

const FIRST_KEYS = 4;
const FIRST_WORDS = 16;

export function createKeyStore(): KeyStore {
  return { words: new Int32Array(FIRST_WORDS), ends: new Uint32Array(FIRST_KEYS), size: 0 };
}

/** Adds a key's text; its number is the size before. Amortised O(length). */
export function pushKey(store: KeyStore, key: TextKey): void {
  const start = startOf(store, store.size);
  const end = start + key.size;
  makeRoom(store, end);
  const { words } = store;
  for (let index = 0; index < key.size; index++) words[start + index] = key.words[index] ?? 0;
  store.ends[store.size] = end;
  store.size += 1;
}

/** Adds the texts of another store from a number on, in their order. O(their length). */
export function appendKeys(store: KeyStore, source: KeyStore, from: number): void {
  const sourceStart = startOf(source, from);
  const start = startOf(store, store.size);
  const end = start + startOf(source, source.size) - sourceStart;
  const words = new Int32Array(Math.max(end, FIRST_WORDS));
  words.set(store.words.subarray(0, start));
  words.set(source.words.subarray(sourceStart, startOf(source, source.size)), start);
  const ends = new Uint32Array(Math.max(store.size + source.size - from, FIRST_KEYS));
  ends.set(store.ends.subarray(0, store.size));
  for (let number = from; number < source.size; number++)
    ends[store.size + number - from] = start + (source.ends[number] ?? 0) - sourceStart;
  store.words = words;
  store.ends = ends;
  store.size += source.size - from;
}

/** Whether the number's text is the key's. Texts of different length differ in the first word. */
export function isKeyAt(store: KeyStore, number: number, key: TextKey): boolean {
  const start = startOf(store, number);
  for (let index = 0; index < key.size; index++) {
    if (store.words[start + index] !== key.words[index]) return false;
  }
  return true;
}

export function textAt(store: KeyStore, number: number): string {
  return textIn(store.words, startOf(store, number));
}

/** Forgets everything, and keeps the room. */
export function clearKeys(store: KeyStore): void {
  store.size = 0;
}

function startOf(store: KeyStore, number: number): number {
  return number === 0 ? 0 : (store.ends[number - 1] ?? 0);
}

function makeRoom(store: KeyStore, end: number): void {
  if (store.size === store.ends.length) {
    const larger = new Uint32Array(store.ends.length * 2);
    larger.set(store.ends);
    store.ends = larger;
  }
  if (end > store.words.length) {
    const larger = new Int32Array(Math.max(end, store.words.length * 2));
    larger.set(store.words);
    store.words = larger;
  }
}
