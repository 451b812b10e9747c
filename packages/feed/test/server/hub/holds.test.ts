// The one clock of holds: each ends when its client asked for it, not with the sweep that comes once a second.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RecordingSink } from "./recording-sink.ts";
import { FRAME_MS, Scene, type Subscribed } from "./scene.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function hold(scene: Scene, holdMs: number): RecordingSink & { readonly subscription: Subscribed } {
  const sink = new RecordingSink();
  const endsAt = performance.now() + holdMs;
  const subscription = scene.hub.park(scene.feed, sink, { since: scene.cursor, endsAt });
  return Object.assign(sink, { subscription });
}

it.each([0, 1, 80, 999, 1_000, 1_001, 2_345, 29_990])("[PR6] ends a hold of %i ms in time", (holdMs) => {
  using scene = new Scene();
  vi.advanceTimersByTime(321);
  const sink = hold(scene, holdMs);
  vi.advanceTimersByTime(Math.max(0, holdMs - 1));
  if (holdMs > 0) expect(sink.ends).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(sink.ends).toEqual([{ reason: "expired", retryAfterMs: 0 }]);
  expect(scene.hub.size).toBe(0);
  vi.advanceTimersByTime(3_000);
  expect(sink.ends).toHaveLength(1);
});

it("[PR6] ends no hold that was answered, or whose client has left", () => {
  using scene = new Scene();
  const answered = hold(scene, 500);
  scene.hit();
  vi.advanceTimersByTime(FRAME_MS);
  const left = hold(scene, 500);
  left.subscription.close();
  vi.advanceTimersByTime(2_000);
  expect([answered.types, answered.ends, left.frames, left.ends]).toEqual([["delta"], [], [], []]);
});

it("leaves nothing to do when the server drains", () => {
  const scene = new Scene();
  const sink = hold(scene, 500);
  scene.hub.drain();
  vi.advanceTimersByTime(2_000);
  expect(sink.ends.map(({ reason }) => reason)).toEqual(["restart"]);
});
