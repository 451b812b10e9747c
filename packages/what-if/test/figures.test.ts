// Every figure can be opened and worked out again; what is not known is not invented.
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_SCENARIO, FIGURE_NAMES, whatIf, writeFormula, type Figure } from "../src/index.ts";
import { allIn, anyScenario, RUN, shownOf } from "./scenarios.ts";

/** The formulas that are shown, one in the other, as a script. */
function scriptOf(figure: Figure): string {
  const formula = writeFormula(figure, (input) => `(${scriptOf(input)})`) ?? String(figure.value);
  return formula
    .replaceAll("×", "*")
    .replaceAll("÷", "/")
    .replaceAll("−", "-")
    .replaceAll("^", "**")
    .replaceAll(/(?<!\.)\b(min|max)\(/g, "Math.$1(")
    .replaceAll("⌈", "Math.ceil(")
    .replaceAll("⌉", ")");
}

/** By the scripts, not by the package. */
function workOut(figures: readonly Figure[]): readonly unknown[] {
  return runInThisContext(`[${figures.map(scriptOf).join(",\n")}]`) as readonly unknown[];
}

describe("figures", () => {
  it("[WI1] are the same for the same arguments", () => {
    const input = { scenario: DEFAULT_SCENARIO, run: RUN, prices: {} };
    expect(whatIf(input)).toEqual(whatIf(structuredClone(input)));
  });

  it("[WI2] come to what their formula comes to, down to what is given", () => {
    fc.assert(
      fc.property(anyScenario, fc.constantFrom(null, RUN), (scenario, run) => {
        const figures = shownOf(whatIf({ scenario, run, prices: {} }));
        const isKnown = (figure: Figure): boolean => allIn(figure).every(({ value }) => value !== null);
        expect(figures.map(({ value }) => value !== null)).toEqual(figures.map(isKnown));
        const known = figures.filter(isKnown);
        for (const [index, again] of workOut(known).entries()) {
          const { value } = known[index]!;
          expect(Math.abs(Number(again) - value!)).toBeLessThanOrEqual(1e-9 * Math.abs(value!));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("[WI3] [WI7] rest on sources, and each has a name", () => {
    const figures = shownOf(whatIf({ scenario: DEFAULT_SCENARIO, run: RUN, prices: {} })).flatMap(allIn);
    const sources = figures.flatMap((figure) => (figure.type === "given" ? [figure.source] : []));
    expect(new Set(sources.map(({ type }) => type))).toEqual(
      new Set(["entry", "run", "model", "own", "price"]),
    );
    for (const source of sources) {
      if ("reference" in source) expect(source.reference.length).toBeGreaterThan(5);
      if ("address" in source) expect(source.address).toMatch(/^https:\/\//);
    }
    for (const { name } of figures) expect(FIGURE_NAMES[name]).toMatch(/\w/);
    expect(figures.filter(({ value }) => value !== null && !Number.isFinite(value))).toEqual([]);
  });

  it("[WI4] are unknown where nothing was measured, and only there", () => {
    const { lanes } = whatIf({ scenario: DEFAULT_SCENARIO, run: null, prices: {} });
    const unknown = lanes.flatMap(({ lane, memory, cores, month }) =>
      [memory, cores, month].some(({ value }) => value === null) ? [lane] : [],
    );
    expect(unknown).toEqual(["websocket-raw", "mqtt"]);
    for (const lane of lanes) expect([lane.down.value, lane.radio.value]).not.toContain(null);
  });

  it("[WI13] take from a run what it measured, and name the lane", () => {
    const { lanes } = whatIf({ scenario: DEFAULT_SCENARIO, run: RUN, prices: {} });
    const [polling] = lanes;
    const head = allIn(polling!.up).find(({ name }) => name === "requestHead");
    expect(head).toMatchObject({ value: 636, source: { type: "run", lane: "polling" } });
    // 34.3 updates took 3,804 bytes where one took 528.
    const merging = allIn(polling!.down).find(({ name }) => name === "merging");
    expect(merging!.value).toBeCloseTo(Math.log(3_804 / 528) / Math.log(239 / 7), 2);
  });

  it("[WI13] have nothing merge and a stated head where a run has too little of them", () => {
    const short = { ...RUN, lanes: RUN.lanes.map((lane) => ({ ...lane, requests: 2, frames: 2 })) };
    const figures = shownOf(whatIf({ scenario: DEFAULT_SCENARIO, run: short, prices: {} })).flatMap(allIn);
    expect(figures.filter((figure) => figure.type === "given" && figure.source.type === "run")).toEqual([]);
    expect(figures.find(({ name }) => name === "merging")?.value).toBe(1);
  });
});
