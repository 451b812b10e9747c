import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToIndex, clearIndex, createHashIndex, firstSlot, numberIn, seek } from "../src/hash-index.ts";
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
