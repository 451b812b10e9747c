// The transports' colours stay apart for people who don't see all colours, and are read on every surface: over all looks, so that one
// more cannot take that away.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TRANSPORTS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { LOOKS } from "../../src/transport-looks.ts";
import { contrast, distance, mix, VISIONS, type Vision } from "./colour-vision.ts";

/** docs/decisions/0009 */
const LEAST_DISTANCE = 0.08;
/** WCAG 2.2, 1.4.3: text. */
const LEAST_CONTRAST = 4.5;
/** How much of a lane's paint is in the ground of its choice (verdict-panel.css). */
const TINT = 0.13;
const THEMES = ["light", "dark"] as const;

const TOKENS = readFileSync(join(import.meta.dirname, "../../src/styles/tokens.css"), "utf8");

/** By theme, what text stands on. */
const SURFACES = ["ground", "surface", "surface-raised", "surface-sunken"].map((token) => {
  const pair = new RegExp(`--${token}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(TOKENS)?.slice(1);
  if (pair === undefined) throw new Error(`tokens.css has no --${token}`);
  return pair;
});

interface Pair {
  readonly names: string;
  readonly distance: number;
}

function closestPair(part: "paint" | "ink", theme: 0 | 1, vision: Vision): Pair {
  const pairs = TRANSPORTS.flatMap((one, index) =>
    TRANSPORTS.slice(index + 1).map((other) => {
      const [a, b] = [LOOKS[one].colours[part][theme], LOOKS[other].colours[part][theme]];
      return { names: `${one} and ${other}`, distance: distance(a, b, vision) };
    }),
  );
  return pairs.reduce((least, pair) => (pair.distance < least.distance ? pair : least));
}

describe.each(THEMES)("in the %s theme", (name) => {
  const theme = name === "light" ? 0 : 1;

  it.each(Object.keys(VISIONS) as Vision[])("no two are too close with %s", (vision) => {
    for (const part of ["paint", "ink"] as const) {
      const pair = closestPair(part, theme, vision);
      expect(pair.distance, `${part} of ${pair.names}`).toBeGreaterThanOrEqual(LEAST_DISTANCE);
    }
  });

  it.each(TRANSPORTS)("the ink of %s is read on every surface, and on its own tint", (transport) => {
    const { ink, paint } = LOOKS[transport].colours;
    const surfaces = SURFACES.map((pair) => pair[theme]!);
    for (const ground of [...surfaces, mix(paint[theme], surfaces[1]!, TINT)]) {
      expect(contrast(ink[theme], ground), `on ${ground}`).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    }
  });
});

describe("the measure of colours", () => {
  it("has the ends of its scales", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
    expect(distance("#000000", "#ffffff", "all colours")).toBeCloseTo(1, 3);
    expect(mix("#3a84e2", "#fafbf8", 1)).toBe("#3a84e2");
  });

  it("sees what is confused: red and green, blue and green", () => {
    const [red, green] = ["#b65c5c", "#7d7d2f"];
    for (const vision of ["protanopia", "deuteranopia"] as const)
      expect(distance(red, green, vision)).toBeLessThan(distance(red, green, "all colours"));
    expect(distance("#36cfb0", "#3fc3e8", "tritanopia")).toBeLessThan(
      distance("#36cfb0", "#3fc3e8", "all colours"),
    );
  });
});
