/** Mulberry32: a small generator, so that a seed is a whole walk. */
export declare function createRandom(seed: number): () => number;
