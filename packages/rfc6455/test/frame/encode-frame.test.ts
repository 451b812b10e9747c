import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeFrame, OPCODES, type FrameToEncode } from "../../src/index.ts";
import { hex, toHex, utf8 } from "../bytes.ts";
import { frame } from "../frames.ts";

describe("RFC 6455 §5.7, its examples", () => {
  test.each<[string, FrameToEncode, string]>([
    ["a single-frame unmasked text", { opcode: 1, payload: utf8("Hello") }, "81 05 48 65 6c 6c 6f"],
    [
      "a single-frame masked text",
      { opcode: 1, payload: utf8("Hello"), maskKey: 0x37fa213d },
      "81 85 37 fa 21 3d 7f 9f 4d 51 58",
    ],
    ["a first fragment", { opcode: 1, payload: utf8("Hel"), fin: false }, "01 03 48 65 6c"],
    ["a last fragment", { opcode: 0, payload: utf8("lo") }, "80 02 6c 6f"],
    ["a ping", { opcode: 9, payload: utf8("Hello") }, "89 05 48 65 6c 6c 6f"],
    [
      "a masked pong",
      { opcode: 10, payload: utf8("Hello"), maskKey: 0x37fa213d },
      "8a 85 37 fa 21 3d 7f 9f 4d 51 58",
    ],
  ])("[WS20] writes %s", (_title, example, bytes) => {
    expect(toHex(encodeFrame(example))).toBe(bytes);
  });

  test.each([
    [256, "82 7e 01 00"],
    [65_536, "82 7f 00 00 00 00 00 01 00 00"],
  ])("[WS21] writes %i bytes of binary", (length, head) => {
    const bytes = encodeFrame({ opcode: 2, payload: new Uint8Array(length).fill(7) });
    const headerLength = hex(head).length;
    expect(toHex(bytes.subarray(0, headerLength))).toBe(head);
    expect(bytes.length).toBe(headerLength + length);
    expect(bytes.subarray(headerLength).every((octet) => octet === 7)).toBe(true);
  });
});

test("[WS1] [WS20] [WS24] writes what the picture of §5.2 shows, and leaves the payload alone", () => {
  const written = fc.record({
    opcode: fc.constantFrom(...Object.values(OPCODES)),
    fin: fc.boolean(),
    key: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: null }),
    payload: fc.uint8Array({ maxLength: 400 }),
  });
  const allocateDirty = (length: number): Uint8Array => new Uint8Array(length).fill(0xee);
  fc.assert(
    fc.property(written, ({ key, ...rest }) => {
      const before = toHex(rest.payload);
      const maskKey = key === null ? undefined : Buffer.from(key).readUInt32BE();
      expect(toHex(encodeFrame({ ...rest, maskKey }, allocateDirty))).toBe(toHex(frame({ ...rest, key })));
      expect(toHex(rest.payload)).toBe(before);
    }),
  );
});
