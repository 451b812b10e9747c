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
  });

  const ZERO_WIDTH = INVISIBLE.filter((codePoint) => codePoint !== 0x2800);
  it.each([...ZERO_WIDTH, 0xfeff, 0x2061, 0x1d173, 0xfe00, 0xe0041])(
    "[PR41] refuses the hidden character U+%i within a name that looks the same without it",
    (codePoint) => {
      const hidden = String.fromCodePoint(codePoint);
      for (const name of [`A${hidden}da`, `a1${hidden}2b`, `龙a${hidden}龙`, `🐉${hidden}${hidden}Ada`])
        expect(refusal(name), JSON.stringify(name)).toMatch(/hidden/);
    },
  );

  it.each([
    ["Hindi, a half letter", "शक्\u200Dति"],
    ["Hindi, two letters that do not join", "क्\u200Cषमा"],
    ["Bengali, a joiner before the sign", "র\u200D্যাব"],
    ["Malayalam, a joiner at the end", "മോഹന്\u200D"],
    ["Malayalam, a joiner before a space", "മോഹന്\u200D ലാല്\u200D"],
    ["Sinhala", "ශ්\u200Dරී ලංකා"],
    ["Persian", "مریم می\u200Cخواهم"],
    ["a family", "👩\u200D👩\u200D👧\u200D👦 Ada"],
    ["a profession with a skin tone", "👩🏽\u200D🚀"],
    ["a heart on fire", "❤\uFE0F\u200D🔥"],
    ["the flag of Scotland", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"],
    ["a keycap", "1\uFE0F\u20E3"],
    ["a picture as text", "☺\uFE0E"],
    ["a Japanese name with a variant", "葛\u{E0100}城"],
    ["Mongolian, a variant and a separated vowel", "ᠠ\u180Bᠮ\u180Eᠠ"],
  ])("[PR41] takes invisible characters where they belong: %s", (_what, name) => {
    expect(parseName(name, "name")).toBe(name.normalize("NFC"));
  });

  it.each([
    ["a joiner between Latin letters", "A\u200Dda"],
    ["a joiner after a letter that needs none", "नम\u200D"],
    ["two joiners", "می\u200C\u200Cخ"],
    ["a joiner between digits", "1\u200D2"],
    ["a joiner that joins no picture", "👩\u200DAda"],
    ["a joiner of pictures that are no picture together", "🐉\u200D🐲"],
    ["a variant of a Latin letter", "Ada\uFE0F"],
    ["a variant of a digit", "1\uFE0F"],
    ["the tags of no flag", "🏴\u{E0041}\u{E007F}"],
    ["a filler of Hangul", "김\u3164철수"],
  ])("[PR41] refuses them elsewhere: %s", (_what, name) => {
    expect(refusal(name)).toMatch(/hidden/);
  });

  it.each([
    ["Vietnamese", "Nguyễn Thị Hằng"],
    ["Vietnamese, decomposed", "Nguyễn Thị Hằng".normalize("NFD")],
    ["Thai", "น้ำทิพย์ ปิ่นเกล้า"],
    ["Hindi", "प्रियंका ज़ोया"],
    ["Arabic with vowels", "مُحَمَّد رَحْمٰن"],
    ["Hebrew with points", "שִׁמְעוֹן שַׁבָּת"],
    ["Burmese", "ညှို့"],
    ["Tibetan", "བསྒྲུབས ཧཱུྃ"],
    ["four marks on one letter", "x\u0302\u0303\u0308\u0323"],
  ])("[PR41] takes the marks that a name has: %s", (_what, name) => {
    expect(parseName(name, "name")).toBe(name.normalize("NFC"));
  });

  it.each([
    ["five on one letter", "x\u0302\u0303\u0308\u0323\u0324"],
    ["five, one of which NFC takes in", "e\u0301\u0302\u0303\u0308\u0323"],
    ["twenty on one letter", `Z${"\u0301\u0316".repeat(10)}a`],
    ["one twice", "n\u0324\u0324"],
    ["one twice, of which NFC takes one in", "n\u0323\u0323"],
    ["one before the first letter", "\u0301Ada"],
    ["one before the first letter, after white space", " \u20DDAda"],
    ["a vowel sign before the first letter", "\u093Eनम"],
  ])("[PR41] refuses marks that reach beyond their letter: %s", (_what, name) => {
    expect(refusal(name)).toMatch(/marks/);
  });

  it("[PR41] refuses combining marks without a letter", () => {
    expect(refusal("\u0301\u0302")).toMatch(/can be seen/);
  });

  it("[PR40] names the field", () => {
    expect(() => parseName(1, "family.name")).toThrow('"family.name" must be a string.');
  });

  it("[PR41] is idempotent and keeps its promises for any text", () => {
    const special = fc.constantFrom(
      "\u200D",
      "\u200C",
      "\uFE0F",
      "\u0301",
      "\u0323",
      "न",
      "्",
      "👩",
      " ",
      "e",
    );
    const anyName = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme", maxLength: 24 }),
      fc.array(special, { maxLength: 12 }).map((units) => units.join("")),
    );
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
