import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRecorder,
  DRAIN_MS,
  MAX_RECORDED_EVENTS,
  parseRecording,
  RecordingError,
  replay,
  type Measure,
  type MeasureEvent,
  type Recorder,
  type Recording,
} from "../src/index.ts";
import { Page } from "./page.ts";
import { LANES, observe, steps } from "./scenario.ts";

function recorderOf(events: Iterable<MeasureEvent>): Recorder {
  const recorder = createRecorder();
  for (const event of events) recorder.apply(event);
  return recorder;
}

/** Through a file and back. */
function reread(recording: Recording): Recording {
  return parseRecording(JSON.parse(JSON.stringify(recording)));
}

function everythingOf(measure: Measure, at: number): unknown {
  const lanes = LANES.map((lane) => [measure.distribution(lane), measure.timeline(lane)]);
  return { table: measure.table(at), lanes, race: measure.race(), versions: measure.overview().versions };
}

/** Traffic before the run, the run, and what comes after it. */
const walks = fc.tuple(steps, steps, fc.boolean());

describe("a recording", () => {
  it("[ME60] gives the same table when its JSON is fed to a fresh measure", () => {
    fc.assert(
      fc.property(walks, fc.integer({ min: 0, max: 20_000 }), ([before, during, hasClockFirst], laterMs) => {
        const walk = [...before, { afterMs: 5, step: { do: "run" as const } }, ...during];
        const events = observe(walk, { hasClockFirst });
        const { measure, recording } = recorderOf(events);
        const at = events.at(-1)!.at + laterMs;
        expect(everythingOf(replay(reread(recording()).events), at)).toStrictEqual(everythingOf(measure, at));
      }),
      { numRuns: 300 },
    );
  });

  it("[ME60] begins with the run and ends when its account is closed", () => {
    const page = new Page("sse");
    page.publish("sse");
    for (let index = 0; index < 50; index += 1) page.wait(10).publish("sse");
    expect(recorderOf(page.events).recording().events).toStrictEqual([]);
    page.see({ type: "run-started" }).wait(10).publish("sse");
    page.wait(10).see({ type: "run-ended" }).wait(DRAIN_MS).publish("sse");
    const { events } = recorderOf(page.events).recording();
    expect(events.map(({ type }) => type)).toStrictEqual([
      "lane-opened",
      "clock",
      "shown",
      "run-started",
      "shown",
      "run-ended",
      "shown",
    ]);
    page.wait(1).publish("sse");
    expect(recorderOf(page.events).recording().events).toHaveLength(events.length);
    page.wait(1).see({ type: "run-started" });
    expect(recorderOf(page.events).recording().events).toHaveLength(4);
  });

  it("[ME60] carries over pauses, hidden pages, outages and readings from before the run", () => {
    const page = new Page("sse", "polling", "websocket");
    page.publish("sse", "polling", "websocket");
    const costs = { requests: 7, bytesIn: 70, bytesOut: 700, connections: 1, frames: 7, skipped: 0 };
    page.see({ type: "ledger", lane: "polling", ...costs }).see({ type: "lane-paused", lane: "sse" });
    page.wait(10).see({ type: "ledger", lane: "sse", ...costs });
    page.see({ type: "reconnect-began", lane: "websocket" }).wait(10).see({ type: "page-hidden" });
    page.wait(10).see({ type: "run-started" }).wait(10).see({ type: "page-visible" });
    page.see({ type: "ledger", lane: "polling", ...costs, requests: 9 });
    page.see({ type: "ledger", lane: "sse", ...costs, requests: 8 });
    page.see({ type: "reconnect-ended", lane: "websocket" }).wait(10).publish("sse", "polling");
    const { measure, recording } = recorderOf(page.events);
    const table = measure.table(page.now);
    expect(replay(recording().events).table(page.now)).toStrictEqual(table);
    expect(table.map(({ state }) => state)).toStrictEqual(["paused", "active", "catching-up"]);
    expect(table[1]?.cost).toMatchObject({ requests: 2, overMs: 40 });
    expect(table[0]?.cost).toMatchObject({ requests: 1, overMs: 30 });
    expect(table[2]?.outages).toMatchObject({ count: 1, timed: 0 });
  });

  it("[ME61] is bounded, and counts what found no place", () => {
    const recorder = createRecorder(10);
    const page = new Page("sse").see({ type: "run-started" });
    for (let index = 0; index < 20; index += 1) page.wait(10).publish("sse");
    for (const event of page.events) recorder.apply(event);
    expect(recorder.recording().events).toHaveLength(10);
    expect(recorder.recording().dropped).toBe(13);
    recorder.apply({ type: "run-started", at: page.now });
    expect(recorder.recording().dropped).toBe(0);
  });
});

