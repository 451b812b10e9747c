// What docs/brokers.md cites is there: each file, and each title in one of them.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/brokers.md"), "utf8");
/** Named with its folder once, and by its own name afterwards. */
const CITED = [...PAGE.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = ""]) => path);
const PATHS = [...new Set(CITED.filter((path) => path.includes("/")))];
const SOURCES = PATHS.filter((path) => existsSync(join(ROOT, path))).map((path) =>
  readFileSync(join(ROOT, path), "utf8"),
);
const TITLES = [...PAGE.matchAll(/`, "([^"]+)"|\("([^"]+)", `/g)].map(
  ([, after, before]) => after ?? before ?? "",
);

describe("the page about message brokers", () => {
  it.each(PATHS)("cites a file that exists: %s", (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it("names each file with its folder", () => {
    const names = new Set(PATHS.map((path) => basename(path)));
    expect(CITED.filter((path) => !names.has(basename(path)))).toEqual([]);
  });

  it.each(TITLES)("cites a title that exists: %s", (title) => {
    const words = title.replace(/ ?…$/, "").replaceAll(/\s+/g, " ");
    expect(SOURCES.some((source) => source.includes(words))).toBe(true);
  });
});
