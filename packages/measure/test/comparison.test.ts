// What a run claims of two lanes, over many made-up runs whose truth is known.
import { describe, expect, it } from "vitest";
import { Comparisons, NOTABLE } from "../src/comparison.ts";
import type { LaneBlock, RunBlocks } from "../src/index.ts";

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function block(p95Ms: number | null, bytesPerSecond: number | null = 1_000): LaneBlock {
  return { p95Ms, bytesPerSecond, requestsPerSecond: 0 };
}

function runOf(lanes: Readonly<Record<string, readonly LaneBlock[]>>, blockMs = 1_000): RunBlocks {
  const all = Object.entries(lanes).map(([lane, blocks]) => ({ lane, blocks, intervals: null }));
  return { blockMs, lanes: all };
}

const LANES = ["a", "b", "c", "d", "e", "f"];
const named = LANES.map((lane) => ({ lane }));

function claims(run: RunBlocks): string[] {
  const comparisons = new Comparisons(run, named);
  return named.flatMap((lane) =>
    named.flatMap((over) =>
      lane !== over && comparisons.of("freshness", lane, over)?.outcome === "better"
        ? [`${lane.lane} ${over.lane}`]
        : [],
    ),
  );
}

/** A block's 95th percentile as networks make it: skewed, now and then far off. */
function noisy(random: () => number): number {
  const usual = 8 - 30 * Math.log(1 - random());
  return random() < 0.03 ? usual + 2_000 : usual;
}

describe("[ME85] labels that are dealt out anew in each block", () => {
  it.each([11, 15, 20, 30])("give no winner: fewer than 5 % of runs of %i blocks claim anything", (count) => {
    const random = randomOf(count);
    let wrong = 0;
    const RUNS = 400;
    for (let run = 0; run < RUNS; run += 1) {
      const blocks = Array.from({ length: count }, () => {
        const weather = noisy(random);
        return LANES.map(() => block(weather + noisy(random)));
      });
      if (claims(runOf(columnsOf(blocks))).length > 0) wrong += 1;
    }
    // 5 % of 400 are 20; 34 of 20 would be seen once in a thousand times.
    expect(wrong).toBeLessThan(34);
  });

  it("give none where each block resembles the one before", () => {
    const random = randomOf(77);
    let wrong = 0;
    const RUNS = 1_000;
    const pair = [{ lane: "a" }, { lane: "b" }] as const;
    for (let run = 0; run < RUNS; run += 1) {
      let state = 0;
      const drifting = Array.from({ length: 30 }, () => {
        state = 0.5 * state + 60 * (random() + random() + random() - 1.5);
        return block(500 + state);
      });
      const steady = Array.from({ length: 30 }, () => block(500));
      const comparison = new Comparisons(runOf({ a: drifting, b: steady }), pair).of("freshness", ...pair);
      if (comparison !== undefined && (comparison.low > 0 || comparison.high < 0)) wrong += 1;
    }
    // Its level is 1 − 5 %/3, and the correlation is only estimated.
    expect(wrong / RUNS).toBeLessThan(0.06);
  });
});

function columnsOf(blocks: readonly (readonly LaneBlock[])[]): Record<string, LaneBlock[]> {
  return Object.fromEntries(LANES.map((lane, at) => [lane, blocks.map((row) => row[at] ?? block(null))]));
}

describe("[ME83] [ME84] a difference", () => {
  it("of 20 ms is found in 30 s, whatever noise both share", () => {
    const random = randomOf(5);
    for (let run = 0; run < 50; run += 1) {
      const lanes: Record<string, LaneBlock[]> = Object.fromEntries(LANES.map((lane) => [lane, []]));
      for (let at = 0; at < 30; at += 1) {
        const weather = noisy(random);
        for (const lane of LANES) lanes[lane]?.push(block(weather + 6 * random() + (lane === "f" ? 20 : 0)));
      }
      expect(claims(runOf(lanes)).sort()).toEqual(["a f", "b f", "c f", "d f", "e f"]);
    }
  });

  it("of tenths of a millisecond is none, however sure it is", () => {
    const run = runOf({
      a: Array.from({ length: 30 }, (_, at) => block(7 + (at % 3) / 50)),
      b: Array.from({ length: 30 }, (_, at) => block(7.2 + (at % 3) / 50)),
    });
    const comparison = new Comparisons(run, [{ lane: "a" }, { lane: "b" }]).of(
      "freshness",
      { lane: "a" },
      { lane: "b" },
    );
    expect(comparison).toMatchObject({ outcome: "alike", isClose: false, notable: NOTABLE.freshness.least });
    expect(comparison?.low).toBeGreaterThan(0);
  });

  it("that one outage made is no claim, and one about as large as what is notable is a close one", () => {
    const calm = Array.from({ length: 30 }, (_, at) => 7 + Math.sin(at * 5));
    const run = runOf({
      a: calm.map((ms) => block(ms)),
      b: calm.map((ms, at) => block(at === 20 ? ms + 5_000 : ms)),
      c: calm.map((ms, at) => block(ms + 10 + 4 * Math.sin(at * 3))),
    });
    const comparisons = new Comparisons(run, named.slice(0, 3));
    expect(comparisons.of("freshness", { lane: "a" }, { lane: "b" })?.outcome).toBe("alike");
    expect(comparisons.of("freshness", { lane: "a" }, { lane: "c" })?.isClose).toBe(true);
  });

  it("of bytes counts from a tenth on", () => {
    const bytes = (value: number) => Array.from({ length: 20 }, (_, at) => block(1, value + (at % 5)));
    const run = runOf({ a: bytes(1_000), b: bytes(1_080), c: bytes(1_150) });
    const comparisons = new Comparisons(run, named.slice(0, 3));
    expect(comparisons.of("bytes", { lane: "a" }, { lane: "b" })?.outcome).toBe("alike");
    expect(comparisons.of("bytes", { lane: "a" }, { lane: "c" })?.outcome).toBe("better");
    expect(comparisons.of("bytes", { lane: "c" }, { lane: "a" })?.outcome).toBe("worse");
  });

  it("is not judged by too few blocks, or by blocks that only one was measured in", () => {
    const [short, long] = [
      Array.from({ length: 4 }, () => block(1)),
      Array.from({ length: 30 }, () => block(500)),
    ];
    const pair = [{ lane: "a" }, { lane: "b" }] as const;
    expect(new Comparisons(runOf({ a: short, b: long }), pair).of("freshness", ...pair)).toBeUndefined();
    const gaps = long.map((_, at) => block(at < 5 ? 1 : null));
    expect(new Comparisons(runOf({ a: gaps, b: long }), pair).of("freshness", ...pair)).toBeUndefined();
  });

  it("[ME83] from a lane that polls is judged by blocks as long as its interval", () => {
    const polls = Array.from({ length: 30 }, (_, at) => ({
      ...block(1_000),
      requestsPerSecond: at % 3 === 0 ? 1 : 0,
    }));
    const run = runOf({ a: Array.from({ length: 30 }, () => block(5)), b: polls });
    const pair = [{ lane: "a" }, { lane: "b", pollIntervalMs: 3_000 }] as const;
    const comparison = new Comparisons(run, pair).of("requests", ...pair);
    expect(comparison).toMatchObject({ outcome: "better", blocks: 10 });
    expect(comparison?.estimate).toBeCloseTo(1 / 3, 6);
  });
});
