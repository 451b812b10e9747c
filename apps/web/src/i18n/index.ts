// The page's language: as chosen, else as the browser prefers, else English. Sets the document's `lang`.
import i18next, { type i18n as I18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { keep, readKept } from "../stores/kept.ts";
import { en } from "./en.ts";
import { pickLanguage, type Language } from "./languages.ts";
import { zh } from "./zh.ts";

export const i18n: I18n = i18next.createInstance();

function showLanguage(language: string): void {
  document.documentElement.lang = language;
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
  });
}

export function chooseLanguage(language: Language): void {
  keep("language", language);
  void i18n.changeLanguage(language);
}
