// The page's language: as chosen, else as the browser prefers, else English. Sets the document's `lang` and `dir`. English comes with the
// script, so that there are always words; of another language each part comes when it is needed.
import { createStore } from "zustand/vanilla";
import { keep, readKept } from "../stores/kept.ts";
import { words as english } from "./en/page.ts";
import { directionOf, pickLanguage, type Language } from "./languages.ts";
import { createTranslate, type AnyTranslate } from "./translate.ts";
import type { Part, Translate, Words } from "./words.ts";

/** A file whose name has a hyphen is part of another. */
const FILES = import.meta.glob<Words>(["./*/*.ts", "!./*/*-*.ts", "!./en/page.ts"], { import: "words" });

interface PageLanguage {
  readonly language: Language;
  /** Of the parts that were needed so far. */
  readonly translations: Readonly<Partial<Record<Part, AnyTranslate>>>;
}

const englishPage = createTranslate("en", english);

export const pageLanguage = createStore<PageLanguage>()(() => ({
  language: "en",
  translations: { page: englishPage },
}));

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
  await show(wished, ["page"]).catch(() => show("en", ["page"]));
}

/** Before a page is shown that has words of its own. @throws TypeError when they cannot be loaded */
export async function loadWords(...parts: readonly Part[]): Promise<void> {
  await show(wanted.language, parts);
}

/** @throws TypeError when its words cannot be loaded; the page stays as it is */
export async function chooseLanguage(language: Language): Promise<void> {
  await show(language, []);
  keep("language", language);
}

interface Wanted {
  readonly language: Language;
  readonly parts: ReadonlySet<Part>;
}

/** What is shown, or being loaded. */
let wanted: Wanted = { language: "en", parts: new Set(["page"]) };
let showing: Promise<void> = Promise.resolve();

function show(language: Language, parts: readonly Part[]): Promise<void> {
  const before = wanted;
  const own = { language, parts: new Set([...before.parts, ...parts]) };
  wanted = own;
  showing = load(own).then(
    (translations) => {
      // Another was chosen meanwhile, or more is needed: that has these parts too.
      if (wanted !== own) return showing;
      document.documentElement.lang = language;
      document.documentElement.dir = directionOf(language);
      pageLanguage.setState({ language, translations });
      return undefined;
    },
    (error: unknown) => {
      if (wanted === own) wanted = before;
      throw error;
    },
  );
  return showing;
}

async function load({ language, parts }: Wanted): Promise<PageLanguage["translations"]> {
  const pairs = [...parts].map(async (part) => [part, await loadPart(language, part)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

async function loadPart(language: Language, part: Part): Promise<AnyTranslate> {
  if (language === "en" && part === "page") return englishPage;
  const words = await FILES[`./${language}/${part}.ts`]?.();
  if (words === undefined) throw new Error(`src/i18n/${language}/${part}.ts is missing`);
  return createTranslate(language, words);
}
