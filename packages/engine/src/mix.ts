// The one source of disorder: dice and hash tables both draw on it.

/** A bijection of 32-bit integers in which every input bit moves every output bit (the constants of "lowbias32"). */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
