// Text ⇄ UTF-8 (RFC 3629 §3), in JavaScript alone: there is no TextDecoder in the language itself. For close reasons and
// for platforms that have nothing faster; a received text is handed on as bytes that are known to be valid.
import { isUtf8 } from "./utf8.ts";

/** Code units put together at once: well below what engines take as arguments of one call (65,535 in some). */
const BATCH = 4_096;
/** What stands for a surrogate without its other half (Unicode, and the WHATWG's TextEncoder). */
const REPLACEMENT = 0xfffd;

/** The text of valid UTF-8, a byte order mark included; undefined when `bytes` are not valid. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  let text = "";
  let batch: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let tail = 1; tail < length; tail++) point = (point << 6) | ((bytes[at + tail] ?? 0) & 0x3f);
    batch.push(point);
    at += length;
    if (batch.length === BATCH) {
      text += String.fromCodePoint(...batch);
      batch = [];
    }
  }
  return text + String.fromCodePoint(...batch);
}

/** The text in UTF-8; a lone surrogate becomes U+FFFD. Linear. */
export function encodeUtf8(text: string): Uint8Array {
  // A code unit takes at most three bytes; a pair, which is two code units, four.
  const bytes = new Uint8Array(3 * text.length);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const point = scalarAt(text, index);
    if (point > 0xffff) index++;
    if (point < 0x80) {
      bytes[at++] = point;
    } else {
      at = writeLong(bytes, at, point);
    }
  }
  return bytes.slice(0, at);
}

function scalarAt(text: string, index: number): number {
  const point = text.codePointAt(index) ?? 0;
  return point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
}

/** Writes a character of two to four bytes; returns where the next one goes. */
function writeLong(bytes: Uint8Array, at: number, point: number): number {
  const tails = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  // The first byte gives how many there are: 110xxxxx, 1110xxxx, 11110xxx.
  bytes[at] = ((0xff00 >> (tails + 1)) & 0xff) | (point >> (6 * tails));
  for (let tail = 1; tail <= tails; tail++)
    bytes[at + tail] = 0x80 | ((point >> (6 * (tails - tail))) & 0x3f);
  return at + tails + 1;
}
