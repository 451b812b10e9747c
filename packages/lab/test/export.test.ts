// What a run leaves can be checked by its readers.
import { expect, it } from "vitest";
import { createRecorder, parseRecording, replay } from "@hydra/measure";
import { conclude } from "../src/conclusion.ts";
import { battleContent, endingOf } from "../src/ending.ts";
import { encodeCsv, encodeResult, isReproducible } from "../src/export.ts";
import { takeFigures } from "../src/figures.ts";
import { decodeSetUp, DEFAULT_SET_UP, encodeSetUp } from "../src/set-up.ts";
import { RACE, RUN } from "./race.ts";

const AT = 8_000;
const SET_UP = { ...DEFAULT_SET_UP, weather: "custom", delayMs: 100 } as const;
const FAULT = {
  lane: "sse",
  fault: "drop",
  injectedAt: 0,
  found: { missed: 1, repeated: 0, diverged: 0, discarded: 0 },
  healedAfterMs: 5,
} as const;
const FAULTS = [-1, AT / 2, null].map((happenedAt) => ({ ...FAULT, happenedAt }));
const TRAFFIC = {
  hits: 3,
  refused: 0,
  late: 1,
  run: { runId: "r", runMs: 5_000, attacks: 3, fingerprint: "0000002a", isWhole: false, isOver: true },
};
const BOTS = {
  ...TRAFFIC,
  labId: "l",
  familyId: "f",
  hitsPerSecond: 20,
  grantedHitsPerSecond: 20,
  bots: 50,
  seed: 1,
  leaseMs: 1,
};

function finishedRun() {
  const recorder = createRecorder();
  for (const event of [...RACE, ...RUN]) recorder.apply(event);
  return conclude({
    familyId: "f",
    setUp: SET_UP,
    bots: BOTS,
    figures: takeFigures(recorder.measure, AT),
    blocks: recorder.measure.blocks(),
    faults: FAULTS,
    ending: endingOf(new Map(), battleContent),
    recording: recorder.recording(),
    link: `http://x/lab?${encodeSetUp(SET_UP)}`,
    environment: "Some, browser",
    ownCodeBytes: () => undefined,
  });
}

it("replays to the same table after a trip through JSON", () => {
  const read = JSON.parse(encodeResult(finishedRun())) as { recording: unknown; at: number; table: unknown };
  expect(replay(parseRecording(read.recording).events).table(read.at)).toEqual(read.table);
  expect(isReproducible(finishedRun())).toBe(true);
});

it("has the faults on purpose that happened in the run, and no others", () => {
  expect(finishedRun().faults).toEqual([FAULTS[1]]);
});

it("has the version that it was made by", async () => {
  const { version } = (await import("../../../package.json", { with: { type: "json" } })).default;
  expect(finishedRun()).toMatchObject({ hydra: version, environment: "Some, browser" });
});

it("names the link that repeats it, and which hits it had", () => {
  const { link, traffic } = finishedRun();
  const { setUp, unusable } = decodeSetUp(new URL(link).searchParams);
  expect([setUp, unusable]).toEqual([{ ...DEFAULT_SET_UP, weather: "custom", delayMs: 100 }, []]);
  expect(new URL(link).pathname).toBe("/lab");
  expect(traffic).toEqual(TRAFFIC);
});

it("does not replay to a table that was changed", () => {
  const result = finishedRun();
  const [first, ...others] = result.table;
  expect(isReproducible({ ...result, table: [{ ...first!, shown: 99 }, ...others] })).toBe(false);
});

it("has the set-up, the weather's figures and what the verdict was made from", () => {
  const { setUp, weather, verdict } = finishedRun();
  expect(weather.delayMs).toBe(100);
  expect(setUp.weather).toBe("custom");
  // Three versions are too few to recommend anything.
  expect(verdict.choices).toEqual([]);
  expect(verdict.lanes.map(({ reasons }) => reasons[0]?.code)).toEqual([
    "too-few-versions",
    "too-few-versions",
  ]);
});

it("writes a CSV with a row a lane, numbers in full", () => {
  const [head, sse, polling, end] = encodeCsv(finishedRun()).split("\r\n");
  const columns = head!.split(",");
  const cell = (line: string, name: string): string | undefined => line.split(",")[columns.indexOf(name)];
  expect(end).toBe("");
  expect([cell(sse!, "lane"), cell(polling!, "lane")]).toEqual(["sse", "polling"]);
  expect(cell(polling!, "versions_charged")).toBe("3");
  expect(cell(polling!, "skipped")).toBe("2");
  expect(cell(polling!, "staleness_worst_ms")).toBe("900");
  expect(cell(sse!, "bytes_sent_by_server")).toBe("1000");
  expect(cell(sse!, "cursor")).toBe("e:4");
  expect([cell(sse!, "repaired"), cell(sse!, "discarded")]).toEqual(["2", "3"]);
  expect(sse).toContain(',"Some, browser",custom,1,http://x/lab?');
});

it("quotes what would break a CSV, and leaves empty what is not known", () => {
  const run = finishedRun();
  const odd = { ...run.table[0]!, lane: 'a"b,c', cost: null, staleness: null };
  const [, line] = encodeCsv({ ...run, table: [odd] }).split("\r\n");
  expect(line).toMatch(/^"a""b,c",0,,,,,,/);
});
