// Numbered blocks of 32-bit integers in one growing array: how the ranking keeps millions of small nodes without an
// object for each. Block 0 is never handed out, so that 0 can mean "none".

/** Blocks of `width` words; block `id` begins at word `id * width`. `words` is replaced when it grows. */
export interface Pool {
  words: Int32Array;
  readonly width: number;
  used: number;
  readonly free: number[];
}

/** Few, because most families are small. */
const FIRST_BLOCKS = 16;

export function createPool(width: number): Pool {
  return { words: new Int32Array(FIRST_BLOCKS * width), width, used: 1, free: [] };
}

/** Hands out a block of zeros. Amortised O(1). */
export function take(pool: Pool): number {
  const freed = pool.free.pop();
  if (freed !== undefined) return freed;
  if ((pool.used + 1) * pool.width > pool.words.length) {
    const larger = new Int32Array(pool.words.length * 2);
    larger.set(pool.words);
    pool.words = larger;
  }
  pool.used += 1;
  return pool.used - 1;
}

/** Takes back a block, whose words the caller has left all zero. */
export function release(pool: Pool, id: number): void {
  pool.free.push(id);
}
