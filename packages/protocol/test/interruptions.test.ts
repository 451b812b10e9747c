import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom } from "../src/seeded-random.ts";
import { interruptionsOf, type InterruptionKind } from "../src/interruptions.ts";

const run = fc.record({ seed: fc.nat(2 ** 32 - 1), runSeconds: fc.integer({ min: 5, max: 600 }) });
const kind = fc.constantFrom<InterruptionKind>("tunnel", "portal");

it("[PR126] interruptions follow from kind, seed and length alone: pinned, as every client has them", () => {
  expect(interruptionsOf("tunnel", { seed: 1, runSeconds: 30 })).toEqual([
    { atMs: 3_009, lastsMs: 4_068 },
    { atMs: 16_777, lastsMs: 3_819 },
  ]);
  expect(interruptionsOf("portal", { seed: 1, runSeconds: 60 })).toEqual([{ atMs: 6_049, lastsMs: 6_508 }]);
});

it("[PR126] interruptions lie within the run, apart, and leave the lanes half of it and its end", () => {
  fc.assert(
    fc.property(kind, run, (what, { seed, runSeconds }) => {
      const found = interruptionsOf(what, { seed, runSeconds });
      expect(found.length).toBeGreaterThanOrEqual(what === "tunnel" ? 2 : 1);
      expect(found.length).toBeLessThanOrEqual(12);
      let end = 0;
      for (const { atMs, lastsMs } of found) {
        expect(atMs).toBeGreaterThanOrEqual(end);
        expect(lastsMs).toBeGreaterThan(0);
        expect(lastsMs).toBeLessThanOrEqual(what === "tunnel" ? 5_000 : 8_000);
        end = atMs + lastsMs;
      }
      expect(end).toBeLessThanOrEqual(0.8 * runSeconds * 1_000 + 1);
      const gone = found.reduce((sum, { lastsMs }) => sum + lastsMs, 0);
      expect(gone).toBeLessThanOrEqual(runSeconds * 500);
    }),
  );
});

it("[PR126] another seed interrupts at other times", () => {
  const times = new Set(
    Array.from({ length: 20 }, (_, seed) =>
      JSON.stringify(interruptionsOf("tunnel", { seed, runSeconds: 60 })),
    ),
  );
  expect(times.size).toBe(20);
});

it("draws evenly, and the same for a seed", () => {
  const [one, other] = [createRandom(7), createRandom(7)];
  const drawn = Array.from({ length: 10_000 }, () => one());
  expect(drawn).toEqual(Array.from({ length: 10_000 }, () => other()));
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
});
