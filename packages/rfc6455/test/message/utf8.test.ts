import { isUtf8 as isUtf8OfNode } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { advanceUtf8, isUtf8, UTF8_BOUNDARY, UTF8_REFUSED } from "../../src/index.ts";
import { concat, cut, hex, toHex, utf8 } from "../bytes.ts";
import { UTF8_CASES } from "../conformance/cases/kuhn.ts";

test.each(UTF8_CASES)("[WS38] $title", ({ bytes, isValid }) => {
  expect(isUtf8(bytes)).toBe(isValid);
  expect(isUtf8OfNode(bytes)).toBe(isValid);
});

/** How many bytes it takes until the text is refused; undefined when it is not. */
function refusedAfter(bytes: Uint8Array): number | undefined {
  let state = UTF8_BOUNDARY;
  for (let at = 0; at < bytes.length; at++) {
    state = advanceUtf8(state, bytes.subarray(at, at + 1));
    if (state === UTF8_REFUSED) return at + 1;
  }
  return undefined;
}

test.each([
  ["65 64 69 74 65 64 ed a0 80", 8],
  ["ce ba e1 bd b9 cf 83 ce bc ce b5 f4 90 80 80 65", 13],
  ["f5", 1],
  ["c1 bf", 1],
  ["e0 9f", 2],
  ["f0 8f", 2],
  ["e2 82 28", 3],
  ["f0 9f 98 28", 4],
  ["f0 9f 98", undefined],
])("[WS38] refuses %s at byte %s, the first that cannot be right", (bytes, at) => {
  expect(refusedAfter(hex(bytes))).toBe(at);
});

/** What can complete any beginning of a character. */
const COMPLETIONS = [[], [0x80], [0xa0], [0x80, 0x80], [0xa0, 0x80], [0x90, 0x80, 0x80], [0x80, 0x80, 0x80]];

/** A beginning is right if something can complete it; judged by another implementation. */
function canBeCompleted(bytes: Uint8Array): boolean {
  return COMPLETIONS.some((completion) => isUtf8OfNode(concat([bytes, Uint8Array.from(completion)])));
}

/** One byte of each kind that the grammar distinguishes, and its neighbours. */
const KINDS = hex("00 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 ff");

test("[WS38] refuses any two bytes, and four of any kinds, exactly when nothing can make them right", () => {
  const wrong: string[] = [];
  function isRight(octets: readonly number[]): boolean {
    const bytes = Uint8Array.from(octets);
    const isRight = advanceUtf8(UTF8_BOUNDARY, bytes) !== UTF8_REFUSED;
    if (isRight !== canBeCompleted(bytes)) wrong.push(toHex(bytes));
    return isRight;
  }
  for (let first = 0; first < 256; first++) {
    for (let second = 0; second < 256; second++) isRight([first, second]);
  }
  const longer = (octets: number[]): number[][] => Array.from(KINDS, (octet) => [...octets, octet]);
  const three = longer([]).flatMap(longer).filter(isRight).flatMap(longer).filter(isRight);
  three.flatMap(longer).forEach(isRight);
  expect(three.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

const mostlyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }).map(utf8),
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ maxLength: 300 }).map(utf8),
);
const bytes = fc.array(mostlyText, { maxLength: 4 }).map(concat);

test("[WS2] [WS38] agrees with another implementation, in any split and at any place in memory", () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat({ max: 600 })), fc.nat({ max: 7 }), (text, offsets, shift) => {
      const memory = new Uint8Array(text.length + shift);
      memory.set(text, shift);
      expect(isUtf8(memory.subarray(shift))).toBe(isUtf8OfNode(text));
      const end = cut(text, offsets).reduce((state, piece) => advanceUtf8(state, piece), UTF8_BOUNDARY);
      expect(end).toBe(advanceUtf8(UTF8_BOUNDARY, text));
    }),
    { numRuns: 1_000 },
  );
});

test("[WS38] has no way back", () => {
  for (let octet = 0; octet < 256; octet++) {
    expect(advanceUtf8(UTF8_REFUSED, Uint8Array.of(octet))).toBe(UTF8_REFUSED);
  }
});
