import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeFrame, type FrameDescription } from "../../src/index.ts";
import { concat, hex, toHex, utf8 } from "../bytes.ts";
import { close, frame, ping, text } from "../frames.ts";

function fieldsOf(description: FrameDescription | undefined): unknown[] {
  return (description?.fields ?? []).map(({ name, bitOffset, bitLength, value }) => [
    name,
    bitOffset,
    bitLength,
    value,
  ]);
}

describe("describing a frame", () => {
  test("[WS70] names every bit of RFC 6455 §5.7's masked Hello", () => {
    const description = describeFrame(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
    expect(fieldsOf(description)).toEqual([
      ["FIN", 0, 1, 1],
      ["RSV1", 1, 1, 0],
      ["RSV2", 2, 1, 0],
      ["RSV3", 3, 1, 0],
      ["opcode", 4, 4, 1],
      ["MASK", 8, 1, 1],
      ["payload length", 9, 7, 5],
      ["masking key", 16, 32, 0x37fa213d],
      ["payload", 48, 40, undefined],
    ]);
    expect(description).toMatchObject({
      byteOffset: 0,
      opcodeName: "text",
      lengthForm: 7,
      frameBytes: 11,
      isComplete: true,
      payload: utf8("Hello"),
      violations: [],
    });
  });

  test.each([
    [16, 300],
    [64, 65_536],
  ])("[WS70] names a length of %i bits", (form, length) => {
    const description = describeFrame(text("x".repeat(length)));
    expect(fieldsOf(description).slice(6, 8)).toEqual([
      ["payload length", 9, 7, form === 16 ? 126 : 127],
      ["extended payload length", 16, form, length],
    ]);
  });

  test("[WS70] describes one frame after the other", () => {
    const bytes = concat([ping("a"), text("Hello")]);
    const first = describeFrame(bytes)!;
    const second = describeFrame(bytes, { byteOffset: first.frameBytes });
    expect(second).toMatchObject({ byteOffset: 7, opcodeName: "text", payload: utf8("Hello") });
  });

  test("[WS71] waits for the whole header, and shows what there is of the payload", () => {
    const bytes = text("x".repeat(200));
    const described = Array.from({ length: 12 }, (_, length) => describeFrame(bytes.subarray(0, length)));
    expect(described.map((description) => description?.payload.length)).toEqual([
      ...Array.from({ length: 8 }, () => undefined),
      0,
      1,
      2,
      3,
    ]);
    expect(described.at(-1)).toMatchObject({ isComplete: false, frameBytes: 208, payload: utf8("xxx") });
  });

  test("[WS72] lists what a frame breaks, reading as a server or as a client", () => {
    const names = (bytes: Uint8Array, role: "server" | "client" = "server"): string[] =>
      describeFrame(bytes, { role })!.violations.map(({ name }) => name);
    expect(names(frame({ opcode: 3 }))).toEqual(["reserved-opcode"]);
    expect(names(frame({ opcode: 1, reserved: 4, form: 16 }))).toEqual([
      "reserved-bits",
      "length-not-shortest",
    ]);
    expect(names(frame({ opcode: 1, key: null }))).toEqual(["unmasked"]);
    expect(names(frame({ opcode: 1, key: null }), "client")).toEqual([]);
    expect(names(frame({ opcode: 1 }), "client")).toEqual(["masked"]);
    expect(names(hex("82 7f ff ff ff ff ff ff ff ff"), "client")).toEqual(["length-sign-bit"]);
    expect(names(close(1005))).toEqual(["invalid-close-code"]);
    expect(names(frame({ opcode: 8, payload: utf8("x") }))).toEqual(["truncated-close-code"]);
  });

  test("[WS73] gives the code and the reason of a Close frame", () => {
    expect(describeFrame(close(1000, "bye"))?.close).toEqual({ code: 1000, reason: "bye" });
    expect(describeFrame(close())?.close).toEqual({ code: undefined, reason: "" });
    expect(describeFrame(close(1000, "bye").subarray(0, 9))).not.toHaveProperty("close");
    expect(describeFrame(text("bye"))).not.toHaveProperty("close");
  });
});

test("[WS70] [WS71] describes any bytes, and leaves no gap between fields", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 45 }), (bytes, byteOffset) => {
      const before = toHex(bytes);
      const description = describeFrame(bytes, { byteOffset });
      expect(toHex(bytes)).toBe(before);
      if (description === undefined) return;
      const { header, fields } = description;
      let end = 0;
      for (const field of fields) {
        expect(field.bitOffset).toBe(end);
        end += field.bitLength;
      }
      expect(end).toBe(8 * description.frameBytes);
      expect(description.frameBytes).toBe(header.byteLength + header.payloadLength);
      expect(description.isComplete).toBe(byteOffset + description.frameBytes <= bytes.length);
    }),
    { numRuns: 1_000 },
  );
});
