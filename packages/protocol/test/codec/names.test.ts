import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseName, ProtocolError } from "../../src/index.ts";

function refusal(value: unknown): string {
  try {
    parseName(value, "name");
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "invalid-body") return error.message;
    throw error;
  }
  return "accepted";
}

describe("parseName", () => {
  it.each([
    ["Ada", "Ada"],
    ["  Ada Lovelace\t", "Ada Lovelace"],
    ["\uFEFF\u00A0Ada\u3000\n", "Ada"],
    ["Jose\u0301", "Jos\u00E9"],
    ["龙", "龙"],
    ["سارة", "سارة"],
    ["नमस्ते", "नमस्ते"],
    ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
    ["x".repeat(24), "x".repeat(24)],
    ["🐉".repeat(24), "🐉".repeat(24)],
    // 48 code points that NFC makes 24 of.
    ["e\u0301".repeat(24), "\u00E9".repeat(24)],
    ["__proto__", "__proto__"],
    ["<script>", "<script>"],
  ])("[PR41] takes %j as %j", (given, taken) => {
    expect(parseName(given, "name")).toBe(taken);
  });

  it.each([
    [undefined, /must be a string/],
    [null, /must be a string/],
    [42, /must be a string/],
    [["Ada"], /must be a string/],
    [{ toString: () => "Ada" }, /must be a string/],
    ["", /1 to 24/],
    [" \t\n ", /1 to 24/],
    ["x".repeat(25), /1 to 24/],
    ["🐉".repeat(25), /1 to 24/],
    ["x".repeat(100_000), /1 to 24/],
    ["a\uD800", /well-formed/],
    ["\uDC00a", /well-formed/],
    ["a\uDC00\uD800", /well-formed/],
    ["a\u0000b", /control/],
    ["a\nb", /control/],
    ["a\u0085b", /control/],
    ["a\u009Fb", /control/],
    ["a\u2028b", /control/],
    ["a\u2029b", /control/],
  ])("[PR41] refuses %j", (given, reason) => {
    expect(refusal(given)).toMatch(reason);
  });

  const DIRECTION_MARKS = [
    0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
  ];
  it.each(DIRECTION_MARKS)("[PR41] refuses the direction mark U+%i anywhere", (codePoint) => {
    const mark = String.fromCodePoint(codePoint);
    for (const name of [`${mark}Ada`, `A${mark}da`, `Ada${mark}`])
      expect(refusal(name)).toMatch(/text-direction/);
  });

  const INVISIBLE = [
    0xad, 0x034f, 0x115f, 0x1160, 0x17b4, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0x2064, 0x206f, 0x2800,
    0x3164, 0xfe0f, 0xffa0, 0xfff9, 0xe0020, 0xe0100,
  ];
  it.each(INVISIBLE)("[PR41] refuses a name of nothing but U+%i, alone or spaced", (codePoint) => {
    const blank = String.fromCodePoint(codePoint);
    for (const name of [blank, blank.repeat(3), `${blank} ${blank}`])
      expect(refusal(name)).toMatch(/can be seen/);
    expect(refusal(`${blank}Ada`)).toBe("accepted");
  });

  it("[PR41] refuses combining marks without a letter", () => {
    expect(refusal("\u0301\u0302")).toMatch(/can be seen/);
  });

  it("[PR40] names the field", () => {
    expect(() => parseName(1, "family.name")).toThrow('"family.name" must be a string.');
  });

  it("[PR41] is idempotent and keeps its promises for any text", () => {
    const anyName = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 24 }));
    fc.assert(
      fc.property(anyName, (given) => {
        if (refusal(given) !== "accepted") return;
        const name = parseName(given, "name");
        expect(parseName(name, "name")).toBe(name);
        expect(name).toBe(name.normalize("NFC").trim());
        expect([...name].length).toBeLessThanOrEqual(24);
        expect(name.isWellFormed()).toBe(true);
      }),
    );
  });
});
