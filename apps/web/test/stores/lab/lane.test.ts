// One lane on a real lab: the measure gets what it shows and suffers, and loses nothing of it when it is released.
import type { LaneEvent } from "@hydra/measure";
import type { TransportName } from "@hydra/protocol";
import { clearWeather, cutWeather, putWeather, readLane } from "@hydra/client";
import { afterEach, describe, expect, it } from "vitest";
import type { BattleLane as OpenLane, BattleLaneOptions } from "../../../src/stores/lab/battle-lane.ts";
import { WEATHERS } from "@hydra/protocol";
import { until } from "../../browser.ts";
import { openScene } from "../scene.ts";

const { server, browser, familyId, striker, api, place } = await openScene();
const { battleLane } = await import("../../../src/stores/lab/battle-lane.ts");

const lanes: OpenLane[] = [];
afterEach(() => {
  for (const lane of lanes.splice(0)) lane.close();
});

let count = 0;

/** A lane with everything it reported. */
function createLane(transport: TransportName, options: Partial<BattleLaneOptions> = {}) {
  const events: LaneEvent[] = [];
  const states: string[] = [];
  const lane = battleLane({
    transport,
    place,
    familyId,
    laneId: `${place.labId}.${(count += 1)}`,
    pollIntervalMs: 250,
    isPaused: false,
    isSlow: false,
    isOnline: true,
    isInSight: true,
    onEvent: (event) => events.push(event),
    onState: ({ type }) => states.push(type),
    ...options,
  });
  lanes.push(lane);
  const shown = () => events.filter((event) => event.type === "shown");
  const types = () => events.map(({ type }) => type);
  return { lane, events, states, shown, types };
}

const untilShown = ({ lane }: { lane: OpenLane }, seq: number): Promise<void> =>
  until(() => expect(lane.view?.cursor.seq).toBe(seq));

describe("a lane", () => {
  it.each(["polling", "sse", "websocket"] as const)(
    "over %s reports what it shows, and where each delta led on from",
    async (transport) => {
      const { lane, events, shown } = createLane(transport);
      await until(() => expect(lane.view).toBeDefined());
      const { cursor } = lane.view!;
      expect(events[0]).toMatchObject({ type: "lane-opened", lane: transport });
      expect(shown()[0]).toMatchObject({ frame: "snapshot", lane: transport, ...cursor });
      expect(shown()[0]).not.toHaveProperty("from");
      const { seq } = await striker.strike();
      await untilShown({ lane }, seq);
      expect(shown().at(-1)).toMatchObject({ frame: "delta", from: cursor.seq, seq, versions: 1 });
      expect(shown().at(-1)!.at).toBeGreaterThan(shown()[0]!.at);
    },
  );

  it("is in the server's ledger under its name", async () => {
    const { lane } = createLane("polling");
    await until(() => expect(lane.view).toBeDefined());
    await until(async () => expect((await readLane(api, lane.laneId)).requests).toBeGreaterThan(1));
  });

  it("polls as often as the set-up has it, also when that changes", async () => {
    const { lane } = createLane("polling", { pollIntervalMs: 60_000 });
    await until(() => expect(lane.view).toBeDefined());
    lane.setPollInterval(250);
    const { seq } = await striker.strike();
    await untilShown({ lane }, seq);
  });
});

describe("a paused lane", () => {
  it("asks for nothing, and is not measured, until it is resumed", async () => {
    const { length } = browser.requests;
    const { lane, types, states } = createLane("polling", { isPaused: true });
    expect(lane.isPaused).toBe(true);
    expect(types()).toEqual(["lane-opened", "lane-paused"]);
    await striker.strike();
    expect(browser.requests.slice(length).filter((path) => path.includes(lane.laneId))).toEqual([]);
    expect([lane.view, states]).toEqual([undefined, []]);
    lane.setPaused(false);
    await until(() => expect(lane.view).toBeDefined());
    expect(types().slice(0, 4)).toEqual(["lane-opened", "lane-paused", "lane-resumed", "shown"]);
  });

  it("goes on from where it was, by a delta over all that came meanwhile", async () => {
    const { lane, shown, types } = createLane("sse");
    await until(() => expect(lane.view).toBeDefined());
    lane.setPaused(true);
    const { seq: from } = lane.view!.cursor;
    await striker.strike();
    const { seq } = await striker.strike();
    expect(lane.view!.cursor.seq).toBe(from);
    lane.setPaused(false);
    lane.setPaused(false);
    await untilShown({ lane }, seq);
    expect(shown().map(({ frame }) => frame)).toEqual(["snapshot", "delta"]);
    expect(shown()[1]).toMatchObject({ from, seq });
    expect(types()).toEqual(["lane-opened", "shown", "lane-paused", "lane-resumed", "shown"]);
  });
});

