// What a chat shows of a link to a page, in the languages that the pages have, and which of them a request prefers. Pure. SPEC PR163.

interface PreviewWords {
  /** As Open Graph has it: language and country. */
  readonly locale: string;
  /** Of pages that are no family's. */
  readonly title: string;
  readonly text: string;
  readonly familyTitle: (name: string) => string;
  readonly familyText: (name: string) => string;
  /** Of the picture, as its alternative text. */
  readonly picture: string;
}

export const PREVIEW_WORDS = {
  en: {
    locale: "en_US",
    title: "Hydra · Four heads, one fight",
    text: "Fight a four-headed monster with your family, live in the browser.",
    familyTitle: (name) => `${name} · Hydra`,
    familyText: (name) =>
      `${name} fights a four-headed monster. Open the link to watch, join with a name, and hit.`,
    picture: "A hydra with four heads, each in a colour of its own",
  },
  "zh-Hans": {
    locale: "zh_CN",
    title: "Hydra · 四头怪物，一场战斗",
    text: "和家族一起，在浏览器里实时对战四头怪物。",
    familyTitle: (name) => `${name} · Hydra`,
    familyText: (name) => `${name} 正在对战四头怪物。打开链接即可观战，填个名字就能参战。`,
    picture: "一只四头怪物，每个头各有一种颜色",
  },
  he: {
    locale: "he_IL",
    title: "Hydra · ארבעה ראשים, קרב אחד",
    text: "נלחמים עם המשפחה במפלצת בעלת ארבעה ראשים, בשידור חי בדפדפן.",
    familyTitle: (name) => `\u2068${name}\u2069 · Hydra`,
    familyText: (name) =>
      `\u2068${name}\u2069 נלחמים במפלצת בעלת ארבעה ראשים. פתחו את הקישור כדי לצפות, הצטרפו בשם והכו.`,
    picture: "הידרה בעלת ארבעה ראשים, לכל אחד צבע משלו",
  },
} as const satisfies Record<string, PreviewWords>;

export type PreviewLanguage = keyof typeof PREVIEW_WORDS;

/** By primary subtag; `iw` is Hebrew's of before 1989. */
const BY_SUBTAG: ReadonlyMap<string, PreviewLanguage> = new Map([
  ["en", "en"],
  ["zh", "zh-Hans"],
  ["he", "he"],
  ["iw", "he"],
]);

/** Characters and ranges of a header field that are looked at. */
const MAX_LENGTH = 512;
const MAX_RANGES = 16;

/** Of Accept-Language (RFC 9110 §12.5.4), the preferred one of those that are here; English where there is none. */
export function previewLanguage(header: string | undefined): PreviewLanguage {
  const ranges = (header ?? "")
    .slice(0, MAX_LENGTH)
    .split(",", MAX_RANGES)
    .map(readRange)
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return ranges[0]?.language ?? "en";
}

/** By its parts rather than by one pattern: what a pattern tries anew at each place takes a stranger's header minutes. */
function readRange(text: string): { language: PreviewLanguage | undefined; weight: number } {
  const [range = "", parameter] = text.split(";", 2);
  const [primary = ""] = range.trim().toLowerCase().split("-", 1);
  return { language: BY_SUBTAG.get(primary), weight: readWeight(parameter) };
}

/** 0 for one that is none. */
function readWeight(parameter: string | undefined): number {
  if (parameter === undefined) return 1;
  const value = /^q=([01](?:\.\d{0,3})?)$/i.exec(parameter.trim())?.[1];
  return Number(value ?? 0);
}
