// The page's language: as chosen, else as the browser prefers, else English. Sets the document's `lang` and `dir`.
import i18next, { type i18n as I18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { keep, readKept } from "../stores/kept.ts";
import { en } from "./en.ts";
import { pickLanguage, type Language } from "./languages.ts";
import { zh } from "./zh.ts";

export const i18n: I18n = i18next.createInstance();

function showLanguage(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = i18n.dir(language);
}

/** Ready when it returns: the texts are in the bundle. */
export function startI18n(): void {
  i18n.on("languageChanged", showLanguage);
  void i18n.use(initReactI18next).init({
    initAsync: false,
    lng: pickLanguage(readKept("language"), navigator.languages),
    fallbackLng: "en",
    resources: { en: { translation: en }, "zh-Hans": { translation: zh } },
    interpolation: { escapeValue: false },
    // A sentence with an element in it: page translation replaces its text nodes, so each has an element of its own.
    react: { transWrapTextNodes: "span" },
  });
}

export function chooseLanguage(language: Language): void {
  keep("language", language);
  void i18n.changeLanguage(language);
}
