// The lane that goes by a message broker: what is lost or comes twice is made up for and counted, its bytes are in the server's ledger, and
// a broker that is away, or not there at all, holds up no other lane.
import type { LaneEvent } from "@hydra/measure";
import { routes, TRANSPORTS } from "@hydra/protocol";
import { readLane, type ConnectionState } from "@hydra/client";
import { DEFAULT_SET_UP } from "@hydra/lab";
import { afterEach, expect, it, vi } from "vitest";
import type { BattleLane as OpenLane } from "../../../src/stores/lab/battle-lane.ts";
import { refusal, until } from "../../browser.ts";
import { openScene } from "../scene.ts";

const { browser, familyId, striker, api, place } = await openScene();
const { Lab } = await import("../../../src/stores/lab/lab.ts");
const { battleLane } = await import("../../../src/stores/lab/battle-lane.ts");
const { findPlace } = await import("../../../src/stores/lab/place.ts");
const PlainSocket = globalThis.WebSocket;

const lanes: OpenLane[] = [];
afterEach(() => {
  for (const lane of lanes.splice(0)) lane.close();
  vi.stubGlobal("WebSocket", PlainSocket);
});

let count = 0;

function createLane() {
  const events: LaneEvent[] = [];
  const states: ConnectionState[] = [];
  const lane = battleLane({
    transport: "mqtt",
    place,
    familyId,
    laneId: `${place.labId}.broker-${(count += 1)}`,
    pollIntervalMs: 250,
    isPaused: false,
    isSlow: false,
    isOnline: true,
    isInSight: true,
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
  lanes.push(lane);
  const ofType = (type: "repaired" | "discarded" | "shown" | "reset") =>
    events.filter((event) => event.type === type);
  return { lane, states, ofType };
}

const untilShown = ({ lane }: { lane: OpenLane }, seq: number): Promise<void> =>
  until(() => expect(lane.view?.cursor.seq).toBe(seq));

/** How often each message that carries a delta gets to the page, in turn; then once each. */
function deliver(...times: number[]): void {
  vi.stubGlobal(
    "WebSocket",
    class extends PlainSocket {
      override addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
        super.addEventListener(type, (event) => {
          const repeats = isDelta(event) ? (times.shift() ?? 1) : 1;
          for (let turn = 0; turn < repeats && typeof listener === "function"; turn += 1) listener(event);
        });
      }
    },
  );
}

function isDelta(event: Event): boolean {
  const { data } = event as MessageEvent<unknown>;
  return data instanceof ArrayBuffer && new TextDecoder().decode(data).includes("/delta");
}

it("is in the server's ledger with the bytes of the broker's connection", async () => {
  const { lane } = createLane();
  await until(() => expect(lane.view).toBeDefined());
  const before = await readLane(api, lane.laneId);
  expect(before).toMatchObject({ connections: 1, open: 1 });
  const { seq } = await striker.strike();
  await untilShown({ lane }, seq);
  const after = await readLane(api, lane.laneId);
  expect(after.bytesOut - before.bytesOut).toBeGreaterThan(200);
  expect(after.requests).toBe(before.requests);
});

it("asks the feed for what a broker loses, and reports each loss once and nothing missed", async () => {
  deliver(0);
  const { lane, ofType } = createLane();
  await until(() => expect(lane.view).toBeDefined());
  for (let hit = 0; hit < 4; hit += 1) await untilShown({ lane }, (await strike()).seq);
  expect(ofType("repaired")).toEqual([expect.objectContaining({ lane: "mqtt", count: 1 })]);
  expect(ofType("reset")).toEqual([]);
  const seqs = ofType("shown").map((event) => (event.type === "shown" ? event.seq : 0));
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
});

/** The next hit; one that the lane does not get is followed by another, which shows that. */
async function strike(): Promise<{ readonly seq: number }> {
  await striker.strike();
  await new Promise((resolve) => setTimeout(resolve, 60));
  return striker.strike();
}

it("discards what comes twice, and reports how much", async () => {
  deliver(2, 3);
  const { lane, ofType } = createLane();
  await until(() => expect(lane.view).toBeDefined());
  for (let hit = 0; hit < 2; hit += 1) await untilShown({ lane }, (await striker.strike()).seq);
  // Counted with the next update.
  await untilShown({ lane }, (await striker.strike()).seq);
  const discarded = ofType("discarded").reduce(
    (sum, event) => sum + (event.type === "discarded" ? event.count : 0),
    0,
  );
  expect(discarded).toBe(3);
  expect(ofType("repaired")).toEqual([]);
});

it("comes back when its broker, which was away while the server was not, is there again", async () => {
  const away = { provider: "mqtt", topic: routes.topic(familyId), url: "ws://127.0.0.1:1/mqtt" };
  browser.answerNext(routes.messaging, () => Response.json(away));
  const { lane, states } = createLane();
  await until(() => expect(states.at(-1)).toMatchObject({ type: "reconnecting", obstacle: "refused" }));
  expect(lane.isOpen).toBe(true);
  await until(() => expect(states.at(-1)?.type).toBe("live"));
});

it("is not open where the server has no broker: no run waits for it", async () => {
  browser.answerNext(routes.messaging, () => refusal("not-found"));
  const { lane, states } = createLane();
  await until(() => expect(states.at(-1)).toMatchObject({ type: "refused", code: "not-found" }));
  expect(lane.isOpen).toBe(false);
  expect(lane.isPaused).toBe(false);
});

const AWAY = { provider: "mqtt", topic: "t", url: "wss://broker.example/mqtt" };

it.each([
  ["this server's own", undefined, false],
  ["another server", () => Response.json(AWAY), true],
  ["none", () => refusal("not-found"), false],
])("has a place that tells whether the broker is elsewhere: %s", async (_, answer, isElsewhere) => {
  if (answer !== undefined) browser.answerNext(routes.messaging, answer);
  const location = { hostname: "127.0.0.1", protocol: "http:" };
  expect((await findPlace({ api, location, familyId })).hasBrokerElsewhere).toBe(isElsewhere);
});

it("has a place that shows that the lane is by chat rooms", async () => {
  const room = {
    provider: "netease",
    appKey: "key",
    account: "hydra",
    roomId: "66",
    addresses: ["link.example:443"],
  };
  browser.answerNext(routes.messaging, () => Response.json(room));
  const location = { hostname: "127.0.0.1", protocol: "http:" };
  const found = await findPlace({ api, location, familyId });
  expect([found.hasBrokerElsewhere, found.isChatRoom]).toEqual([true, true]);
  expect((await findPlace({ api, location, familyId })).isChatRoom).toBeUndefined();
});

it("costs nothing that could be compared where its broker is another server", async () => {
  const setUp = { ...DEFAULT_SET_UP, pollIntervalMs: 250 };
  const onTrouble = () => undefined;
  const lab = new Lab({
    place: { ...place, hasBrokerElsewhere: true },
    setUp,
    onTrouble,
    onCrowded: onTrouble,
  });
  try {
    const costs = () =>
      Object.fromEntries(lab.figures.getState().table.map(({ lane, cost }) => [lane, cost !== null]));
    const others = Object.fromEntries(TRANSPORTS.map((transport) => [transport, transport !== "mqtt"]));
    await until(() => expect(lab.figures.getState().table.at(-1)?.shown).toBeGreaterThan(1));
    await until(() => expect(costs()).toEqual(others));
  } finally {
    lab.close();
  }
});
