import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addToIndex,
  clearIndex,
  createHashIndex,
  firstSlot,
  hashText,
  numberIn,
  seek,
} from "../src/hash-index.ts";
import type { HashIndex } from "../src/hash-index.ts";

/** All numbers under a hash, in the order they are met. */
function numbersUnder(index: HashIndex, hash: number): number[] {
  const numbers: number[] = [];
  for (let slot = seek(index, hash, firstSlot(index, hash)); slot >= 0; slot = seek(index, hash, slot + 2)) {
    numbers.push(numberIn(index, slot));
  }
  return numbers;
}

describe("hash index", () => {
  it("finds every number under its hash, equal hashes and neighbours across the end included", () => {
    const hash = fc.oneof(fc.integer(), fc.constantFrom(-1, -2, 0, 1, 0x7fffffff), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 300 }), (hashes) => {
        const index = createHashIndex();
        for (const round of [0, 1]) {
          if (round === 1) clearIndex(index);
          for (const [number, hash] of hashes.entries()) addToIndex(index, hash, number);
          expect(index.size).toBe(hashes.length);
          for (const hash of new Set(hashes)) {
            const expected = hashes.flatMap((other, number) => (other === hash ? [number] : []));
            expect(numbersUnder(index, hash).toSorted((a, b) => a - b)).toStrictEqual(expected);
          }
          expect(numbersUnder(index, 0x12345678)).toStrictEqual([]);
        }
      }),
    );
  });
});

describe("hashText", () => {
  it("spreads like texts evenly, by any seed, and differently by each", () => {
    const texts = Array.from({ length: 50_000 }, (_, number) => `player-${number}`);
    const buckets = (seed: number) => {
      const counts = Array.from({ length: 256 }, () => 0);
      for (const text of texts) {
        const bucket = hashText(text, seed) >>> 24;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      return counts;
    };
    const expected = texts.length / 256;
    for (const seed of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
      const chiSquare = buckets(seed).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(chiSquare).toBeLessThan(347.7);
    }
    expect(buckets(1)).not.toStrictEqual(buckets(2));
  });
});
