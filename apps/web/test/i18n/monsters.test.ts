// Every monster of the engine has a name in every language; in English its own.
import { expect, it } from "vitest";
import { MONSTER_NAMES } from "@hydra/engine";
import { LANGUAGES } from "../../src/i18n/languages.ts";

const FILES = import.meta.glob<Readonly<Record<string, Readonly<Record<string, string>>>>>(
  "../../src/i18n/*/page.ts",
  { eager: true, import: "words" },
);

it.each(LANGUAGES.filter((language) => language !== "en"))("in %s", (language) => {
  const words = FILES[`../../src/i18n/${language}/page.ts`]?.["monsters"] ?? {};
  expect(Object.keys(words)).toEqual([...MONSTER_NAMES]);
});
