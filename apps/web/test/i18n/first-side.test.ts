// Before any script of the pages has run, the document's direction is the one that the page will have.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { directionOf, pickLanguage } from "../../src/i18n/languages.ts";

const SCRIPT = readFileSync(join(import.meta.dirname, "../../public/theme.js"), "utf8");

function firstDirection(kept: string | null, languages: readonly string[]): string {
  const documentElement = { dir: "ltr", dataset: {} };
  runInNewContext(SCRIPT, {
    localStorage: { getItem: (key: string) => (key === "hydra.language" ? kept : null) },
    navigator: { languages },
    document: { documentElement },
  });
  return documentElement.dir;
}

it.each([
  [null, ["he-IL", "en"], "rtl"],
  [null, ["HE"], "rtl"],
  [null, ["iw"], "rtl"],
  [null, ["de", "he"], "rtl"],
  [null, ["en-IL", "he"], "ltr"],
  [null, ["zh-CN", "he"], "ltr"],
  [null, ["hei"], "ltr"],
  [null, [], "ltr"],
  ["he", ["en"], "rtl"],
  ["en", ["he"], "ltr"],
  ["zh-Hans", ["he"], "ltr"],
] as const)("kept %j, preferred %j: %s", (kept, preferred, direction) => {
  expect(firstDirection(kept, preferred)).toBe(direction);
  expect(directionOf(pickLanguage(kept, preferred))).toBe(direction);
});
