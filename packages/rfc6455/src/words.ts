// Four bytes at a time: the 32-bit words that lie within bytes, for what is done to every byte of a payload. A word
// must begin at a multiple of four in memory, so up to three bytes come before the first and after the last.

/** Below this a view costs more than it saves: measured 25 bytes on V8. */
const MIN_BYTES = 32;
const NONE = new Uint32Array(0);

/** How many of the bytes come before the first word. */
export function bytesBeforeWords(bytes: Uint8Array): number {
  return -bytes.byteOffset & 3;
}

/** The words in the same memory, in the byte order of the machine; none when they are not worth it. */
export function wordsWithin(bytes: Uint8Array): Uint32Array {
  if (bytes.length < MIN_BYTES) return NONE;
  const lead = bytesBeforeWords(bytes);
  return new Uint32Array(bytes.buffer, bytes.byteOffset + lead, (bytes.length - lead) >> 2);
}
