// SHA-1 as RFC 3174 gives it, for the one place where WebSocket uses it: the accept key (RFC 6455 §4.2.2).
// It proves there that the server read the handshake; nothing depends on it being hard to break, which it is not.

/** The five words a digest starts from (RFC 3174 §6.1). */
const INITIAL_WORDS = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const;
const BLOCK_BYTES = 64;
/** The bit length closes the last block as a 64-bit number (RFC 3174 §4). */
const LENGTH_BYTES = 8;

/** The 20-byte SHA-1 digest of `message`; linear in its length. */
export function sha1(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const digest = Uint32Array.from(INITIAL_WORDS);
  const schedule = new Uint32Array(80);
  for (let at = 0; at < padded.byteLength; at += BLOCK_BYTES) {
    for (let t = 0; t < 16; t++) schedule[t] = padded.getUint32(at + 4 * t);
    addBlock(digest, schedule);
  }
  const bytes = new DataView(new ArrayBuffer(20));
  digest.forEach((word, index) => bytes.setUint32(4 * index, word));
  return new Uint8Array(bytes.buffer);
}

/** RFC 3174 §4: a 1 bit, zeros, and the length in bits, up to a multiple of 512 bits. */
function pad(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - LENGTH_BYTES, 8n * BigInt(message.length));
  return view;
}

/** RFC 3174 §6.1, steps b to e; `schedule` comes with its first 16 words filled. */
function addBlock(digest: Uint32Array, schedule: Uint32Array): void {
  const word = (t: number): number => schedule[t] ?? 0;
  for (let t = 16; t < 80; t++) {
    schedule[t] = rotateLeft(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = digest;
  for (let t = 0; t < 80; t++) {
    const { mix, constant } = round(t, [b, c, d]);
    const next = rotateLeft(a, 5) + mix + e + word(t) + constant;
    [a, b, c, d, e] = [next | 0, a, rotateLeft(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((value, index) => (digest[index] = (digest[index] ?? 0) + value));
}

/** The function and the constant of step t (RFC 3174 §5). */
function round(t: number, [b, c, d]: readonly [number, number, number]): { mix: number; constant: number } {
  if (t < 20) return { mix: (b & c) | (~b & d), constant: 0x5a827999 };
  if (t < 40) return { mix: b ^ c ^ d, constant: 0x6ed9eba1 };
  if (t < 60) return { mix: (b & c) | (b & d) | (c & d), constant: 0x8f1bbcdc };
  return { mix: b ^ c ^ d, constant: 0xca62c1d6 };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
