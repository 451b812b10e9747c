import { HEARTBEAT_INTERVAL_MS } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withHeartbeat } from "../src/heartbeat.ts";
import { createFakeTable, NO_RECEIPT } from "./fake-transport.ts";

const REQUEST = { baseUrl: "http://hydra", familyId: "f", since: undefined, pollIntervalMs: 1 };

function open() {
  const { table, feeds } = createFakeTable();
  const ends: string[] = [];
  const feed = withHeartbeat(table.sse)(REQUEST, {
    onFrame() {},
    onUnchanged() {},
    onNotice() {},
    onEnd: (end, { requests }) => ends.push(`${end.type}: ${end.reason} (${requests})`),
  });
  return { feed, inner: feeds[0]!, ends };
}

describe("withHeartbeat", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("[PR27] gives up after twice the interval without a word", () => {
    const { inner, ends } = open();
    vi.advanceTimersByTime(2 * HEARTBEAT_INTERVAL_MS - 1);
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ends).toEqual(["lost: silent for 20 s (1)"]);
    expect(inner.isClosed).toBe(true);
  });

  it("[PR27] takes any frame as a sign of life", () => {
    const { inner, ends } = open();
    for (let beat = 0; beat < 10; beat += 1) {
      vi.advanceTimersByTime(1.9 * HEARTBEAT_INTERVAL_MS);
      inner.events.onFrame({ type: "heartbeat", now: 1 }, NO_RECEIPT);
    }
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(2 * HEARTBEAT_INTERVAL_MS);
    expect(ends).toEqual(["lost: silent for 20 s (0)"]);
  });

  it("[PR27] goes by the interval the server announces, within reason", () => {
    const { inner, ends } = open();
    inner.events.onFrame({ type: "heartbeat", now: 1, intervalMs: 1_000 }, NO_RECEIPT);
    vi.advanceTimersByTime(1_999);
    expect(ends).toEqual([]);
    inner.events.onFrame({ type: "heartbeat", now: 1, intervalMs: 0 }, NO_RECEIPT);
    expect(ends).toEqual([]);
    inner.events.onFrame({ type: "heartbeat", now: 1, intervalMs: Number.MAX_SAFE_INTEGER }, NO_RECEIPT);
    vi.advanceTimersByTime(200_000);
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(40_000);
    expect(ends).toHaveLength(1);
  });

  it("looks at the silence when nudged, because a hidden page's timers may have been held back", () => {
    const { feed, inner, ends } = open();
    feed.nudge();
    expect(ends).toEqual([]);
    expect(inner.nudges).toBe(1);
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 3 * HEARTBEAT_INTERVAL_MS);
    feed.nudge();
    expect(ends).toHaveLength(1);
  });

  it("is silent once it was closed, or the feed ended by itself", () => {
    const closed = open();
    closed.feed.close();
    const ended = open();
    ended.inner.events.onEnd({ type: "restart", reason: "r" }, NO_RECEIPT);
    vi.advanceTimersByTime(10 * HEARTBEAT_INTERVAL_MS);
    closed.feed.nudge();
    ended.feed.nudge();
    expect(closed.ends).toEqual([]);
    expect(ended.ends).toEqual(["restart: r (0)"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
