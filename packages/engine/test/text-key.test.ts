import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clearKeys, createKeyStore, isKeyAt, pushKey, textAt } from "../src/key-store.ts";
import { createTextKey, setTextKey, textIn, type TextKey } from "../src/text-key.ts";
import { anyText } from "./any-text.ts";

/** Texts of every width, among them pairs that differ in nothing but length, width or the last unit. */
const text = fc.oneof(
  anyText(40),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    "",
    "\0",
    "\0\0",
    "\0\0\0\0",
    "a",
    "a\0",
    "aaaa",
    "aaaaa",
    "\xff",
    "\u0100",
    "\ud800",
    "\udc00",
  ),
  fc.string({ minLength: 1_020, maxLength: 2_100 }),
);

function keyOf(text: string, seed = 1): TextKey {
  const key = createTextKey();
  setTextKey(key, text, seed);
  return key;
}

describe("text key", () => {
  it("holds any text, whatever it held before", () => {
    const key = createTextKey();
    fc.assert(
      fc.property(text, fc.integer(), (text, seed) => {
        setTextKey(key, text, seed);
        expect(textIn(key.words, 0)).toBe(text);
        expect(key.hash).toBe(keyOf(text, seed).hash);
      }),
    );
  });

  it("differs for different texts", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [keyOf(one), keyOf(other)];
        const isSame =
          a.size === b.size && a.words.slice(0, a.size).join() === b.words.slice(0, b.size).join();
        expect(isSame).toBe(one === other);
      }),
    );
  });

  it("has a hash that spreads like texts evenly, and differently by every seed", () => {
    const buckets = (seed: number, shift: number) => {
      const counts = Array.from({ length: 256 }, () => 0);
      for (let number = 0; number < 50_000; number++) {
        const bucket = (keyOf(`player-${number}`, seed).hash >>> shift) & 255;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      return counts;
    };
    const expected = 50_000 / 256;
    for (const seed of [0, 1, -1]) {
      for (const shift of [0, 24]) {
        const chiSquare = buckets(seed, shift).reduce(
          (sum, count) => sum + (count - expected) ** 2 / expected,
          0,
        );
        expect(chiSquare).toBeLessThan(347.7);
      }
    }
    expect(buckets(1, 24)).not.toStrictEqual(buckets(2, 24));
  });
});

describe("key store", () => {
  it("keeps texts by number, and none that were cleared", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 50 }), fc.array(text, { maxLength: 50 }), (before, texts) => {
        const store = createKeyStore();
        for (const text of before) pushKey(store, keyOf(text));
        clearKeys(store);
        for (const text of texts) pushKey(store, keyOf(text));
        expect(store.size).toBe(texts.length);
        for (const [number, text] of texts.entries()) {
          expect(textAt(store, number)).toBe(text);
          expect(isKeyAt(store, number, keyOf(text))).toBe(true);
          expect(isKeyAt(store, number, keyOf(`${text}.`))).toBe(false);
        }
      }),
    );
  });
});
