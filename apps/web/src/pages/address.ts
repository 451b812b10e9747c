// The one address of each page, from what people type: doubled and trailing slashes, page names in upper case. Pure.

/** Page names without parameters. */
const PAGES: ReadonlySet<string> = new Set(["", "lab", "lab/wire"]);

/**
 * @param path an absolute path, percent-encoded
 * @returns the path to show in its place; an unknown page's as it is but for its slashes. A family's id is opaque: its case stays.
 */
export function canonicalPath(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const [page = "", familyId] = segments;
  if (page.toLowerCase() === "f" && segments.length <= 2) {
    return familyId === undefined ? "/" : `/f/${familyId}`;
  }
  const name = segments.join("/");
  return `/${PAGES.has(name.toLowerCase()) ? name.toLowerCase() : name}`;
}
