// Whether the dice are fair, over fixed seeds and seqs, so that this test always sees the same draws. The bounds are the
// chi-square quantiles that fair dice exceed once in ten thousand times.
import { describe, expect, it } from "vitest";
import { draw, rollHit } from "../src/random.ts";
import { SKILL_NAMES, SKILLS } from "../src/index.ts";

const DRAWS = 200_000;
/** Chi-square bound for p = 0.0001 by degrees of freedom. */
const BOUNDS = { 1: 15.1, 15: 44.3, 255: 347.7 } as const;

/** The same for any degrees of freedom, after Wilson and Hilferty: 1 % too large at 10, 0.1 % at 150. */
function boundOf(degrees: number): number {
  const variance = 2 / (9 * degrees);
  return degrees * (1 - variance + 3.719 * Math.sqrt(variance)) ** 3;
}

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const SEQUENCES: Record<string, (index: number) => readonly [seed: number, seq: number]> = {
  "consecutive seqs": (index) => [1, index + 1],
  "every thousandth seq": (index) => [7, (index + 1) * 1_000],
  "seqs beyond 2^32": (index) => [1, 2 ** 32 + index],
  "seqs that differ only above 2^32": (index) => [3, (index + 1) * 2 ** 32 + 12],
  "consecutive seeds": (index) => [index, 5],
};

describe("draw", () => {
  it.each(Object.entries(SEQUENCES))("[EN11] is uniform in every byte over %s", (_name, at) => {
    for (const shift of [0, 8, 16, 24]) {
      for (const stream of [0, 1]) {
        const counts = Array.from({ length: 256 }, () => 0);
        for (let index = 0; index < DRAWS; index++) {
          const byte = (draw(...at(index), stream) >>> shift) & 255;
          counts[byte] = (counts[byte] ?? 0) + 1;
        }
        expect(chiSquare(counts, DRAWS / 256)).toBeLessThan(BOUNDS[255]);
      }
    }
  });

  it.each(Object.entries(SEQUENCES))(
    "[EN11] does not carry over from one draw to the next over %s",
    (_name, at) => {
      const counts = Array.from({ length: 16 }, () => 0);
      for (let index = 0; index < DRAWS; index++) {
        const pair = (draw(...at(index), 0) >>> 30) * 4 + (draw(...at(index + 1), 0) >>> 30);
        counts[pair] = (counts[pair] ?? 0) + 1;
      }
      expect(chiSquare(counts, DRAWS / 16)).toBeLessThan(BOUNDS[15]);
    },
  );
});

describe("rollHit", () => {
  it.each(SKILL_NAMES)("[EN10] takes every amount of a %s equally often", (skill) => {
    const { minDamage, maxDamage } = SKILLS[skill];
    const counts = Array.from({ length: maxDamage - minDamage + 1 }, () => 0);
    for (let seq = 1; seq <= DRAWS; seq++) {
      const { damage, critical } = rollHit(99, seq, SKILLS[skill]);
      const amount = (critical ? damage / 2 : damage) - minDamage;
      counts[amount] = (counts[amount] ?? 0) + 1;
    }
    expect(counts).toHaveLength(maxDamage - minDamage + 1);
    expect(chiSquare(counts, DRAWS / counts.length)).toBeLessThan(boundOf(maxDamage - minDamage));
  });

  it("[EN12] is critical one time in ten, whatever the damage", () => {
    const { minDamage, maxDamage } = SKILLS.slash;
    const criticalWhere = (isWanted: (amount: number) => boolean) => {
      const counts = [0, 0];
      for (let seq = 1; seq <= DRAWS; seq++) {
        const { damage, critical } = rollHit(5, seq, SKILLS.slash);
        if (!isWanted(critical ? damage / 2 : damage)) continue;
        counts[critical ? 1 : 0] = (counts[critical ? 1 : 0] ?? 0) + 1;
      }
      return counts;
    };
    const middle = (minDamage + maxDamage) / 2;
    for (const isWanted of [
      () => true,
      (amount: number) => amount < middle,
      (amount: number) => amount > middle,
    ]) {
      const [plain = 0, critical = 0] = criticalWhere(isWanted);
      const expected = (plain + critical) / 10;
      const excess = (critical - expected) ** 2;
      expect(excess / expected + excess / (9 * expected)).toBeLessThan(BOUNDS[1]);
    }
  });

  it("[EN11] is the same for the same seed and seq, for ever", () => {
    const rolls = (["slash", "fireball", "ultimate"] as const).flatMap((skill) =>
      [1, 2, 3, 2 ** 40].map((seq) => rollHit(2026, seq, SKILLS[skill])),
    );
    expect(rolls).toMatchInlineSnapshot(`
      [
        {
          "critical": false,
          "damage": 10,
        },
        {
          "critical": false,
          "damage": 16,
        },
        {
          "critical": false,
          "damage": 10,
        },
        {
          "critical": false,
          "damage": 13,
        },
        {
          "critical": false,
          "damage": 62,
        },
        {
          "critical": false,
          "damage": 79,
        },
        {
          "critical": false,
          "damage": 60,
        },
        {
          "critical": false,
          "damage": 69,
        },
        {
          "critical": false,
          "damage": 263,
        },
        {
          "critical": false,
          "damage": 345,
        },
        {
          "critical": false,
          "damage": 250,
        },
        {
          "critical": false,
          "damage": 297,
        },
      ]
    `);
  });
});
