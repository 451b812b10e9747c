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

/** The names of the values and of the elements a text takes. */
function slots(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)|<(\w+)\/>/g)].map(([slot]) => slot))].sort();
}

/** What a person chose a name for, and what else a sentence may hold under `name`. */
const CHOSEN_NAME = /\{\{(player|family|monster)\}\}/;
const ISOLATED_NAME = /\u2068\{\{(player|family|monster)\}\}\u2069/g;
const OWN_NAMES = /^transport\./;

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

describe.each([
  ["English", en],
  ["Chinese", zh],
])("names in %s texts", (_, texts) => {
  const all = [...flatten(texts)];

  it("are isolated where only text can stand", () => {
    const open = all.filter(([, text]) => CHOSEN_NAME.test(text.replaceAll(ISOLATED_NAME, "")));
    expect(open).toEqual([]);
    expect(all.filter(([, text]) => text.match(ISOLATED_NAME))).toHaveLength(6);
  });

  it("are marked as a player's, a family's or a monster's", () => {
    const unclear = all.filter(([path, text]) => /\{\{\w*[nN]ame\b/.test(text) && !OWN_NAMES.test(path));
    expect(unclear).toEqual([]);
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
