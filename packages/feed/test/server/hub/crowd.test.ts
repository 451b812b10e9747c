// A crowd too large to be served in one turn of the event loop.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RecordingSink } from "./recording-sink.ts";
import { decode, FRAME_MS, Scene, shown } from "./scene.ts";

const CROWD = 400;
/** So many milliseconds does each write take. */
const WRITE_MS = 1;

let clock = 0;
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function gather(scene: Scene): RecordingSink[] {
  return Array.from({ length: CROWD }, () =>
    scene.subscribe(
      new RecordingSink({
        onWrite: () => {
          clock += WRITE_MS;
        },
      }),
    ),
  );
}

function served(sinks: readonly RecordingSink[], frames: number): number {
  return sinks.filter((sink) => sink.frames.length >= frames).length;
}

it("is served in several turns, and gets all of it", () => {
  using scene = new Scene();
  const sinks = gather(scene);
  clock += FRAME_MS;
  scene.hit();
  const atOnce = served(sinks, 2);
  expect(atOnce).toBeGreaterThan(0);
  expect(atOnce).toBeLessThan(CROWD / 2);
  let turns = 1;
  for (; served(sinks, 2) < CROWD; turns += 1) vi.advanceTimersToNextTimer();
  expect(turns).toBeGreaterThan(3);
  for (const sink of sinks) expect(shown(sink)).toEqual(scene.view);
});

it("gets what is newest by then, and what changed meanwhile in the next pass", () => {
  using scene = new Scene();
  const sinks = gather(scene);
  clock += FRAME_MS;
  scene.hit();
  const early = sinks.filter(({ frames }) => frames.length === 2);
  scene.hit();
  vi.advanceTimersByTime(10 * FRAME_MS);
  for (const sink of sinks) expect(shown(sink)).toEqual(scene.view);
  // The first ones need a frame more; the last of all got both hits in one.
  expect(early.every(({ frames }) => frames.length === 3)).toBe(true);
  expect(sinks.some(({ frames }) => frames.length === 2)).toBe(true);
  for (const { frames } of sinks) {
    const seqs = frames.map(decode).map((frame) => (frame.type === "heartbeat" ? 0 : frame.seq));
    expect(new Set(seqs).size).toBe(seqs.length);
  }
});

it("does not keep up with watchers that leave and come while it is served", () => {
  using scene = new Scene();
  const sinks = gather(scene);
  const [first] = sinks;
  const late: RecordingSink[] = [];
  clock += FRAME_MS;
  scene.hit();
  const waiting = sinks.filter(({ frames }) => frames.length === 1);
  for (const sink of waiting.slice(0, 100)) {
    (sink as ReturnType<Scene["subscribe"]>).subscription.close();
    late.push(scene.subscribe());
  }
  vi.advanceTimersByTime(10 * FRAME_MS);
  expect(first).toBeDefined();
  expect(served(sinks, 2)).toBe(CROWD - 100);
  for (const sink of late) expect(sink.frames).toHaveLength(1);
});

it("is left in peace when the server drains", () => {
  const scene = new Scene();
  const sinks = gather(scene);
  clock += FRAME_MS;
  scene.hit();
  const before = served(sinks, 2);
  scene.hub.drain();
  vi.advanceTimersByTime(10 * FRAME_MS);
  expect(served(sinks, 2)).toBe(before);
  expect(sinks.every(({ ends }) => ends.length === 1)).toBe(true);
});

describe("of parked polls", () => {
  function park(scene: Scene): ReturnType<Scene["park"]>[] {
    return Array.from({ length: CROWD }, () => {
      const sink = new RecordingSink({
        onWrite: () => {
          clock += WRITE_MS;
        },
      });
      return scene.park(scene.cursor, sink);
    });
  }

  function servePart(scene: Scene): ReturnType<Scene["park"]>[] {
    const sinks = park(scene);
    clock += FRAME_MS;
    scene.hit();
    const waiting = sinks.filter(({ frames }) => frames.length === 0);
    expect(waiting.length).toBeGreaterThan(CROWD / 2);
    expect(waiting.length).toBeLessThan(CROWD);
    expect(scene.hub.size).toBe(waiting.length);
    return waiting;
  }

  it("is answered in several turns, each of them once", () => {
    using scene = new Scene();
    const waiting = servePart(scene);
    vi.advanceTimersByTime(10 * FRAME_MS);
    for (const sink of waiting) expect(sink.types).toEqual(["delta"]);
    expect(scene.hub.size).toBe(0);
  });

  it("may come back while the others are answered, and waits for the next frame", () => {
    using scene = new Scene();
    servePart(scene);
    const back = scene.park(scene.cursor);
    vi.advanceTimersByTime(10 * FRAME_MS);
    expect(back.frames).toHaveLength(0);
    expect(scene.hub.size).toBe(1);
    scene.hit();
    expect(back.types).toEqual(["delta"]);
  });

  it("forgets a watcher that leaves between two turns", () => {
    using scene = new Scene();
    const waiting = servePart(scene);
    const gone = waiting.splice(0, 50);
    for (const { subscription } of gone) subscription.close();
    expect(scene.hub.size).toBe(waiting.length);
    vi.advanceTimersByTime(10 * FRAME_MS);
    expect(gone.every(({ frames }) => frames.length === 0)).toBe(true);
    expect(waiting.every(({ frames }) => frames.length === 1)).toBe(true);
  });

  it.each([
    ["the server drains", "restart", (scene: Scene) => scene.hub.drain()],
    ["the source is gone", "source-changed", (scene: Scene) => scene.hub.setSourceReachable(false)],
  ])("is notified between two turns that %s, each of those that wait once", (_what, reason, happen) => {
    using scene = new Scene();
    const waiting = servePart(scene);
    happen(scene);
    vi.advanceTimersByTime(10 * FRAME_MS);
    for (const { frames, ends } of waiting) {
      expect(frames).toHaveLength(0);
      expect(ends.map((end) => end.reason)).toEqual([reason]);
    }
    expect(scene.hub.size).toBe(0);
  });
});
