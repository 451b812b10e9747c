// Texts with values and plural forms in them.
import { describe, expect, it } from "vitest";
import { createTranslate } from "../../src/i18n/translate.ts";

const words = {
  plain: "Hello",
  inner: { deep: "{{a}} and {{b}}" },
  hits_one: "{{count, number}} hit",
  hits_other: "{{count, number}} hits",
  rounds_zero: "none",
  rounds_one: "one",
  rounds_two: "two",
  rounds_few: "few {{count}}",
  rounds_many: "many {{count}}",
  rounds_other: "other {{count}}",
};

describe("a text", () => {
  const t = createTranslate("en", words);

  it("is found by its way, and is the way where there is none", () => {
    expect([t("plain"), t("inner.deep", { a: 1, b: "two" })]).toEqual(["Hello", "1 and two"]);
    expect([t("inner"), t("none.at.all"), t("constructor")]).toEqual(["inner", "none.at.all", "constructor"]);
  });

  it("shows values as they are: nothing in them is looked at again", () => {
    expect(t("inner.deep", { a: "{{b}}", b: "$&$1" })).toBe("{{b}} and $&$1");
  });

  it("shows where a value is missing, and nothing for one that is none", () => {
    expect(t("inner.deep", { a: undefined })).toBe(" and {{b}}");
    expect(t("inner.deep", { a: null, b: "" })).toBe(" and ");
  });

  it("writes numbers and chooses forms as the language does", () => {
    expect([0, 1, 2, 1_234.5].map((count) => t("hits", { count }))).toEqual([
      "0 hits",
      "1 hit",
      "2 hits",
      "1,234.5 hits",
    ]);
    const arabic = createTranslate("ar", words);
    expect([0, 1, 2, 3, 11, 100].map((count) => arabic("rounds", { count }))).toEqual([
      "none",
      "one",
      "two",
      "few 3",
      "many 11",
      "other 100",
    ]);
  });

  it("has the last form where a language's own is missing", () => {
    expect(createTranslate("ar", words)("hits", { count: 3 })).toMatch(/hits$/);
  });
});