describe("a lane out of sight", () => {
  it("closes without reporting a pause or an outage, and resumes when it is seen", async () => {
    const { lane, shown, types, states } = createLane("websocket");
    await until(() => expect(states).toContain("live"));
    lane.setInSight(false);
    await until(() => expect(states.at(-1)).toBe("paused"));
    const { seq } = await striker.strike();
    lane.setInSight(true);
    await untilShown({ lane }, seq);
    expect(shown().at(-1)).toMatchObject({ frame: "delta", seq });
    expect(types()).toEqual(["lane-opened", "shown", "shown"]);
  });

  it("stays closed when it is seen while it is paused", async () => {
    const { lane, states } = createLane("sse", { isInSight: false });
    expect(lane.isPaused).toBe(false);
    lane.setPaused(true);
    lane.setInSight(true);
    lane.setPaused(false);
    await until(() => expect(states).toContain("live"));
    lane.setPaused(true);
    lane.setInSight(false);
    lane.setInSight(true);
    await until(() => expect(states.at(-1)).toBe("paused"));
  });
});

describe("a lane with a slow reader", () => {
  it("goes on from what is shown, over the port where readers are slow", async () => {
    const elsewhere = { lanesUrl: place.lanesUrl, slowLanesUrl: server.url };
    const { lane, shown, types, states } = createLane("sse", { place: elsewhere });
    await until(() => expect(states).toContain("live"));
    const { seq: from } = lane.view!.cursor;
    lane.setSlow(true);
    const { seq } = await striker.strike();
    await untilShown({ lane }, seq);
    expect(shown().map(({ frame }) => frame)).toEqual(["snapshot", "delta"]);
    expect(shown()[1]).toMatchObject({ from, seq });
    expect(types()).not.toContain("reset");
    expect(types()).not.toContain("reconnect-began");
  });

  it("begins over that port, and over no other", async () => {
    const nowhere = "http://127.0.0.1:1";
    const slow = createLane("sse", {
      isSlow: true,
      place: { lanesUrl: nowhere, slowLanesUrl: place.slowLanesUrl },
    });
    const fast = createLane("sse", { place: { lanesUrl: place.lanesUrl, slowLanesUrl: nowhere } });
    await until(() => expect([slow.states.at(-1), fast.states.at(-1)]).toEqual(["live", "live"]));
  });

  it("is not opened anew when nothing changes", async () => {
    const { lane, states } = createLane("sse");
    await until(() => expect(states).toContain("live"));
    const { length } = browser.requests;
    lane.setSlow(false);
    expect([browser.requests.length, states.includes("closed")]).toEqual([length, false]);
  });
});

it("reports an outage once, and of its end", async () => {
  const { lane, types, states, shown } = createLane("sse");
  await until(() => expect(states).toContain("live"));
  await putWeather(api, { labId: place.labId, weather: WEATHERS.none });
  await cutWeather(api, { labId: place.labId, cutMs: 500 });
  await until(() => expect(types()).toContain("reconnect-ended"));
  const { seq } = await striker.strike();
  await untilShown({ lane }, seq);
  await clearWeather(api, place.labId);
  expect(types().filter((type) => type.startsWith("reconnect"))).toEqual([
    "reconnect-began",
    "reconnect-ended",
  ]);
  expect(types()).not.toContain("reset");
  expect(
    shown()
      .map(({ frame }) => frame)
      .filter((frame) => frame === "snapshot"),
  ).toHaveLength(1);
});
