// Texts with their values in them: `{{name}}` as it is, `{{count, number}}` as the language writes numbers. The language's own rules choose
// a plural form (CLDR, Language Plural Rules). Nothing in a value is looked at again. Why no library: docs/decisions/0070.
import type { Values, Words } from "./words.ts";

const PLACE = /\{\{(\w+)(, number)?\}\}/g;

/** Takes any key. */
export type AnyTranslate = (key: string, values?: Values) => string;

/** @returns by a key's way through the words, the text; the key itself where there is none */
export function createTranslate(language: string, words: Words): AnyTranslate {
  const texts = new Map(textsOf(words));
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const formOf = (key: string, count: number): string | undefined =>
    texts.get(`${key}_${plurals.select(count)}`) ?? texts.get(`${key}_other`);
  return (key, values = {}) => {
    const { count } = values;
    const text = texts.get(key) ?? (typeof count === "number" ? formOf(key, count) : undefined);
    if (text === undefined) return key;
    return text.replace(PLACE, (place, name: string, isNumber: string | undefined) => {
      if (!Object.hasOwn(values, name)) return place;
      const value = values[name] ?? "";
      return isNumber !== undefined && typeof value === "number" ? numbers.format(value) : String(value);
    });
  };
}

function textsOf(words: Words, before = ""): (readonly [string, string])[] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === "string" ? [[before + name, value] as const] : textsOf(value, `${before}${name}.`),
  );
}
