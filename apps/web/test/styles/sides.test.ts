// Every stylesheet names sides as the text runs, so that a page in Hebrew is mirrored whole (docs/decisions/0080). Drawings that are the
// same in every language are named here.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../../src");
/** The monster, and what flies over it. */
const DRAWINGS = new Set(["components/hydra/hydra.css", "components/stage/hit-numbers.css"]);
const FILES = globSync("**/*.css", { cwd: SRC }).filter((file) => !DRAWINGS.has(file));

/** `line: declaration` of each that names a side of the screen. */
function physicalSides(css: string): string[] {
  return css.split("\n").flatMap((line, at) => {
    const [, property = "", value = ""] = /^\s*([\w-]+):\s*([^;]+)/.exec(line) ?? [];
    return namesASide(property, value) ? [`${at + 1}: ${line.trim()}`] : [];
  });
}

function namesASide(property: string, value: string): boolean {
  // The middle is the middle from both sides.
  if (property === "left" || property === "right") return value !== "50%";
  if (/^(margin|padding|border|scroll-\w+)-(left|right)\b/.test(property)) return true;
  if (/^border-(top|bottom)-(left|right)-radius$/.test(property)) return true;
  if (/^(text-align|float|clear|transform-origin)$/.test(property)) return /\b(left|right)\b/.test(value);
  if (/^(margin|padding|inset|border-width|border-radius)$/.test(property)) return isLopsided(value);
  return /gradient\((-?[1-9][\d.]*deg|to (left|right))/.test(value);
}

/** Four values, the second and the last of which differ: top, right, bottom, left. */
function isLopsided(value: string): boolean {
  const parts = value.replaceAll(/\([^()]*(\([^()]*\)[^()]*)*\)/g, "()").split(/\s+/);
  return parts.length === 4 && parts[1] !== parts[3];
}

describe("the stylesheets", () => {
  it("are all read", () => {
    expect(FILES.length).toBeGreaterThan(35);
  });

  it.each(FILES)("%s names no side of the screen", (file) => {
    expect(physicalSides(readFileSync(join(SRC, file), "utf8"))).toEqual([]);
  });
});

describe("a side of the screen", () => {
  it.each([
    "left: 0;",
    "margin-right: 1rem;",
    "border-top-left-radius: 3px;",
    "text-align: left;",
    "transform-origin: left;",
    "padding: 0 1rem 0 2rem;",
    "inset: 1px auto 1px 0;",
    "background: linear-gradient(90deg, red, blue);",
  ])("is found in `%s`", (declaration) => {
    expect(physicalSides(`  ${declaration}`)).toEqual([`1: ${declaration}`]);
  });

  it.each([
    "left: 50%;",
    "margin-inline: 1rem 0;",
    "text-align: start;",
    "padding: 0 1rem 2rem;",
    "padding: clamp(1px, 2vw, 3px) calc(1px + 1vw) 1rem calc(1px + 1vw);",
    "background: linear-gradient(calc(90deg * var(--forward)), red, blue);",
    "background: linear-gradient(red, blue);",
  ])("is not found in `%s`", (declaration) => {
    expect(physicalSides(`  ${declaration}`)).toEqual([]);
  });
});
