// The interval of heartbeats, which clients go by, where it is not the default.
import { afterEach, describe, expect, it, vi } from "vitest";
import { createConnection, type ConnectionState } from "../../../src/client/index.ts";
import { Hub } from "../../../src/server/index.ts";
import { TRAITS, FEED_TRANSPORTS } from "../../../src/wire/transports.ts";
import { RecordingSink } from "../hub/recording-sink.ts";
import { Scene } from "../hub/scene.ts";
import { PATIENCE_MS, PlainApp } from "./plain-app.ts";

const PUSHED = FEED_TRANSPORTS.filter((name) => TRAITS[name].mode === "streaming");

afterEach(() => void vi.useRealTimers());

describe.each(PUSHED)("[PR27] a client over %s", (transport) => {
  it.each([
    { heartbeatIntervalMs: 60_000, keepsMs: 100_000, givesUpMs: 30_000 },
    { heartbeatIntervalMs: 10_000, keepsMs: 15_000, givesUpMs: 10_000 },
    { heartbeatIntervalMs: 1_000, keepsMs: 1_500, givesUpMs: 3_000 },
  ])("goes by an interval of $heartbeatIntervalMs ms from the start", async (example) => {
    const { heartbeatIntervalMs, keepsMs, givesUpMs } = example;
    await using plain = await PlainApp.open({ heartbeatIntervalMs });
    // The client's clock stands still but for the test; the hub's sweep goes on by its own, and finds nothing silent for long.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const states: ConnectionState["type"][] = [];
    const connection = createConnection({
      url: plain.url,
      transport,
      onState: ({ type }) => states.push(type),
    });
    await realUntil(() => states.includes("live"));
    await realTurns();
    vi.advanceTimersByTime(keepsMs);
    expect(connection.state.type).toBe("live");
    vi.advanceTimersByTime(givesUpMs);
    expect(states).toContain("reconnecting");
    connection.close();
    vi.useRealTimers();
  });
});

it("[PR27] comes after the first frame where it is not the default, and no stream is silent for twice as long", () => {
  vi.useFakeTimers();
  using scene = new Scene();
  expect(scene.subscribe().types).toEqual(["snapshot"]);
  for (const heartbeatIntervalMs of [100, 1_000, 60_000]) {
    const hub = new Hub({ frameIntervalMs: 5, heartbeatIntervalMs, maxBehindMs: 10_000, now: Date.now });
    const times: number[] = [];
    const sink = new RecordingSink({ onWrite: () => times.push(Date.now()) });
    vi.advanceTimersByTime(3);
    hub.subscribe(scene.feed, sink, undefined);
    vi.advanceTimersByTime(10 * heartbeatIntervalMs);
    expect(sink.types.slice(0, 2)).toEqual(["snapshot", "heartbeat"]);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.max(...gaps)).toBeLessThan(2 * heartbeatIntervalMs);
    hub.drain();
  }
});

async function realUntil(isSo: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isSo()).toBe(true), { timeout: PATIENCE_MS });
}

/** What came with the first frame has been read. */
async function realTurns(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
