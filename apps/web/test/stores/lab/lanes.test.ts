// All lanes of a lab on a real server: one for each transport, and what happens to the page happens to all.
import type { MeasureEvent } from "@hydra/measure";
import { tableOf, TRANSPORTS, WEATHERS, type TransportName } from "@hydra/protocol";
import { clearWeather, cutWeather, FaultBench, putWeather } from "@hydra/client";
import { afterEach, expect, it } from "vitest";
import type { Lanes as AllLanes } from "../../../src/stores/lab/lanes.ts";
import { DEFAULT_SET_UP, type SetUp } from "@hydra/lab";
import { until } from "../../browser.ts";
import { openScene } from "../scene.ts";

const { striker, api, place } = await openScene();
const { Lanes } = await import("../../../src/stores/lab/lanes.ts");

const labs: AllLanes[] = [];
afterEach(() => {
  for (const lanes of labs.splice(0)) lanes.close();
});

/** A lab's lanes, in sight unless set otherwise. */
function createLanes(part: Partial<SetUp> = {}) {
  const events: MeasureEvent[] = [];
  const states = new Map<TransportName, string>();
  const history: { readonly transport: TransportName; readonly type: string }[] = [];
  const lanes = new Lanes({
    place,
    setUp: { ...DEFAULT_SET_UP, pollIntervalMs: 250, ...part },
    faults: tableOf(() => new FaultBench()),
    onEvent: (event) => events.push(event),
    onState: (transport, { type }) => {
      states.set(transport, type);
      history.push({ transport, type });
    },
  });
  labs.push(lanes);
  lanes.setInSight(true);
  return { lanes, events, states, history };
}

const seqsOf = (lanes: AllLanes) => lanes.open.map(({ view }) => view?.cursor.seq);

it("are one for each transport, in the order of the table, each with a name of its own", () => {
  const { lanes, events } = createLanes();
  expect(lanes.all.map(({ transport }) => transport)).toEqual(TRANSPORTS);
  expect(new Set(lanes.all.map(({ laneId }) => laneId)).size).toBe(TRANSPORTS.length);
  expect(events.filter(({ type }) => type === "lane-opened")).toHaveLength(TRANSPORTS.length);
});

it("end on the same version, which a witness has seen published", async () => {
  const { lanes, events, states } = createLanes();
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "live")));
  const { seq } = await striker.strike();
  await until(() => expect(seqsOf(lanes)).toEqual(TRANSPORTS.map(() => seq)));
  expect(lanes.isEven).toBe(true);
  await until(() => expect(events).toContainEqual(expect.objectContaining({ type: "published", seq })));
});

it("are uneven as long as one of them shows something older", async () => {
  const { lanes, states } = createLanes({ pollIntervalMs: 600_000 });
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "live")));
  const { seq } = await striker.strike();
  await until(() =>
    expect(lanes.all.find(({ transport }) => transport === "sse")?.view?.cursor.seq).toBe(seq),
  );
  expect(lanes.isEven).toBe(false);
  lanes.adopt({ ...DEFAULT_SET_UP, pollIntervalMs: 250 });
  await until(() => expect(lanes.isEven).toBe(true));
});

it("that are paused are neither open nor waited for, until they are resumed", async () => {
  const { lanes, states } = createLanes({ paused: ["polling", "sse"] });
  expect(lanes.open.map(({ transport }) => transport)).toEqual(
    TRANSPORTS.filter((transport) => !["polling", "sse"].includes(transport)),
  );
  await until(() => expect(states.size).toBe(TRANSPORTS.length - 2));
  await until(() => expect(seqsOf(lanes)).not.toContain(undefined));
  expect(lanes.isEven).toBe(true);
  lanes.setPaused("sse", false);
  await until(() => expect(states.get("sse")).toBe("live"));
  expect(lanes.open).toHaveLength(TRANSPORTS.length - 1);
});

it("close their connections out of sight, and resume together", async () => {
  const { lanes, events, states } = createLanes();
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "live")));
  lanes.setInSight(false);
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "paused")));
  const { seq } = await striker.strike();
  expect(seqsOf(lanes)).not.toContain(seq);
  lanes.setInSight(true);
  await until(() => expect(seqsOf(lanes)).toEqual(TRANSPORTS.map(() => seq)));
  await until(() => expect(events).toContainEqual(expect.objectContaining({ type: "published", seq })));
});

it("take the slow reader of the set-up: that lane alone is opened anew", async () => {
  const { lanes, events, states, history } = createLanes();
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "live")));
  const { length } = history;
  const changed = () => [...new Set(history.slice(length).map(({ transport }) => transport))];
  lanes.adopt({ ...DEFAULT_SET_UP, pollIntervalMs: 250, slow: "websocket" });
  await until(() => expect(changed()).toContain("websocket"));
  const { seq } = await striker.strike();
  await until(() => expect(seqsOf(lanes)).toEqual(TRANSPORTS.map(() => seq)));
  expect(changed()).toEqual(["websocket"]);
  expect(events.filter(({ type }) => type === "reset")).toEqual([]);
});

it("all get the hint that the network is gone, and back", async () => {
  const { lanes, states, history } = createLanes();
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "live")));
  await putWeather(api, { labId: place.labId, weather: WEATHERS.none });
  await cutWeather(api, { labId: place.labId, cutMs: 500 });
  lanes.setOnline(false);
  const gone = () =>
    new Set(history.filter(({ type }) => type === "offline").map(({ transport }) => transport));
  await until(() => expect(gone().size).toBe(TRANSPORTS.length));
  lanes.setOnline(true);
  await until(() => expect([...states.values()]).toEqual(TRANSPORTS.map(() => "live")));
  await clearWeather(api, place.labId);
  lanes.close();
  expect([...states.values()]).toEqual(TRANSPORTS.map(() => "closed"));
});
