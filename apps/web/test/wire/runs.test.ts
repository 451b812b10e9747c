// Runs of bytes, and bytes as people write them.
import { describeFrame, encodeFrame, OPCODES } from "@hydra/rfc6455";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitsOf, decodeBase64, dump } from "../../src/wire/hex.ts";
import { runsOf } from "../../src/wire/runs.ts";
import type { Field } from "../../src/wire/unit.ts";

describe("runsOf", () => {
  it("shares the bytes that a frame packs, and no others", () => {
    const bytes = encodeFrame({ opcode: OPCODES.text, payload: new Uint8Array(300), maskKey: 1 });
    const runs = runsOf(describeFrame(bytes)?.fields ?? []);
    expect(runs).toEqual([
      { from: 0, to: 1, fields: [0, 1, 2, 3, 4] },
      { from: 1, to: 2, fields: [5, 6] },
      { from: 2, to: 4, fields: [7] },
      { from: 4, to: 8, fields: [8] },
      { from: 8, to: 308, fields: [9] },
    ]);
  });

  it("has every byte once, with every field that has a bit of it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }), (lengths) => {
        let bitOffset = 0;
        const fields: Field[] = lengths.map((bitLength) => {
          bitOffset += bitLength;
          return { name: "body", bitOffset: bitOffset - bitLength, bitLength };
        });
        let at = 0;
        for (const { from, to, fields: indexes } of runsOf(fields)) {
          expect(from).toBe(at);
          expect(to).toBeGreaterThan(from);
          at = to;
          for (let byte = from; byte < to; byte += 1) {
            const having = fields.flatMap((field, index) =>
              field.bitOffset < 8 * byte + 8 && field.bitOffset + field.bitLength > 8 * byte ? [index] : [],
            );
            expect(indexes).toEqual(having);
          }
        }
        expect(at).toBe(Math.ceil(bitOffset / 8));
      }),
    );
  });
});

describe("hex", () => {
  it("dumps as hexdump -C does", () => {
    const bytes = new TextEncoder().encode("HTTP/1.1 200 OK\r\nX: é");
    expect(dump(bytes)).toBe(
      [
        "00000000  48 54 54 50 2f 31 2e 31  20 32 30 30 20 4f 4b 0d  |HTTP/1.1 200 OK.|",
        "00000010  0a 58 3a 20 c3 a9                                 |.X: ..|",
      ].join("\n"),
    );
  });

  it("reads base64 and bits", () => {
    expect(decodeBase64("gQU=")).toEqual(Uint8Array.of(0x81, 0x05));
    expect(bitsOf(Uint8Array.of(0x81, 0x05), 4, 8)).toBe("00010000");
  });
});
