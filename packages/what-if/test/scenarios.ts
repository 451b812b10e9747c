// What tests of a what-if have in common: any scenario, every figure of an answer, a run.
import fc from "fast-check";
import { SCENARIO_RANGES, type Figure, type MeasuredRun, type Scenario, type WhatIf } from "../src/index.ts";

const whole = (name: keyof typeof SCENARIO_RANGES, most = SCENARIO_RANGES[name].most) =>
  fc.integer({ min: Math.max(1, SCENARIO_RANGES[name].least), max: most });

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  clients: whole("clients"),
  tabs: whole("tabs"),
  hiddenPercent: fc.integer({ min: 0, max: 99 }),
  batteryPercent: fc.integer({ min: 0, max: 100 }),
  updatesPerSecond: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
  updateBytes: whole("updateBytes"),
  hoursPerDay: whole("hoursPerDay"),
  pollIntervalMs: fc.integer({ min: 250, max: 600_000 }),
  roundTripMs: whole("roundTripMs"),
  isTls: fc.boolean(),
  http: fc.constantFrom("1.1" as const, "2" as const),
});

/** Seven polls of a ranking beside its stream, as a run in Chromium had them. */
export const RUN: MeasuredRun = {
  versions: 240,
  seconds: 20,
  lanes: [
    { lane: "polling", requests: 7, bytesIn: 4_452, bytesOut: 28_419, frames: 7 },
    { lane: "long-polling", requests: 167, bytesIn: 107_882, bytesOut: 153_471, frames: 167 },
    { lane: "websocket", requests: 0, bytesIn: 0, bytesOut: 127_164, frames: 239 },
  ],
};

/** Every figure that is shown, without the ones inside. */
export function shownOf({ watchers, lanes, hosted, hostedLimits }: WhatIf): readonly Figure[] {
  return [
    watchers,
    ...hosted.map(({ month }) => month),
    ...hostedLimits.map(({ reach }) => reach),
    ...lanes.flatMap(({ lane: _lane, limits, ...needs }) => [
      ...Object.values(needs),
      ...limits.map(({ reach }) => reach),
    ]),
  ];
}

/** A figure and all that it is worked out from. */
export function allIn(figure: Figure): readonly Figure[] {
  return figure.type === "given" ? [figure] : [figure, ...figure.inputs.flatMap(allIn)];
}
