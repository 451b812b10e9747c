// Long-polls that come back within the frame interval.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Cursor } from "../../../src/wire/cursor.ts";
import { RecordingSink } from "./recording-sink.ts";
import { FRAME_MS, Scene, decode } from "./scene.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function parkPatiently(scene: Scene, since: Cursor): RecordingSink {
  const sink = new RecordingSink();
  scene.hub.park(scene.feed, sink, { since, isPatient: true });
  return sink;
}

it("wait for the frame that is due, and get all of it in one", () => {
  using scene = new Scene();
  scene.hit();
  const since = scene.cursor;
  scene.hit();
  const sink = parkPatiently(scene, since);
  scene.hit();
  expect(sink.frames).toHaveLength(0);
  vi.advanceTimersByTime(FRAME_MS);
  expect(sink.frames.map(decode)).toMatchObject([{ type: "delta", from: since.seq, seq: since.seq + 2 }]);
  expect(scene.hub.size).toBe(0);
});

it("are answered at once when they lack what was published, when nothing is due, and when they cannot wait", () => {
  using scene = new Scene();
  const older = scene.cursor;
  scene.hit();
  const since = scene.cursor;
  scene.hit();
  const lacking = parkPatiently(scene, older);
  expect(lacking.frames).toHaveLength(1);
  const hasty = new RecordingSink();
  scene.hub.park(scene.feed, hasty, { since });
  expect(hasty.frames).toHaveLength(1);
  vi.advanceTimersByTime(FRAME_MS);
  const idle = parkPatiently(scene, since);
  expect(idle.frames).toHaveLength(1);
});

it("wait for the frame of a change that has only been announced", () => {
  using scene = new Scene();
  const since = scene.cursor;
  expect(scene.feed.seq).toBe(since.seq);
  scene.announceHit();
  const sink = parkPatiently(scene, since);
  expect(sink.frames).toHaveLength(0);
  vi.advanceTimersByTime(FRAME_MS);
  expect(sink.types).toEqual(["delta"]);
  expect(scene.hub.size).toBe(0);
});

it("wait for it also when the last watcher has left meanwhile", () => {
  using scene = new Scene();
  const { subscription } = scene.subscribe();
  const since = scene.cursor;
  vi.advanceTimersByTime(FRAME_MS);
  scene.announceHit();
  subscription.close();
  const sink = parkPatiently(scene, since);
  expect(sink.frames).toHaveLength(0);
  vi.advanceTimersByTime(FRAME_MS);
  expect(sink.types).toEqual(["delta"]);
});
