// Parked polls: each is answered once, and nothing is left of it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FRAME_MS, Scene } from "./scene.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("go on waiting when another request has made the version that a frame is due for", () => {
  using scene = new Scene();
  scene.hit();
  scene.hit();
  // The look makes the version that is due, so for a poll that parks with it there is nothing newer.
  const sink = scene.park(scene.cursor);
  vi.advanceTimersByTime(FRAME_MS);
  expect(sink.frames).toHaveLength(0);
  expect(scene.hub.size).toBe(1);
  scene.hit();
  vi.advanceTimersByTime(FRAME_MS);
  expect(sink.types).toEqual(["delta"]);
  expect(scene.hub.size).toBe(0);
});

it("are notified of the server's end while others have been answered already", () => {
  using scene = new Scene();
  const first = scene.park(scene.cursor);
  scene.hit();
  const second = scene.park(scene.cursor);
  const lasting = scene.subscribe();
  expect(scene.hub.size).toBe(2);
  scene.hub.drain();
  expect([first, second, lasting].map(({ ends }) => ends.length)).toEqual([0, 1, 1]);
});

it("may leave before they are answered, and are then forgotten", () => {
  using scene = new Scene();
  const sinks = Array.from({ length: 40 }, () => scene.park(scene.cursor));
  for (const { subscription } of sinks.slice(0, 20)) subscription.close();
  expect(scene.hub.size).toBe(20);
  scene.hit();
  expect(sinks.map(({ frames }) => frames.length)).toEqual([
    ...Array.from({ length: 20 }, () => 0),
    ...Array.from({ length: 20 }, () => 1),
  ]);
});

const CROWD = 100;
const ROUNDS = 60;
const WEIGHT = 2_000;

it("leave nothing that waits for the whole heap to be marked", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options?: { type: "minor" }) => void;
  using scene = new Scene();
  const crowd = (): void => {
    for (let n = 0; n < CROWD; n += 1)
      Object.assign(scene.park(scene.cursor), { weight: Array.from({ length: WEIGHT }, () => n) });
  };
  crowd();
  // Whatever holds them is old from here on.
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  for (let round = 0; round < ROUNDS; round += 1) {
    vi.advanceTimersByTime(FRAME_MS);
    scene.hit();
    crowd();
    collect({ type: "minor" });
    most = Math.max(most, process.memoryUsage().heapUsed);
  }
  const bytes = CROWD * ROUNDS * WEIGHT * 8;
  expect(most - before).toBeLessThan(bytes / 4);
});
