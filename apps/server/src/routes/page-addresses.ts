// The addresses of pages, and what people type instead of them. Pure. SPEC PR2.

/** Addresses that the page in the browser resolves. */
export const PAGES = [
  "/",
  "/f/:familyId",
  "/f/:familyId/rounds",
  "/f/:familyId/rounds/:round",
  "/f/:familyId/fame",
  "/arrive",
  "/lab",
  "/lab/wire",
] as const;

/**
 * The address of the page that is meant: without empty segments, its own words in small letters, ids and query as they came.
 * @param url path and query, as in a request's first line
 * @returns undefined where no page is meant, or the address is the right one already
 */
export function canonicalPage(url: string): string | undefined {
  const [path = ""] = url.split("?", 1);
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const page of PAGES) {
    const canonical = resolve(page, segments);
    if (canonical !== undefined) return canonical === path ? undefined : canonical + url.slice(path.length);
  }
  return undefined;
}

/** The page's address with these segments in it, if they are its. */
function resolve(page: string, segments: readonly string[]): string | undefined {
  const wanted = page.split("/").filter((segment) => segment !== "");
  if (wanted.length !== segments.length) return undefined;
  const resolved: string[] = [];
  for (const [index, name] of wanted.entries()) {
    const given = segments[index] ?? "";
    if (!name.startsWith(":") && given.toLowerCase() !== name) return undefined;
    resolved.push(name.startsWith(":") ? given : name);
  }
  // No second slash in front: it would be another host (RFC 3986 §4.2).
  return `/${resolved.join("/")}`;
}
