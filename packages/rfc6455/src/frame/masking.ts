// Masking: XOR with a four-byte key, so that a page cannot choose the bytes its browser puts on the wire and so
// poison a proxy's cache (RFC 6455 §10.3). The same operation masks and unmasks (§5.3). SPEC WS24.
import { bytesBeforeWords, wordsWithin } from "../words.ts";

/** One word over four bytes, so that a key gets the byte order of whatever machine this is. */
const keyBytes = new Uint8Array(4);
const keyWord = new Uint32Array(keyBytes.buffer);

/**
 * Masks or unmasks `bytes` in place: octet i becomes octet i XOR key octet ((position + i) mod 4) (RFC 6455 §5.3).
 * @param key the masking key as a 32-bit number, its first octet on the wire the most significant one.
 * @param position where in the frame's payload `bytes` begin.
 */
export function applyMask(bytes: Uint8Array, key: number, position: number): void {
  const words = wordsWithin(bytes);
  if (words.length === 0) return maskOctets(bytes, rotateKey(key, position));
  const lead = bytesBeforeWords(bytes);
  const tail = lead + words.byteLength;
  if (lead > 0) maskOctets(bytes.subarray(0, lead), rotateKey(key, position));
  maskWords(words, rotateKey(key, position + lead));
  if (tail < bytes.length) maskOctets(bytes.subarray(tail), rotateKey(key, position + tail));
}

function maskOctets(bytes: Uint8Array, key: number): void {
  for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ keyOctet(key, at);
}

function maskWords(words: Uint32Array, key: number): void {
  for (let at = 0; at < 4; at++) keyBytes[at] = keyOctet(key, at);
  const word = keyWord[0] ?? 0;
  for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) ^ word;
}

/** The key as it stands for octets that begin `position` octets into the payload. */
function rotateKey(key: number, position: number): number {
  const bits = 8 * (position % 4);
  return bits === 0 ? key : (key << bits) | (key >>> (32 - bits));
}

function keyOctet(key: number, at: number): number {
  return (key >>> (24 - 8 * (at & 3))) & 0xff;
}
