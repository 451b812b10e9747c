// Hits that no player aimed land all over the monster, and nowhere else.
import { expect, it } from "vitest";
import { createTargets } from "../../src/stores/targets.ts";

it("visits every target before one comes again", () => {
  const next = createTargets(() => 0.5);
  const places = Array.from({ length: 18 }, () => JSON.stringify(next()));
  expect(new Set(places.slice(0, 9)).size).toBe(9);
  expect(places.slice(9)).toEqual(places.slice(0, 9));
});

it.each([0, 0.999])("stays on the stage with chance at %d", (chance) => {
  const next = createTargets(() => chance);
  for (let hit = 0; hit < 9; hit++) {
    const { x, y } = next();
    expect(Math.min(x, y)).toBeGreaterThan(0.1);
    expect(Math.max(x, y)).toBeLessThan(0.9);
  }
});
