// What a chat shows of a link to a page, in the languages that the pages have, and which of them a request prefers. Pure. SPEC PR163.

interface PreviewWords {
  /** Of pages that are no family's. */
  readonly title: string;
  readonly text: string;
  readonly familyTitle: (name: string) => string;
  readonly familyText: (name: string) => string;
  /** Of the picture, for those who do not see it. */
  readonly picture: string;
}

export const PREVIEW_WORDS = {
  en: {
    title: "Hydra · Four heads, one fight",
    text: "Fight a four-headed monster with your family, live in the browser.",
    familyTitle: (name) => `${name} · Hydra`,
    familyText: (name) =>
      `${name} fights a four-headed monster. Open the link to watch, join with a name, and hit.`,
    picture: "A hydra with four heads, each in a colour of its own",
  },
  "zh-Hans": {
    title: "Hydra · 四头怪物，一场战斗",
    text: "和家族一起，在浏览器里实时对战四头怪物。",
    familyTitle: (name) => `${name} · Hydra`,
    familyText: (name) => `${name} 正在对战四头怪物。打开链接即可观战，填个名字就能参战。`,
    picture: "一只四头怪物，每个头各有一种颜色",
  },
} as const satisfies Record<string, PreviewWords>;

export type PreviewLanguage = keyof typeof PREVIEW_WORDS;

/** Ranges in a header field that are looked at. */
const MAX_RANGES = 16;

/** By Accept-Language (RFC 9110 §12.5.4), as the pages choose by the browser's list; else English. */
export function previewLanguage(header: string | undefined): PreviewLanguage {
  const ranges = (header ?? "")
    .split(",", MAX_RANGES)
    .map((range) => /^\s*([a-z]+)[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(range))
    .map((match) => ({ primary: match?.[1]?.toLowerCase(), weight: Number(match?.[2] ?? 1) }))
    .filter(({ primary, weight }) => (primary === "en" || primary === "zh") && weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return ranges[0]?.primary === "zh" ? "zh-Hans" : "en";
}
