import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeFrameStart,
  decodeHeader,
  encodeHeader,
  headerByteLength,
  lengthForm,
  shortestForm,
  type FrameHeader,
  type LengthForm,
} from "../../src/index.ts";
import { hex, toHex } from "../bytes.ts";
import { frame } from "../frames.ts";

function decode(bytes: Uint8Array): FrameHeader {
  return decodeHeader(decodeFrameStart(bytes[0]!, bytes[1]!), bytes);
}

const FORMS: readonly LengthForm[] = [7, 16, 64];

describe("reading a header", () => {
  test.each<[string, string, Partial<FrameHeader>]>([
    // RFC 6455 §5.7, headers only.
    [
      "an unmasked text of 5",
      "81 05",
      { fin: true, opcode: 1, masked: false, payloadLength: 5, byteLength: 2 },
    ],
    ["a masked text of 5", "81 85 37 fa 21 3d", { masked: true, maskKey: 0x37fa213d, byteLength: 6 }],
    ["a first fragment", "01 03", { fin: false, opcode: 1, payloadLength: 3 }],
    ["a last fragment", "80 02", { fin: true, opcode: 0, payloadLength: 2 }],
    ["a ping", "89 05", { opcode: 9, payloadLength: 5 }],
    ["256 bytes", "82 7e 01 00", { opcode: 2, payloadLength: 256, byteLength: 4 }],
    ["64 KiB", "82 7f 00 00 00 00 00 01 00 00", { payloadLength: 65_536, byteLength: 10 }],
    ["RSV1", "c1 00", { rsv1: true, rsv2: false, rsv3: false }],
    ["RSV2", "a1 00", { rsv1: false, rsv2: true, rsv3: false }],
    ["RSV3", "91 00", { rsv1: false, rsv2: false, rsv3: true }],
    [
      "the longest header there is",
      "82 ff 00 00 00 01 00 00 00 00 ff 00 ff 00",
      { byteLength: 14, maskKey: 0xff00ff00 },
    ],
    ["2^53 - 1 bytes", "82 7f 00 1f ff ff ff ff ff ff", { payloadLength: 2 ** 53 - 1 }],
    ["2^62 bytes", "82 7f 40 00 00 00 00 00 00 00", { payloadLength: 2 ** 62 }],
    ["the longest length that is allowed", "82 7f 7f ff ff ff ff ff ff ff", { payloadLength: 2 ** 63 }],
    ["the shortest length that is not", "82 7f 80 00 00 00 00 00 00 00", { payloadLength: Infinity }],
    ["a length in a longer form than needed", "81 7e 00 05", { payloadLength: 5, shortLength: 126 }],
  ])("[WS20] [WS23] reads %s", (_title, bytes, expected) => {
    expect(decode(hex(bytes))).toMatchObject(expected);
  });
});

describe("writing a header", () => {
  test.each([
    [0, "81 00"],
    [125, "81 7d"],
    [126, "81 7e 00 7e"],
    [65_535, "81 7e ff ff"],
    [65_536, "81 7f 00 00 00 00 00 01 00 00"],
    [2 ** 53 - 1, "81 7f 00 1f ff ff ff ff ff ff"],
  ])("[WS21] takes the shortest form for %i bytes", (payloadLength, bytes) => {
    expect(toHex(encodeHeader({ opcode: 1, payloadLength }))).toBe(bytes);
  });

  test.each([-1, 0.5, 2 ** 53, Infinity, Number.NaN])("[WS21] refuses a length of %d", (payloadLength) => {
    expect(() => encodeHeader({ opcode: 1, payloadLength })).toThrow(RangeError);
  });

  test.each([
    [126, 7],
    [65_536, 16],
  ] as const)("[WS21] refuses %i bytes in a form of %i bits", (payloadLength, form) => {
    expect(() => encodeHeader({ opcode: 1, payloadLength, form })).toThrow(RangeError);
  });
});

const header = fc
  .record({
    opcode: fc.integer({ min: 0, max: 15 }),
    fin: fc.boolean(),
    reserved: fc.integer({ min: 0, max: 7 }),
    payloadLength: fc.oneof(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 65_000, max: 66_000 }),
      fc.maxSafeNat(),
    ),
    maskKey: fc.option(fc.integer({ min: 0, max: 0xffffffff }), { nil: undefined }),
    form: fc.constantFrom(...FORMS),
  })
  .map((value) => ({
    ...value,
    form: FORMS.find((form) => form >= value.form && fits(value.payloadLength, form))!,
  }));

function fits(payloadLength: number, form: LengthForm): boolean {
  return form === 64 || payloadLength < (form === 7 ? 126 : 65_536);
}

test("[WS20] [WS21] [WS23] reads any header as it was written, the ones that break rules too", () => {
  fc.assert(
    fc.property(header, (written) => {
      const bytes = encodeHeader(written);
      const { rsv1, rsv2, rsv3, ...read } = decode(bytes);
      expect(read).toEqual({
        opcode: written.opcode,
        fin: written.fin,
        masked: written.maskKey !== undefined,
        shortLength: written.form === 7 ? written.payloadLength : written.form === 16 ? 126 : 127,
        payloadLength: written.payloadLength,
        maskKey: written.maskKey ?? 0,
        byteLength: bytes.length,
      });
      expect(4 * Number(rsv1) + 2 * Number(rsv2) + Number(rsv3)).toBe(written.reserved);
      expect(headerByteLength(read)).toBe(bytes.length);
      expect(lengthForm(read)).toBe(written.form);
    }),
  );
});

test("[WS20] writes what the picture of §5.2 shows", () => {
  fc.assert(
    fc.property(header, ({ payloadLength, maskKey, ...rest }) => {
      const key = Buffer.alloc(4);
      key.writeUInt32BE(maskKey ?? 0);
      const drawn = frame({ ...rest, announced: payloadLength, key: maskKey === undefined ? null : key });
      expect(toHex(encodeHeader({ ...rest, payloadLength, maskKey }))).toBe(toHex(drawn));
    }),
  );
});

test("[WS21] gives the shortest form", () => {
  expect([0, 125, 126, 65_535, 65_536, 2 ** 53].map(shortestForm)).toEqual([7, 7, 16, 16, 64, 64]);
});
