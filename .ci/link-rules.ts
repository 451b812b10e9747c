// Links between this checkout's documents: each leads to a file or folder that is there and, where it names one, to a heading in it.
// Other addresses are not looked at: a check that needs the internet fails without it. Pure.
import { posix } from "node:path";
import type { TextFile } from "./spec-rules.ts";

export interface Checkout {
  readonly documents: readonly TextFile[];
  /** Whether there is such a file or folder, by its path from the root. */
  exists(path: string): boolean;
}

/** `[words](target)` and `![words](target)`; code is not looked into. */
const LINK = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const CODE = /```[\s\S]*?```|`[^`\n]*`/g;
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:/i;

/** A line each. */
export function linkTroubles({ documents, exists }: Checkout): string[] {
  const anchors = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
  return documents.flatMap(({ path, text }) =>
    linksOf(text).flatMap((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : posix.normalize(posix.join(posix.dirname(path), decodeURI(file)));
      if (!exists(target)) return [`${path}: links to ${link}, which is not there`];
      const known = anchor === undefined ? undefined : anchors.get(target);
      return known === undefined || known.has(anchor ?? "")
        ? []
        : [`${path}: links to ${link}, which has no such heading`];
    }),
  );
}

function linksOf(text: string): string[] {
  const links = [...text.replace(CODE, "").matchAll(LINK)].map(([, target = ""]) => target);
  return links.filter((target) => !ELSEWHERE.test(target) && !target.startsWith("/"));
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/^#{1,6}\s+(.+)$/gm)];
  return new Set(
    headings.map(([, heading = ""]) => {
      const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").trim();
      const slug = plain
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-");
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}
