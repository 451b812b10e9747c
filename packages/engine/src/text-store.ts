// Many short texts as bytes in one growing array, by number. Hundreds of thousands of them are then one object to the
// garbage collector, and none keeps alive the larger text it was cut from.
//
// A UTF-16 code unit below 128 is one byte; any other is the byte 128 and its two halves. So different texts have
// different bytes, lone surrogates included.

export interface TextStore {
  bytes: Uint8Array;
  /** Per text where it ends; it begins where the one before it ends. */
  ends: Uint32Array;
  size: number;
}

const FIRST_TEXTS = 16;
const FIRST_BYTES = 256;
const WIDE = 0x80;
const WIDE_BYTES = 3;
const PIECE = 1_024;

export function createTextStore(): TextStore {
  return { bytes: new Uint8Array(FIRST_BYTES), ends: new Uint32Array(FIRST_TEXTS), size: 0 };
}

/** Appends a text; its number is the size before. Amortised O(length). */
export function pushText(store: TextStore, text: string): void {
  makeRoom(store, text);
  const { bytes } = store;
  let at = startOf(store, store.size);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < WIDE) {
      bytes[at] = unit;
      at += 1;
    } else {
      bytes[at] = WIDE;
      bytes[at + 1] = unit >>> 8;
      bytes[at + 2] = unit & 0xff;
      at += WIDE_BYTES;
    }
  }
  store.ends[store.size] = at;
  store.size += 1;
}

export function isTextAt(store: TextStore, number: number, text: string): boolean {
  const { bytes } = store;
  const end = store.ends[number] ?? 0;
  let at = startOf(store, number);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (at >= end) return false;
    if (unit < WIDE) {
      if (bytes[at] !== unit) return false;
      at += 1;
    } else {
      if (bytes[at] !== WIDE || bytes[at + 1] !== unit >>> 8 || bytes[at + 2] !== (unit & 0xff)) return false;
      at += WIDE_BYTES;
    }
  }
  return at === end;
}

export function textAt(store: TextStore, number: number): string {
  const { bytes } = store;
  const end = store.ends[number] ?? 0;
  const units: number[] = [];
  for (let at = startOf(store, number); at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === WIDE) {
      units.push(((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
      at += WIDE_BYTES - 1;
    } else {
      units.push(byte);
    }
  }
  return textOf(units);
}

/** Forgets everything, and keeps the room. */
export function clearTexts(store: TextStore): void {
  store.size = 0;
}

/** In pieces, because a call takes only so many arguments. */
function textOf(units: number[]): string {
  if (units.length <= PIECE) return String.fromCharCode(...units);
  const pieces: string[] = [];
  for (let from = 0; from < units.length; from += PIECE) pieces.push(textOf(units.slice(from, from + PIECE)));
  return pieces.join("");
}

function startOf(store: TextStore, number: number): number {
  return number === 0 ? 0 : (store.ends[number - 1] ?? 0);
}

function makeRoom(store: TextStore, text: string): void {
  if (store.size === store.ends.length) {
    const larger = new Uint32Array(store.ends.length * 2);
    larger.set(store.ends);
    store.ends = larger;
  }
  const needed = startOf(store, store.size) + text.length * WIDE_BYTES;
  if (needed <= store.bytes.length) return;
  const larger = new Uint8Array(Math.max(needed, store.bytes.length * 2));
  larger.set(store.bytes);
  store.bytes = larger;
}
