// The page's language: as chosen, else as the browser prefers, else English. Sets the document's `lang` and `dir`. English comes with the
// script, so that there are always words; of another language each part comes when it is needed.
import { keep, readKept } from "../stores/kept.ts";
import { words as english } from "./en/page.ts";
import { directionOf, pickLanguage, type Language } from "./languages.ts";
import { PageWords } from "./page-words.ts";
import { createTranslate, type AnyTranslate } from "./translate.ts";
import type { Part, Translate, Words } from "./words.ts";

/** A file whose name has a hyphen is part of another. */
const FILES = import.meta.glob<Words>(["./*/*.ts", "!./*/*-*.ts", "!./en/page.ts"], { import: "words" });

const englishPage = createTranslate("en", english);
const words = new PageWords({
  first: { language: "en", part: "page", translate: englishPage },
  loadPart,
  onLanguage: markDocument,
});

export const pageLanguage = words.store;

/** As the page is now: for texts outside components. */
export const translate: Translate = (key, values) => translationOf("page")(key, values);

/** Of a part that has been loaded. */
export function translationOf<Of extends Part>(part: Of): Translate<Of> {
  return anyTranslationOf(part);
}

/** The same, for keys that were checked elsewhere. */
export function anyTranslationOf(part: Part): AnyTranslate {
  const { language, translations } = pageLanguage.getState();
  const found = translations[part];
  if (found === undefined) throw new Error(`the ${part}'s words are not loaded in ${language}`);
  return found;
}

/** Before the page is shown. Where the language's words cannot be loaded, it begins in English. */
export async function startLanguage(): Promise<void> {
  const wished = pickLanguage(readKept("language"), navigator.languages);
  await words.choose(wished).catch(() => words.choose("en"));
}

/** Before a part is shown that has words of its own: in English where those of the page's language cannot be loaded. @throws TypeError */
export async function loadWords(...parts: readonly Part[]): Promise<void> {
  await words.load(parts);
}

/** @throws TypeError when its words cannot be loaded; the page stays as it is */
export async function chooseLanguage(language: Language): Promise<void> {
  await words.choose(language);
  keep("language", pageLanguage.getState().language);
}

function markDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

async function loadPart(language: Language, part: Part): Promise<AnyTranslate> {
  if (language === "en" && part === "page") return englishPage;
  const found = await FILES[`./${language}/${part}.ts`]?.();
  if (found === undefined) throw new Error(`src/i18n/${language}/${part}.ts is missing`);
  return createTranslate(language, found);
}
