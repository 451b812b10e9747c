// What a crowd needs over each transport, and that more of it never needs less.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { DEFAULT_SCENARIO, whatIf, type LaneWhatIf, type Scenario } from "../src/index.ts";
import { anyScenario, RUN } from "./scenarios.ts";

const HEARTBEAT_BYTES = 62;

function needsOf(lane: TransportName, part: Partial<Scenario>): LaneWhatIf {
  const [needs] = whatIf({
    scenario: { ...DEFAULT_SCENARIO, ...part },
    run: null,
    prices: {},
    lanes: [lane],
  }).lanes;
  return needs!;
}

/** By name, of one lane. */
function valuesOf({
  requests,
  connections,
  busy,
  down,
  memory,
  cores,
  radio,
  radioOfAll,
  month,
}: LaneWhatIf) {
  return { requests, connections, busy, down, memory, cores, radio, radioOfAll, month };
}

describe("needs", () => {
  it("[WI21] of more clients, and of more updates, are never less", () => {
    const more = fc.record({
      clients: fc.integer({ min: 1, max: 50 }),
      updates: fc.double({ min: 1, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(anyScenario, more, fc.constantFrom(null, RUN), (any, { clients, updates }, run) => {
        const scenario = { ...any, updateBytes: any.updateBytes + HEARTBEAT_BYTES };
        const before = whatIf({ scenario, run, prices: {} });
        for (const part of [
          { clients: scenario.clients * clients },
          { updatesPerSecond: scenario.updatesPerSecond * updates },
        ]) {
          const after = whatIf({ scenario: { ...scenario, ...part }, run, prices: {} });
          for (const [index, lane] of before.lanes.entries()) {
            const then = valuesOf(after.lanes[index]!);
            for (const [name, { value }] of Object.entries(valuesOf(lane))) {
              const least = (value ?? 0) * (1 - 1e-9);
              expect(
                then[name as keyof typeof then].value ?? 0,
                `${lane.lane} ${name}`,
              ).toBeGreaterThanOrEqual(least);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("[WI10] are those of the pages in sight alone", () => {
    const all = whatIf({
      scenario: { ...DEFAULT_SCENARIO, hiddenPercent: 0, tabs: 4 },
      run: null,
      prices: {},
    });
    const half = whatIf({
      scenario: { ...DEFAULT_SCENARIO, hiddenPercent: 50, tabs: 4 },
      run: null,
      prices: {},
    });
    expect([all.watchers.value, half.watchers.value]).toEqual([4_000, 2_000]);
    for (const [index, { down, requests }] of all.lanes.entries()) {
      expect(half.lanes[index]!.down.value).toBeCloseTo(down.value! / 2, 3);
      expect(half.lanes[index]!.requests.value).toBeCloseTo(requests.value! / 2, 6);
    }
  });

  it("[WI12] [WI22] in requests are the exchanges of what asks, and none of a stream", () => {
    const part = { clients: 100, hiddenPercent: 0, updatesPerSecond: 2, pollIntervalMs: 4_000 };
    const requests = TRANSPORTS.map((lane) => needsOf(lane, part).requests.value);
    expect(requests).toEqual([25, 200, 0, 0, 0, 0]);
  });

  it("[WI22] in connections are one a page, shared by a browser's pages over HTTP/2 unless upgraded", () => {
    const part = { clients: 100, tabs: 4, hiddenPercent: 50, http: "2" } as const;
    expect(needsOf("sse", part).connections.value).toBe(100);
    expect(needsOf("websocket", part).connections.value).toBe(200);
    expect(needsOf("sse", { ...part, http: "1.1" }).connections.value).toBe(200);
  });

  it("[WI22] in connections in use are by Little's law of polling, and all that are held", () => {
    const part = { clients: 1_000, hiddenPercent: 0, pollIntervalMs: 2_000, roundTripMs: 100 };
    expect(needsOf("polling", part).busy.value).toBeCloseTo(1_000 * 0.5 * 0.1, 6);
    expect(needsOf("polling", { ...part, roundTripMs: 5_000 }).busy.value).toBe(1_000);
    expect(needsOf("long-polling", part).busy.value).toBe(1_000);
  });

  it("[WI23] [WI7] in memory and cores are the bench's published figures, as its README has them", async () => {
    const { readFile } = await import("node:fs/promises");
    const readme = await readFile(new URL("../../../apps/bench/README.md", import.meta.url), "utf8");
    /** Cells of a table's row, by the words that begin it. */
    const row = (table: string, name: string): number[] =>
      (readme.slice(readme.indexOf(table)).match(new RegExp(`^\\| ${name} +\\|(.*)\\|$`, "m"))?.[1] ?? "")
        .split("|")
        .map((cell) => Number(cell.replaceAll(",", "")));
    const idle = "**Growth of resident memory";
    const fanOut = "**Fan-out to 1,000";
    const part = { clients: 1_048_576, hiddenPercent: 0, updatesPerSecond: 20, isTls: false };
    for (const [lane, name] of [
      ["websocket", "Hydra WebSocket"],
      ["sse", "Hydra SSE"],
      ["long-polling", "Hydra long-poll"],
    ] as const) {
      const { memory, cores } = needsOf(lane, part);
      expect(memory.value).toBeCloseTo(row(idle, name)[0]!, 9);
      const exchanges = lane === "websocket" ? 20 + 1 / 30 : 20;
      // The third column: alone.
      expect(cores.value).toBeCloseTo((1_048_576 * exchanges * row(fanOut, name)[3]!) / 1e6, 3);
    }
    const polls = "**Polls over 100";
    const { cores } = needsOf("polling", { ...part, updatesPerSecond: 0.5, pollIntervalMs: 1_000 });
    const mean = (row(polls, "Hydra 304")[3]! + row(polls, "Hydra 200")[3]!) / 2;
    expect(cores.value).toBeCloseTo((1_048_576 * mean) / 1e6, 3);
  });

  it("[WI24] in radio are a tail an exchange until they meet, by hand", () => {
    const awake = 0.26 + 11.576;
    // A poll a minute.
    expect(needsOf("polling", { pollIntervalMs: 60_000 }).radio.value).toBeCloseTo(60 * awake, 6);
    // A hold each half minute.
    const rarely = { updatesPerSecond: 0.001 };
    expect(needsOf("long-polling", rarely).radio.value).toBeCloseTo(120 * awake, 6);
    // Heartbeats each 10 s never let it sleep.
    for (const lane of ["sse", "websocket", "mqtt"] as const)
      expect(needsOf(lane, rarely).radio.value).toBe(3_600);
  });

  it("[WI25] in radio of all are the clients on battery with a page in sight", () => {
    const part = { clients: 200, batteryPercent: 25, hiddenPercent: 50, hoursPerDay: 2 };
    expect(needsOf("sse", part).radioOfAll.value).toBeCloseTo(200 * 0.5 * 0.25 * 2, 6);
    expect(needsOf("sse", { ...part, batteryPercent: 0 }).radioOfAll.value).toBe(0);
  });
});
