// Feeds that report their changes themselves: the hub follows those that it keeps, and others while they have watchers.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createKeyedFeed, Hub } from "../../../src/server/index.ts";
import { decodeObject, timeAt } from "../../../src/wire/fields.ts";
import { RecordingSink } from "./recording-sink.ts";

const FRAME_MS = 50;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function openHub(): Hub {
  return new Hub({
    frameIntervalMs: FRAME_MS,
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 3_000,
    now: Date.now,
  });
}

it("[PR29] a watched feed's changes reach its watchers without being announced, one frame an interval", () => {
  const hub = openHub();
  const feed = createKeyedFeed({ key: "id", now: Date.now });
  const sink = new RecordingSink();
  hub.subscribe(feed, sink, undefined);
  for (let n = 0; n < 100; n += 1) feed.set({ id: n });
  vi.advanceTimersByTime(1);
  expect(sink.types).toEqual(["snapshot", "delta"]);
  feed.delete(3);
  vi.advanceTimersByTime(FRAME_MS);
  expect(sink.types).toEqual(["snapshot", "delta", "delta"]);
  hub.drain();
});

it("[PR25] a feed that is kept has versions of the time of its changes, without a watcher", () => {
  const hub = openHub();
  const feed = createKeyedFeed({ key: "id", now: Date.now });
  hub.keep(feed);
  const start = Date.now();
  feed.set({ id: 1 });
  vi.advanceTimersByTime(1_000);
  feed.set({ id: 2 });
  vi.advanceTimersByTime(60_000);
  const frame = decodeObject(feed.frameSince({ epoch: feed.epoch, seq: 0 }).text);
  expect(frame["versions"]).toBe(2);
  expect(Math.abs(timeAt(frame, "firstPublishedAt") - start)).toBeLessThan(FRAME_MS);
  expect(Math.abs(timeAt(frame, "publishedAt") - start - 1_000)).toBeLessThan(FRAME_MS);
  hub.drain();
});

it("a feed without watchers is not followed, and so is every feed once the hub drains", () => {
  const hub = openHub();
  const feed = createKeyedFeed({ key: "id", now: Date.now });
  const kept = createKeyedFeed({ key: "id", now: Date.now });
  hub.keep(kept);
  const subscription = hub.subscribe(feed, new RecordingSink(), undefined);
  subscription.close();
  vi.advanceTimersByTime(3_000);
  feed.set({ id: 1 });
  vi.advanceTimersByTime(FRAME_MS);
  expect([hub.liveFeeds, feed.publishedSeq]).toEqual([0, 0]);
  hub.subscribe(feed, new RecordingSink(), undefined);
  hub.drain();
  for (const one of [feed, kept]) one.set({ id: 2 });
  vi.advanceTimersByTime(FRAME_MS);
  expect([feed.publishedSeq, kept.publishedSeq]).toEqual([1, 0]);
  expect(vi.getTimerCount()).toBe(0);
});
