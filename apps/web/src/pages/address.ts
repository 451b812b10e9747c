// The one address of each page, from what people type: doubled and trailing slashes, page names in upper case. Pure.

/** Page names without parameters. */
const PAGES: ReadonlySet<string> = new Set(["", "arrive", "lab", "lab/wire"]);

/** Below a family's page, with how many segments an address of it has at the most. */
const PARTS: ReadonlyMap<string, number> = new Map([
  ["rounds", 4],
  ["fame", 3],
]);

/**
 * @param path an absolute path, percent-encoded
 * @returns the path to show in its place; an unknown page's as it is but for its slashes. A family's id is opaque: its case stays.
 */
export function canonicalPath(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const [page = "", familyId, part = "", round] = segments;
  if (page.toLowerCase() === "f" && segments.length <= 2) {
    return familyId === undefined ? "/" : `/f/${familyId}`;
  }
  if (page.toLowerCase() === "f" && segments.length <= (PARTS.get(part.toLowerCase()) ?? 0)) {
    return ["", "f", familyId, part.toLowerCase(), ...(round === undefined ? [] : [round])].join("/");
  }
  const name = segments.join("/");
  return `/${PAGES.has(name.toLowerCase()) ? name.toLowerCase() : name}`;
}
