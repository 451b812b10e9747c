// A component's words, in the page's language: it renders again when that changes.
import { useSyncExternalStore } from "react";
import { pageLanguage, anyTranslationOf } from "./index.ts";
import type { Language } from "./languages.ts";
import type { AnyTranslate } from "./translate.ts";
import type { Part, Translate } from "./words.ts";

interface Translation<Of extends Part> {
  readonly t: Translate<Of>;
  readonly language: Language;
}

/** Of the words of all pages. */
export function useTranslation(): Translation<"page">;
/** Of a part, which its page has loaded. */
export function useTranslation<Of extends Part>(part: Of): Translation<Of>;
export function useTranslation(part: Part = "page"): {
  readonly t: AnyTranslate;
  readonly language: Language;
} {
  // A page that is rendered to a text has no other language than the page itself.
  const { language } = useSyncExternalStore(
    pageLanguage.subscribe,
    pageLanguage.getState,
    pageLanguage.getState,
  );
  return { t: anyTranslationOf(part), language };
}
