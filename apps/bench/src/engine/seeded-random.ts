// Numbers that look random and are the same on every run (xorshift32), so that every measurement meets the same load.

/** Returns a source of unsigned 32-bit integers. */
export function seededRandom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
