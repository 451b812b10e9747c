// The page with what chats and feeds read of it in its head (The Open Graph protocol, ogp.me): a title, a sentence, a picture. They
// run no script, so the server writes it. All that is not the page's own is text of people or of a request, and escaped. SPEC PR163.
import { PREVIEW_WORDS, type PreviewLanguage } from "./preview-words.ts";

/** Drawn by e2e/draw-pictures.ts, as a JPEG, a fourth of the PNG: no chat shows an SVG, nor much above 300 KB. */
const PICTURE = { path: "/preview.jpg", width: 1_200, height: 630 } as const;

export interface Preview {
  /** Origin by which the page was opened, or that the operator gave. */
  readonly origin: string;
  /** Path of the page, as it was asked for. */
  readonly path: string;
  readonly language: PreviewLanguage;
  /** Undefined where the page is no family's. */
  readonly familyName: string | undefined;
}

/** @param page HTML; one without the end of a head stays as it is */
export function withPreview(page: string, preview: Preview): string {
  const end = page.indexOf("</head>");
  return end === -1 ? page : `${page.slice(0, end)}${tagsOf(preview)}${page.slice(end)}`;
}

function tagsOf({ origin, path, language, familyName }: Preview): string {
  const words = PREVIEW_WORDS[language];
  const title = familyName === undefined ? words.title : words.familyTitle(familyName);
  const text = familyName === undefined ? words.text : words.familyText(familyName);
  const tags: readonly (readonly ["property" | "name", string, string])[] = [
    ["property", "og:type", "website"],
    ["property", "og:site_name", "Hydra"],
    ["property", "og:locale", words.locale],
    ["property", "og:title", title],
    ["property", "og:description", text],
    ["property", "og:url", origin + path],
    ["property", "og:image", origin + PICTURE.path],
    ["property", "og:image:type", "image/jpeg"],
    ["property", "og:image:width", String(PICTURE.width)],
    ["property", "og:image:height", String(PICTURE.height)],
    ["property", "og:image:alt", words.picture],
    ["name", "twitter:card", "summary_large_image"],
  ];
  return tags.map(([key, name, content]) => `<meta ${key}="${name}" content="${escape(content)}">`).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
