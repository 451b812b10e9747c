// Figures of the transports: live for the one in use, kept for the others, and charged only with what was theirs.
import type { Counters, BattleUpdate } from "@hydra/client";
import { beforeEach, expect, it } from "vitest";
import { createMeasures, type Measures } from "../../src/stores/measures.ts";

const START = 1_000_000;
const NOTHING: Counters = {
  applied: 0,
  stale: 0,
  gaps: 0,
  resets: 0,
  diverged: 0,
  missed: 0,
  repeated: 0,
  reconnects: 0,
  malformed: 0,
  requests: 0,
  payloadBytesIn: 0,
  repairs: 0,
};

let now: number;
let measures: Measures;

beforeEach(() => {
  now = START;
  measures = createMeasures(() => now, true);
});

const spent = (requests: number, payloadBytesIn: number): Counters => ({
  ...NOTHING,
  requests,
  payloadBytesIn,
});

/** An update of one version that is `stalenessMs` old by the page's clock, over a server's clock that is `offsetMs` ahead. */
function arrival(transport: BattleUpdate["transport"], stalenessMs: number, offsetMs = 0): BattleUpdate {
  const publishedAt = now - stalenessMs + offsetMs;
  const view = {
    cursor: { epoch: "e", seq: 1 },
    publishedAt,
    round: 1,
    monster: { name: "Hydra", hp: 1, maxHp: 1, status: "fighting" },
    players: 0,
    totalDamage: 0,
    entries: [],
  } satisfies BattleUpdate["view"];
  return {
    type: "delta",
    transport,
    view,
    frame: { type: "delta", epoch: "e", from: 0, seq: 1, publishedAt },
    isOverlapping: false,
    isReset: false,
    findings: [],
    hits: [],
    versions: 1,
    firstPublishedAt: publishedAt,
    publishedAt,
    receivedAt: now,
  };
}

/** After ten seconds, with the traffic so far. */
function later(counters: Counters): void {
  now += 10_000;
  measures.tick(counters);
}

const measureOf = (transport: BattleUpdate["transport"]) => measures.store.getState().measures[transport];

it("charges a transport with what was spent since it was open, not with what opening it took", () => {
  measures.use("polling", spent(7, 9_000));
  later(spent(10, 9_600));
  expect(measureOf("polling")).toEqual({
    stalenessMs: undefined,
    requestsPerMinute: 18,
    bytesPerMinute: 3_600,
    measuredAt: START + 10_000,
  });
});

it("keeps the figures of a transport that is not in use any more, with their date", () => {
  measures.use("polling", NOTHING);
  later(spent(3, 600));
  const before = measureOf("polling");
  measures.use("sse", spent(4, 5_000));
  later(spent(4, 5_100));
  expect(measureOf("polling")).toBe(before);
  expect(measureOf("sse")).toMatchObject({
    requestsPerMinute: 0,
    bytesPerMinute: 600,
    measuredAt: START + 20_000,
  });
});

it("goes on measuring when the transport in use is named again", () => {
  measures.use("sse", NOTHING);
  now += 3_000;
  measures.use("sse", spent(50, 50_000));
  now += 3_000;
  measures.tick(spent(1, 600));
  expect(measureOf("sse")).toMatchObject({ requestsPerMinute: 10, bytesPerMinute: 6_000 });
});

it("has no figures for a transport before it was in use for a while", () => {
  measures.use("sse", NOTHING);
  now += 1_000;
  measures.tick(spent(1, 600));
  expect(measureOf("sse")).toBeUndefined();
});

it("leaves out what was forgiven", () => {
  measures.use("websocket", NOTHING);
  measures.forgive(spent(1, 40_000));
  later(spent(1, 41_000));
  expect(measureOf("websocket")).toMatchObject({ requestsPerMinute: 0, bytesPerMinute: 6_000 });
});

it("dates updates by the server's clock, once that is known", () => {
  measures.use("sse", NOTHING);
  now += 5_000;
  measures.onUpdate(arrival("sse", 30, 90_000));
  measures.tick(NOTHING);
  expect(measureOf("sse")?.stalenessMs).toBeUndefined();
  measures.setClock({ offsetMs: 90_000, uncertaintyMs: 1 });
  measures.tick(NOTHING);
  expect(measureOf("sse")?.stalenessMs).toBe(30);
});

it("does not charge a transport with another one's updates while both are open", () => {
  measures.setClock({ offsetMs: 0, uncertaintyMs: 1 });
  measures.use("sse", NOTHING);
  now += 5_000;
  measures.onUpdate(arrival("sse", 20));
  for (let count = 0; count < 5; count += 1) measures.onUpdate(arrival("polling", 2_000));
  measures.tick(NOTHING);
  expect(measureOf("sse")?.stalenessMs).toBe(20);
  expect(measureOf("polling")).toBeUndefined();
});

it("neither counts nor shows anything while the page is out of sight", () => {
  measures.use("sse", NOTHING);
  later(spent(1, 1_000));
  const before = measureOf("sse");
  measures.setVisible(false);
  later(spent(500, 900_000));
  expect(measureOf("sse")).toBe(before);
  measures.setVisible(true);
  later(spent(501, 901_000));
  // Twice ten seconds were seen, with a request in each.
  expect(measureOf("sse")).toMatchObject({ requestsPerMinute: 6, bytesPerMinute: 6_000 });
});

it("begins out of sight where the page does", () => {
  measures = createMeasures(() => now, false);
  measures.use("sse", NOTHING);
  later(spent(9, 9_000));
  expect(measureOf("sse")).toBeUndefined();
  measures.setVisible(true);
  later(spent(10, 10_000));
  expect(measureOf("sse")).toMatchObject({ requestsPerMinute: 6, bytesPerMinute: 6_000 });
});
