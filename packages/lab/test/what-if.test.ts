// What a what-if takes from a run, and what was entered in what it leaves.
import { expect, it } from "vitest";
import { createRecorder } from "@hydra/measure";
import { decodePrices, decodeScenario, DEFAULT_SCENARIO } from "@hydra/what-if";
import { conclude } from "../src/conclusion.ts";
import { battleContent, endingOf } from "../src/ending.ts";
import { encodeCsv, encodeResult } from "../src/export.ts";
import { takeFigures } from "../src/figures.ts";
import { decodeSetUp, DEFAULT_SET_UP, encodeSetUp } from "../src/set-up.ts";
import { measuredRunOf, recommendedLanes, withEntry } from "../src/what-if.ts";
import { RACE, RUN } from "./race.ts";

const ENTRY = { scenario: { ...DEFAULT_SCENARIO, clients: 77 }, prices: { egress: 0.01 } };

function finishedRun(link = `http://x/lab?${encodeSetUp(DEFAULT_SET_UP)}`) {
  const recorder = createRecorder();
  for (const event of [...RACE, ...RUN]) recorder.apply(event);
  return conclude({
    familyId: "f",
    setUp: DEFAULT_SET_UP,
    bots: undefined,
    figures: takeFigures(recorder.measure, 8_000),
    blocks: recorder.measure.blocks(),
    faults: [],
    ending: endingOf(new Map(), battleContent),
    recording: recorder.recording(),
    link,
    environment: "",
    ownCodeBytes: () => undefined,
  });
}

it("gives the ledgers over the run's time, and leaves out a lane without one", () => {
  const { versions, seconds, lanes } = measuredRunOf(finishedRun());
  expect([versions, seconds]).toEqual([3, 5]);
  expect(lanes).toEqual([
    { lane: "sse", requests: 0, bytesIn: 0, bytesOut: 1_000, frames: 3 },
    { lane: "polling", requests: 2, bytesIn: 1_200, bytesOut: 600, frames: 0 },
  ]);
  const result = finishedRun();
  const table = result.table.map((row) => ({ ...row, cost: null }));
  expect(measuredRunOf({ ...result, table }).lanes).toEqual([]);
});

it("recommends what the verdict chose, and before a run what is taken automatically", () => {
  expect(recommendedLanes(undefined)).toEqual(["polling", "long-polling", "sse", "websocket"]);
  const result = finishedRun();
  const choice = { need: "freshest", lane: "mqtt", alike: ["sse"], unclear: [], isFirm: true } as const;
  const verdict = { ...result.verdict, choices: [choice, { ...choice, need: "balanced" as const }] };
  expect(recommendedLanes({ verdict })).toEqual(["mqtt"]);
});

it("goes into the file and its link, beside the set-up, and changes nothing else of the run", () => {
  const result = finishedRun();
  const { whatIf, link, ...rest } = withEntry(result, ENTRY);
  const { link: before, ...others } = result;
  expect(rest).toEqual(others);
  expect(whatIf).toEqual(ENTRY);
  const { searchParams } = new URL(link);
  expect(decodeScenario(searchParams)).toEqual({ scenario: ENTRY.scenario, unusable: [] });
  expect(decodePrices(searchParams).edits).toEqual(ENTRY.prices);
  expect(decodeSetUp(searchParams)).toEqual(decodeSetUp(new URL(before).searchParams));
  const read = JSON.parse(encodeResult(withEntry(result, ENTRY))) as { whatIf: unknown };
  expect(read.whatIf).toEqual(ENTRY);
  expect(encodeCsv(withEntry(result, ENTRY))).toContain("clients=77");
});

it("leaves a link alone that is none", () => {
  expect(withEntry(finishedRun("prices"), ENTRY)).toMatchObject({ link: "prices", whatIf: ENTRY });
});
