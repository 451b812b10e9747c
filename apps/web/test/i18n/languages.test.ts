// Every text in every language, and the right language for a browser.
import { describe, expect, it } from "vitest";
import { directionOf, LANGUAGES, pickLanguage } from "../../src/i18n/languages.ts";
import type { Words } from "../../src/i18n/words.ts";

/** By language and part: `en/lab`. */
const FILES = import.meta.glob<Words>(["../../src/i18n/*/*.ts", "!../../src/i18n/*/*-*.ts"], {
  eager: true,
  import: "words",
});
const PARTS = ["page", "entry", "family", "lab", "rounds", "traffic", "transports", "wire"];

function wordsOf(language: string, part: string): Map<string, string> {
  const words = FILES[`../../src/i18n/${language}/${part}.ts`];
  if (words === undefined) throw new Error(`${language}/${part}.ts is missing`);
  return flatten(words);
}

/** Every text by its path. */
function flatten(texts: Words, path = ""): Map<string, string> {
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
/** English goes by the engine's names (monsters.test.ts). */
const MONSTERS = /^monsters\./;

const FORM = /_(zero|one|two|few|many|other)$/;
const stemOf = (path: string): string => path.replace(FORM, "_*");

it("has every part in every language, and no other", () => {
  const wished = LANGUAGES.flatMap((language) =>
    PARTS.map((part) => `../../src/i18n/${language}/${part}.ts`),
  );
  expect(Object.keys(FILES).sort()).toEqual(wished.sort());
});

const OTHERS = LANGUAGES.filter((language) => language !== "en");

describe.each(OTHERS.flatMap((language) => PARTS.map((part) => [language, part] as const)))(
  "%s/%s",
  (language, part) => {
    const english = wordsOf("en", part);
    const own = wordsOf(language, part);

    it("has the same keys", () => {
      const stems = (words: Map<string, string>) =>
        [...new Set([...words.keys()].map(stemOf))].filter((path) => !MONSTERS.test(path)).sort();
      expect(stems(own)).toEqual(stems(english));
    });

    it("takes the same values, and leaves none empty", () => {
      // A form for one may do without the number.
      const isOneOrTwo = (path: string): boolean => /_(one|two|zero)$/.test(path);
      const wrong = [...own].filter(([path, text]) => {
        const model = english.get(path) ?? english.get(path.replace(FORM, "_other")) ?? "";
        const [has, needs] = [slots(text), slots(model)];
        const isFull = needs.every((slot) => has.includes(slot) || (isOneOrTwo(path) && slot === "{{count"));
        return text.trim() === "" || !isFull || !has.every((slot) => needs.includes(slot));
      });
      expect(wrong).toEqual([]);
    });
  },
);

describe.each(LANGUAGES)("in %s", (language) => {
  const all = PARTS.flatMap((part) => [...wordsOf(language, part)]);

  it("every number has its plural form", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const paths = new Set(all.map(([path]) => path));
    const stems = new Set([...paths].filter((path) => FORM.test(path)).map((path) => path.replace(FORM, "")));
    const missing = [...stems].flatMap((stem) =>
      pluralCategories.map((form) => `${stem}_${form}`).filter((path) => !paths.has(path)),
    );
    expect(missing).toEqual([]);
  });

  const ofEvery = ["page", "entry", "family"].flatMap((part) => [...wordsOf(language, part)]);

  it("names are isolated where only text can stand", () => {
    expect(ofEvery.filter(([, text]) => CHOSEN_NAME.test(text.replaceAll(ISOLATED_NAME, "")))).toEqual([]);
    expect(ofEvery.filter(([, text]) => text.match(ISOLATED_NAME)).length).toBeGreaterThanOrEqual(6);
  });

  it("names are marked as a player's, a family's or a monster's", () => {
    const unclear = ofEvery.filter(([path, text]) => /\{\{\w*[nN]ame\b/.test(text) && !OWN_NAMES.test(path));
    expect(unclear).toEqual([]);
  });
});

it("Chinese is punctuated in Chinese", () => {
  const all = PARTS.flatMap((part) => [...wordsOf("zh-Hans", part).values()]);
  expect(all.filter((text) => /\p{Script=Han}[,:;!?]/u.test(text))).toEqual([]);
});

it("Hebrew is punctuated in Hebrew", () => {
  const all = PARTS.flatMap((part) => [...wordsOf("he", part).values()]);
  // A straight quotation mark for a geresh, a hyphen for a maqaf.
  expect(all.filter((text) => /\p{Script=Hebrew}['"-]/u.test(text))).toEqual([]);
});

describe.each(LANGUAGES.filter((language) => directionOf(language) === "rtl"))(
  "%s, right to left,",
  (language) => {
    const all = PARTS.flatMap((part) => [...wordsOf(language, part)]);
    /** Without what has a direction of its own. */
    const around = (text: string): string => text.replaceAll(/[\u2066-\u2068][^\u2069]*\u2069/g, "");

    it("has no number that a space parts from its unit in Latin letters: the two would be turned around", () => {
      expect(all.filter(([, text]) => /(\d|\}\}) \p{Script=Latin}/u.test(around(text)))).toEqual([]);
    });

    it("has no sign before a value that may come with its unit, and no range, that could be turned around", () => {
      expect(all.filter(([, text]) => /[±+]\{\{|\}\}–/.test(around(text)))).toEqual([]);
    });

    it("points from the right to the left", () => {
      expect(all.filter(([, text]) => text.includes("→"))).toEqual([]);
      expect(all.filter(([, text]) => text.includes("←")).length).toBeGreaterThan(0);
    });

    it("closes every isolate", () => {
      const open = (text: string): string => text.replaceAll(/[\u2066-\u2068][^\u2066-\u2069]*\u2069/g, "");
      expect(all.filter(([, text]) => /[\u2066-\u2069]/.test(open(text)))).toEqual([]);
    });
  },
);

describe("pickLanguage", () => {
  it.each([
    [null, ["zh-CN", "en"], "zh-Hans"],
    [null, ["zh-Hant-TW"], "zh-Hans"],
    [null, ["de-DE", "zh"], "zh-Hans"],
    [null, ["de-DE", "en-GB", "zh"], "en"],
    [null, ["he-IL", "en"], "he"],
    [null, ["iw"], "he"],
    [null, ["en-IL", "he"], "en"],
    [null, ["de"], "en"],
    [null, [], "en"],
    ["zh-Hans", ["en"], "zh-Hans"],
    ["he", ["zh"], "he"],
    ["tlh", ["zh"], "zh-Hans"],
  ] as const)("kept %j, preferred %j: %s", (kept, preferred, language) => {
    expect(pickLanguage(kept, preferred)).toBe(language);
  });
});
