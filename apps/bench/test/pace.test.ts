import fc from "fast-check";
import { expect, it } from "vitest";
import { createPace } from "../src/load/pace.ts";

it("makes as many due as the rate demands, each once and in order, however rarely it is looked", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000 }),
      fc.array(fc.nat(500), { minLength: 1, maxLength: 20 }),
      (perSecond, steps) => {
        const pace = createPace(perSecond, 1_000);
        let now = 1_000;
        const due: number[] = [];
        for (const step of steps) {
          now += step;
          due.push(...pace.due(now));
        }
        expect(due).toHaveLength(Math.floor(((now - 1_000) * perSecond) / 1_000));
        expect(due.every((time, index) => time > (due[index - 1] ?? 1_000))).toBe(true);
        // What fell due between two looks keeps the time at which it did.
        expect(due.every((time) => time <= now + 1e-6)).toBe(true);
      },
    ),
  );
});
