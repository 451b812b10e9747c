import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LOST } from "./fake-transport.ts";
import { createRig, story, type Rig } from "./rig.ts";

const { snapshot, delta } = story;

/** Live at seq 5 over its first feed. */
function createLiveRig(): Rig {
  const rig = createRig();
  rig.feeds[0]!.send(snapshot(5));
  return rig;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the platform's hints", () => {
  it("[HI1] keeps a live feed when the server answers although no network is reported", async () => {
    const { connection, feeds, states, answer } = createLiveRig();
    answer.probe = { type: "served", isOriginRefused: false };
    connection.setOnline(false);
    for (let beat = 0; beat < 6; beat += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      feeds[0]!.events.onFrame({ type: "heartbeat", now: 1 });
    }
    expect(feeds).toHaveLength(1);
    expect(states).toEqual([{ type: "live" }]);
  });

  it("[HI1] connects although no network is reported", () => {
    const { connection, feeds } = createRig();
    connection.setOnline(false);
    feeds[0]!.send(snapshot(5));
    expect(connection.state).toEqual({ type: "live" });
  });

  it("[HI2] ends a feed when the server is silent too, tries again slowly, and hurries when the network is back", async () => {
    const { connection, feeds, states, reports } = createLiveRig();
    connection.setOnline(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(feeds[0]!.isClosed).toBe(true);
    expect(connection.state).toEqual({ type: "offline", retryAt: Date.now() + 5_250 });
    await vi.advanceTimersByTimeAsync(5_249);
    expect(feeds).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    feeds[1]!.end(LOST);
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.state.type).toBe("offline");
    connection.setOnline(true);
    expect(feeds[2]!.request.since).toEqual({ epoch: "e1", seq: 5 });
    feeds[2]!.send(delta(5, 8));
    expect(states.map(({ type }) => type)).toEqual(["live", "offline", "offline", "reconnecting", "live"]);
    expect(reports).toMatchObject([{ type: "reconnect", missed: 0 }]);
  });

  it("ends a wait when nudged, but not an attempt under way", () => {
    const { connection, feeds } = createLiveRig();
    feeds[0]!.end(LOST);
    connection.nudge();
    expect(feeds).toHaveLength(2);
    connection.nudge();
    expect(feeds).toHaveLength(2);
    expect(feeds[1]!.nudges).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(feeds).toHaveLength(2);
  });

  it("passes the poll interval on to the open feed and to later ones", () => {
    const { connection, feeds } = createLiveRig();
    expect(feeds[0]!.request.pollIntervalMs).toBe(3_000);
    connection.setPollInterval(500);
    expect(feeds[0]!.pollIntervals).toEqual([500]);
    feeds[0]!.end(LOST);
    vi.advanceTimersByTime(250);
    expect(feeds[1]!.request.pollIntervalMs).toBe(500);
  });
});

describe("a connection that is paused", () => {
  it("[TB1] closes the feed, keeps the view, and resumes from its cursor", async () => {
    const { connection, feeds, states, reports } = createLiveRig();
    connection.pause();
    connection.pause();
    expect(feeds[0]!.isClosed).toBe(true);
    expect(connection.state).toEqual({ type: "paused" });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(feeds).toHaveLength(1);
    connection.resume();
    expect(feeds[1]!.request.since).toEqual({ epoch: "e1", seq: 5 });
    feeds[1]!.send(delta(5, 8));
    expect(states.map(({ type }) => type)).toEqual(["live", "paused", "connecting", "live"]);
    expect(reports).toMatchObject([{ type: "reconnect", resumed: true, missed: 0, repeated: 0 }]);
    connection.pause();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[TB1] opens nothing when it begins paused", async () => {
    const { connection, feeds, states } = createRig({ isPaused: true });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([feeds.length, connection.state.type]).toEqual([0, "paused"]);
    connection.resume();
    feeds[0]!.send(snapshot(5));
    expect(states.map(({ type }) => type)).toEqual(["connecting", "live"]);
  });

  it("ends a switch that is under way", async () => {
    const { connection, feeds } = createLiveRig();
    const done = connection.switchTo("polling");
    connection.pause();
    await expect(done).rejects.toMatchObject({ name: "AbortError" });
    expect(feeds.every(({ isClosed }) => isClosed)).toBe(true);
    connection.resume();
    expect(feeds[2]!.name).toBe("sse");
  });
});
