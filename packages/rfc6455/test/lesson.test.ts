// The README is a tour: every paragraph of it points to the code that does what it describes. Line numbers rot, names are
// missed: this holds README, SPEC, sources and tests together.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const README = read("README.md");
const LESSON = README.slice(README.indexOf("## The lesson"), README.indexOf("## Map"));
const LINK = /\[`(\w+)`\]\((src\/[\w/-]+\.ts)\)/g;
const links = Array.from(README.matchAll(LINK), ([, name = "", path = ""]) => ({ name, path }));

describe("the README", () => {
  test.each(links)("points to $name, which is declared in $path", ({ name, path }) => {
    expect(read(path)).toMatch(new RegExp(`^\\s*(export )?(function|const|interface|type) ${name}\\b`, "m"));
  });

  test("points somewhere in every paragraph of the lesson", () => {
    const paragraphs = LESSON.replaceAll(/```[^]*?```/g, "")
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph.trim() !== "" && !paragraph.startsWith("#"));
    expect(paragraphs.length).toBeGreaterThan(15);
    expect(paragraphs.filter((paragraph) => paragraph.match(LINK) === null)).toEqual([]);
  });

  test("passes by every source file", () => {
    const sources = globSync("src/**/*.ts", { cwd: ROOT }).filter((path) => path !== join("src", "index.ts"));
    const visited = new Set(links.map(({ path }) => path));
    expect(sources.map((path) => path.replaceAll("\\", "/")).filter((path) => !visited.has(path))).toEqual(
      [],
    );
  });

  test("ends in its decisions", () => {
    expect(README.match(/^## .*$/gm)?.at(-1)).toBe("## Decisions");
  });
});

describe("the SPEC", () => {
  const defined = Array.from(read("SPEC.md").matchAll(/^\*\*(WS\d+) /gm), ([, rule = ""]) => rule);
  const rulesIn = (pattern: string): Set<string> =>
    new Set(globSync(pattern, { cwd: ROOT }).flatMap((path) => read(path).match(/\bWS\d+\b/g) ?? []));

  test("has rules in order, each once", () => {
    const numbers = defined.map((rule) => Number(rule.slice(2)));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  test("has a test for every rule, and no test for another", () => {
    expect([...rulesIn("test/**/*.test.ts")].sort()).toEqual(defined.toSorted());
  });

  test("is cited by the sources with rules that exist", () => {
    const spec = new Set(defined);
    expect([...rulesIn("src/**/*.ts")].filter((rule) => !spec.has(rule))).toEqual([]);
  });
});
