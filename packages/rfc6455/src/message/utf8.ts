// Valid UTF-8 or not, piece by piece, known at the first byte that is wrong: a text must be (RFC 6455 §8.1), and a
// peer that sends another should not get to finish it. A table-driven automaton over the grammar of RFC 3629 §4.
// Decodes nothing: utf8-text.ts does. SPEC WS38.
import { bytesBeforeWords, wordsWithin } from "../words.ts";

/** Where in a character the automaton stands. */
export type Utf8State = number;

/** Between two characters: where a text begins, and where it may end. */
export const UTF8_BOUNDARY: Utf8State = 0;
const ONE_MORE = 1;
const TWO_MORE = 2;
const THREE_MORE = 3;
const AFTER_E0 = 4;
const AFTER_ED = 5;
const AFTER_F0 = 6;
const AFTER_F4 = 7;
/** A byte was wrong; no byte leads out of here. */
export const UTF8_REFUSED: Utf8State = 8;

/**
 * The grammar: in this state, a byte from…to leads to that state; any other is wrong. The odd ranges leave out what
 * is longer than needed (after E0 and F0), surrogates (ED) and what is beyond U+10FFFF (F4).
 */
const GRAMMAR: readonly (readonly [state: Utf8State, from: number, to: number, next: Utf8State])[] = [
  [UTF8_BOUNDARY, 0x00, 0x7f, UTF8_BOUNDARY],
  [UTF8_BOUNDARY, 0xc2, 0xdf, ONE_MORE],
  [UTF8_BOUNDARY, 0xe0, 0xe0, AFTER_E0],
  [UTF8_BOUNDARY, 0xe1, 0xec, TWO_MORE],
  [UTF8_BOUNDARY, 0xed, 0xed, AFTER_ED],
  [UTF8_BOUNDARY, 0xee, 0xef, TWO_MORE],
  [UTF8_BOUNDARY, 0xf0, 0xf0, AFTER_F0],
  [UTF8_BOUNDARY, 0xf1, 0xf3, THREE_MORE],
  [UTF8_BOUNDARY, 0xf4, 0xf4, AFTER_F4],
  [ONE_MORE, 0x80, 0xbf, UTF8_BOUNDARY],
  [TWO_MORE, 0x80, 0xbf, ONE_MORE],
  [THREE_MORE, 0x80, 0xbf, TWO_MORE],
  [AFTER_E0, 0xa0, 0xbf, ONE_MORE],
  [AFTER_ED, 0x80, 0x9f, ONE_MORE],
  [AFTER_F0, 0x90, 0xbf, TWO_MORE],
  [AFTER_F4, 0x80, 0x8f, TWO_MORE],
];

/** NEXT[256 * state + byte] is the state after the byte. */
const NEXT = new Uint8Array(256 * (UTF8_REFUSED + 1)).fill(UTF8_REFUSED);
for (const [state, from, to, next] of GRAMMAR) NEXT.fill(next, 256 * state + from, 256 * state + to + 1);

/** In each of a word's four bytes, the bit that ASCII does not have. */
const NOT_ASCII = 0x80808080;

/**
 * The state after `bytes`: UTF8_REFUSED as soon as one of them is wrong, UTF8_BOUNDARY when the text may end here.
 * Linear; four bytes at a time as long as they are ASCII.
 */
export function advanceUtf8(state: Utf8State, bytes: Uint8Array): Utf8State {
  const length = bytes.length;
  const lead = bytesBeforeWords(bytes);
  const words = wordsWithin(bytes);
  let current = state;
  for (let at = 0; at < length;) {
    const byte = bytes[at] ?? 0;
    if (current === UTF8_BOUNDARY && byte < 0x80) {
      const fromWords = at - lead;
      const skipped = (fromWords & 3) === 0 ? countAsciiWords(words, fromWords >> 2) : 0;
      at += skipped === 0 ? 1 : 4 * skipped;
    } else {
      current = NEXT[(current << 8) | byte] ?? UTF8_REFUSED;
      if (current === UTF8_REFUSED) return UTF8_REFUSED;
      at++;
    }
  }
  return current;
}

/** How many words in a row, from index `from`, have nothing but ASCII in them. */
function countAsciiWords(words: Uint32Array, from: number): number {
  let at = from;
  while (at < words.length && ((words[at] ?? 0) & NOT_ASCII) === 0) at++;
  return at - from;
}

/** Whether `bytes` are a whole text in UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  return advanceUtf8(UTF8_BOUNDARY, bytes) === UTF8_BOUNDARY;
}
