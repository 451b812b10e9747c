// Every text in every language, and the right language for a browser.
import { describe, expect, it } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { labEn } from "../../src/i18n/lab/en.ts";
import { labZh } from "../../src/i18n/lab/zh.ts";
import { pickLanguage } from "../../src/i18n/languages.ts";
import { wireEn } from "../../src/i18n/wire/en.ts";
import { wireZh } from "../../src/i18n/wire/zh.ts";
import { zh } from "../../src/i18n/zh.ts";

type Texts = { readonly [key: string]: string | Texts };

/** Every text by its path. */
function flatten(texts: Texts, path = ""): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === "string" ? [[path + key, text] as const] : [...flatten(text, `${path}${key}.`)],
    ),
  );
}

/** The names of the values a text takes. */
function slots(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name ?? ""))].sort();
}

describe.each([
  ["the game's", en, zh],
  ["the lab's", labEn, labZh],
  ["the microscope's", wireEn, wireZh],
])("%s Chinese texts", (_, en, zh) => {
  const chinese = flatten(zh);

  it("have the same keys", () => {
    expect([...chinese.keys()]).toEqual([...flatten(en).keys()]);
  });

  it("take the same values, and none is left empty", () => {
    const shapeOf = (text: string): string => (text.trim() === "" ? "empty" : slots(text).join(" "));
    const shapes = (texts: Map<string, string>) => [...texts].map(([path, text]) => [path, shapeOf(text)]);
    expect(shapes(chinese)).toEqual(shapes(flatten(en)));
  });

  it("are punctuated in Chinese", () => {
    const halfWidth = [...chinese.values()].filter((text) => /\p{Script=Han}[,:;!?]/u.test(text));
    expect(halfWidth).toEqual([]);
  });
});

describe("pickLanguage", () => {
  it.each([
    [null, ["zh-CN", "en"], "zh-Hans"],
    [null, ["zh-Hant-TW"], "zh-Hans"],
    [null, ["de-DE", "zh"], "zh-Hans"],
    [null, ["de-DE", "en-GB", "zh"], "en"],
    [null, ["de"], "en"],
    [null, [], "en"],
    ["zh-Hans", ["en"], "zh-Hans"],
    ["tlh", ["zh"], "zh-Hans"],
  ] as const)("kept %j, preferred %j: %s", (kept, preferred, language) => {
    expect(pickLanguage(kept, preferred)).toBe(language);
  });
});
