// Numbered blocks of 32-bit integers in one growing array: how the ranking keeps millions of small nodes without an
// object for each. Block 0 is never handed out, so that 0 can mean "none".

/** Blocks of `width` words; block `id` begins at word `id * width`. The arrays are replaced when they grow. */
export interface Pool {
  words: Int32Array;
  /** Per block what it hangs on, as given when it was taken. Apart from the words, so that the way up is short in memory. */
  parents: Int32Array;
  readonly width: number;
  used: number;
  readonly free: number[];
}

/** Few, because most families are small. */
const FIRST_BLOCKS = 2;

export function createPool(width: number): Pool {
  return {
    words: new Int32Array(FIRST_BLOCKS * width),
    parents: new Int32Array(FIRST_BLOCKS),
    width,
    used: 1,
    free: [],
  };
}

/** Gives a block of zeros that hangs on `parent`. Amortised O(1). */
export function take(pool: Pool, parent: number): number {
  const id = pool.free.pop() ?? pool.used;
  if (id === pool.used) {
    if (id === pool.parents.length) grow(pool);
    pool.used += 1;
  }
  pool.parents[id] = parent;
  return id;
}

/** Takes back a block, whose words the caller has left all zero. */
export function release(pool: Pool, id: number): void {
  pool.free.push(id);
}

function grow(pool: Pool): void {
  const words = new Int32Array(pool.words.length * 2);
  words.set(pool.words);
  pool.words = words;
  const parents = new Int32Array(pool.parents.length * 2);
  parents.set(pool.parents);
  pool.parents = parents;
}