/** One event of every type, with every member it may have. */
const EVERY_EVENT: readonly MeasureEvent[] = [
  { type: "lane-opened", at: 1, lane: "sse" },
  { type: "clock", at: 1, offsetMs: -90_000.5, uncertaintyMs: 0.75 },
  { type: "page-hidden", at: 1 },
  { type: "page-visible", at: 1 },
  { type: "run-started", at: 1 },
  { type: "run-started", at: 1, durationMs: 60_000 },
  {
    type: "shown",
    at: 2.5,
    lane: "sse",
    frame: "delta",
    epoch: "k3v9",
    seq: 9,
    publishedAt: 1.5,
    from: 3,
    versions: 2,
  },
  { type: "shown", at: 2.5, lane: "sse", frame: "snapshot", epoch: "k3v9", seq: 9, publishedAt: 1.5 },
  { type: "word", at: 3, lane: "sse" },
  { type: "reset", at: 3, lane: "sse", missed: 1 },
  { type: "repeated", at: 3, lane: "sse", count: 1 },
  { type: "repaired", at: 3, lane: "sse", count: 2 },
  { type: "discarded", at: 3, lane: "sse", count: 3 },
  { type: "lane-paused", at: 3, lane: "sse" },
  { type: "lane-resumed", at: 3, lane: "sse" },
  { type: "reconnect-began", at: 3, lane: "sse" },
  { type: "reconnect-ended", at: 3, lane: "sse" },
  { type: "switched", at: 3, lane: "sse", tookMs: 20.5 },
  { type: "counted", at: 3, epoch: "k3v9", from: 1, seq: 9, versions: 4 },
  {
    type: "ledger",
    at: 3,
    lane: "sse",
    requests: 1,
    bytesIn: 2,
    bytesOut: 3,
    connections: 4,
    frames: 5,
    skipped: 6,
  },
  { type: "run-ended", at: 4 },
];

const WHOLE: Recording = { format: "hydra-lab-recording", version: 1, dropped: 0, events: EVERY_EVENT };

/** Wrong for every member there is. */
const wrong = fc.constantFrom<unknown>(null, true, {}, [], "", "a b", -1e300, Number.NaN, Infinity);
const OPTIONAL = new Set(["durationMs", "from", "versions"]);

describe("reading a recording", () => {
  it("[ME62] gives back what was written, and leaves out unknown members", () => {
    expect(reread(WHOLE)).toStrictEqual(WHOLE);
    const events = EVERY_EVENT.map((event) => ({ ...event, colour: "red" }));
    expect(parseRecording({ ...WHOLE, title: "Monday", events })).toStrictEqual(WHOLE);
  });

  it("[ME62] refuses a wrong or missing member of any event, and names it", () => {
    const spoiling = fc.record({
      index: fc.nat({ max: EVERY_EVENT.length - 1 }),
      pick: fc.nat(),
      value: wrong,
    });
    fc.assert(
      fc.property(spoiling, fc.boolean(), ({ index, pick, value }, isMissing) => {
        const event = EVERY_EVENT[index]!;
        const keys = Object.keys(event).filter((key) => !isMissing || !isOptional(event, key));
        const key = keys[pick % keys.length]!;
        const spoiled: Record<string, unknown> = { ...event, [key]: value };
        if (isMissing) delete spoiled[key];
        const events: unknown[] = EVERY_EVENT.map((other) => (other === event ? spoiled : other));
        let path: string | undefined;
        try {
          parseRecording({ ...WHOLE, events });
        } catch (error) {
          if (error instanceof RecordingError) path = error.path;
        }
        expect(path).toBe(`recording.events[${index}].${key}`);
      }),
      { numRuns: 500 },
    );
  });

  it("[ME62] throws nothing but RecordingErrors, whatever it is given", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, events) => {
        for (const input of [value, { ...WHOLE, events }, { ...WHOLE, events: [value, events] }]) {
          try {
            parseRecording(input);
          } catch (error) {
            expect(error).toBeInstanceOf(RecordingError);
          }
        }
      }),
    );
  });

  it.each([
    ["recording", null],
    ["recording.format", { ...WHOLE, format: "har" }],
    ["recording.version", { ...WHOLE, version: 2 }],
    ["recording.dropped", { ...WHOLE, dropped: -1 }],
    ["recording.events", { ...WHOLE, events: { length: 1 } }],
    ["recording.events", { ...WHOLE, events: Array.from({ length: MAX_RECORDED_EVENTS + 1 }) }],
    ["recording.events[0].seq", { ...WHOLE, events: [{ ...EVERY_EVENT[7], seq: 1.5 }] }],
    ["recording.events[0].lane", { ...WHOLE, events: [{ ...EVERY_EVENT[8], lane: "x".repeat(65) }] }],
  ])("[ME61] [ME62] refuses a wrong %s", (path, value) => {
    expect(() => parseRecording(value)).toThrow(expect.objectContaining({ path, name: "RecordingError" }));
  });

  it("[ME10] computes finite figures from any recording that it accepts", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 60 }), (events) => {
        const measure = replay(parseRecording({ ...WHOLE, events }).events);
        const text = JSON.stringify([measure.table(9e15), measure.race(), measure.overview()]);
        expect(text).not.toMatch(/NaN|Infinity/);
        for (const { staleness, activeMs } of measure.table(9e15)) {
          expect(activeMs).toBeGreaterThanOrEqual(0);
          expect(staleness?.worstMs ?? 0).toBeGreaterThanOrEqual(staleness?.p50Ms ?? 0);
        }
      }),
    );
  });
});

/** Wild but allowed: one event of any type with any numbers in range. */
const time = fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.double({ min: 0, max: 8.64e15, noNaN: true }));
const anyEvent = fc
  .record({
    event: fc.constantFrom(...EVERY_EVENT),
    at: time,
    publishedAt: time,
    seq: fc.oneof(fc.nat({ max: 30 }), fc.maxSafeNat()),
    versions: fc.maxSafeNat(),
    epoch: fc.constantFrom("a", "b"),
    offsetMs: fc.constantFrom(0, -8.64e15, 8.64e15, 12.5),
  })
  .map(({ event, ...members }) => ({ ...event, ...members }));

function isOptional(event: MeasureEvent, key: string): boolean {
  return OPTIONAL.has(key) && event.type !== "counted";
}
