import fc from "fast-check";
import { expect, test } from "vitest";
import { applyMask } from "../../src/index.ts";
import { hex, toHex } from "../bytes.ts";

/** RFC 6455 §5.3 literally: transformed-octet-i = original-octet-i XOR masking-key-octet-(i MOD 4). */
function maskByTheLetter(bytes: Uint8Array, key: number, position: number): Uint8Array {
  const keyOctets = [key >>> 24, (key >>> 16) & 255, (key >>> 8) & 255, key & 255];
  return bytes.map((octet, index) => octet ^ keyOctets[(position + index) % 4]!);
}

test("[WS24] unmasks RFC 6455 §5.7's Hello", () => {
  const bytes = hex("7f 9f 4d 51 58");
  applyMask(bytes, 0x37fa213d, 0);
  expect(Buffer.from(bytes).toString()).toBe("Hello");
});

const piece = fc.record({
  bytes: fc.uint8Array({ maxLength: 300 }),
  /** How far from a word's edge the bytes lie in memory. */
  shift: fc.integer({ min: 0, max: 7 }),
  key: fc.integer({ min: 0, max: 0xffffffff }),
  position: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.nat({ max: 2 ** 48 })),
});

test("[WS24] does what §5.3 demands at any length, position and place in memory, and touches nothing beside", () => {
  fc.assert(
    fc.property(piece, ({ bytes, shift, key, position }) => {
      const memory = new Uint8Array(shift + bytes.length + 8).fill(0xaa);
      memory.set(bytes, shift);
      applyMask(memory.subarray(shift, shift + bytes.length), key, position);
      const expected = new Uint8Array(memory.length).fill(0xaa);
      expected.set(maskByTheLetter(bytes, key, position), shift);
      expect(toHex(memory)).toBe(toHex(expected));
    }),
    { numRuns: 1_000 },
  );
});

test("[WS24] undoes itself, and may be done in pieces", () => {
  fc.assert(
    fc.property(piece, fc.nat(), ({ bytes, key, position }, at) => {
      const masked = Uint8Array.from(bytes);
      applyMask(masked, key, position);
      const split = at % (bytes.length + 1);
      applyMask(masked.subarray(0, split), key, position);
      applyMask(masked.subarray(split), key, position + split);
      expect(toHex(masked)).toBe(toHex(bytes));
    }),
  );
});
