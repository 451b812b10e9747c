import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS, createBackoff, MAX_HINT_MS } from "../../src/client/backoff.ts";

const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("createBackoff", () => {
  it("delays the very first attempt at random, too", () => {
    expect(createBackoff({ random: () => 0 }).next()).toBe(0);
    expect(createBackoff({ random: () => 0.5 }).next()).toBe(BACKOFF_BASE_MS / 2);
  });

  it("doubles the width of the jitter from attempt to attempt, up to the cap", () => {
    const backoff = createBackoff({ random: () => 0.5 });
    const widths = Array.from({ length: 12 }, () => 2 * backoff.next());
    expect(widths.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(new Set(widths.slice(5))).toEqual(new Set([BACKOFF_CAP_MS]));
  });

  it("begins anew after a reset", () => {
    const backoff = createBackoff({ random: () => 0.5 });
    const first = backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(first);
  });

  it("[PR64] never comes back before the server's hint, and spreads out after it", () => {
    fc.assert(
      fc.property(fc.nat({ max: MAX_HINT_MS }), fc.nat({ max: 10 }), chances, (hintMs, attempts, chance) => {
        const backoff = createBackoff({ random: () => chance });
        for (let attempt = 0; attempt < attempts; attempt += 1) backoff.next();
        const delayMs = backoff.next(hintMs);
        expect(delayMs).toBeGreaterThanOrEqual(hintMs);
        expect(delayMs).toBeLessThanOrEqual(hintMs + BACKOFF_CAP_MS);
      }),
    );
    expect(createBackoff({ random: () => 0.5 }).next(100)).toBeGreaterThan(100);
  });

  it("does not let a server's mistake silence it for a day", () => {
    expect(createBackoff({ random: () => 0 }).next(86_400_000)).toBe(MAX_HINT_MS);
  });
});
