// The languages there are, and which of them suits a browser.

export const LANGUAGES = ["en", "zh-Hans", "he"] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  "zh-Hans": "简体中文",
  he: "עברית",
};

/** `chosen` is what was kept of an earlier visit; `preferred` are BCP 47 tags, the best first. */
export function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const kept = LANGUAGES.find((language) => language === chosen);
  if (kept !== undefined) return kept;
  for (const tag of preferred) {
    const [primary] = tag.toLowerCase().split("-");
    if (primary === "zh") return "zh-Hans";
    // Java and old Android have Hebrew's tag of before 1989.
    if (primary === "he" || primary === "iw") return "he";
    if (primary === "en") return "en";
  }
  return "en";
}

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set(["he"]);

export function directionOf(language: Language): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}
