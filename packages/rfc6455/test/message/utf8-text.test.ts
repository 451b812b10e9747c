import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../src/index.ts";
import { hex, toHex } from "../bytes.ts";
import { UTF8_CASES } from "../conformance/cases/kuhn.ts";

const platform = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const anyText = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
);

test.each(UTF8_CASES.filter(({ isValid }) => isValid))("[WS38] decodes $title", ({ bytes }) => {
  expect(decodeUtf8(bytes)).toBe(platform.decode(bytes));
});

test.each(UTF8_CASES.filter(({ isValid }) => !isValid))("[WS38] does not decode $title", ({ bytes }) => {
  expect(decodeUtf8(bytes)).toBe(undefined);
});

test("[WS60] reads back what it wrote, and writes what TextEncoder does, lone surrogates too", () => {
  fc.assert(
    fc.property(anyText, (parts) => {
      const text = parts.join("");
      const bytes = encodeUtf8(text);
      expect(toHex(bytes)).toBe(toHex(new TextEncoder().encode(text)));
      expect(decodeUtf8(bytes)).toBe(text.toWellFormed());
    }),
  );
});

test("[WS60] keeps a byte order mark, and writes the bounds of each length", () => {
  expect(decodeUtf8(hex("ef bb bf 61"))).toBe("\uFEFFa");
  expect(toHex(encodeUtf8("\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}"))).toBe(
    "7f c2 80 df bf e0 a0 80 ef bf bf f0 90 80 80 f4 8f bf bf",
  );
});

test("[WS38] decodes a text that is longer than a function may have arguments", () => {
  const text = "九头蛇🐉".repeat(50_000);
  expect(decodeUtf8(encodeUtf8(text))).toBe(text);
});
