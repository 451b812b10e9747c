import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FRAME_MS, FULL, MAX_BEHIND_MS, Scene, shown } from "./scene.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a slow watcher", () => {
  it("[invariant 7] skips to the newest state, is counted, and catches up when it has drained", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    const quick = scene.subscribe();
    slow.pendingBytes = FULL;
    for (let n = 0; n < 4; n += 1) {
      scene.hit();
      vi.advanceTimersByTime(FRAME_MS);
    }
    expect(slow.frames).toHaveLength(1);
    expect(quick.frames).toHaveLength(5);
    expect(scene.hub.counters.skipped).toBe(4);
    slow.pendingBytes = 0;
    slow.subscription.drained();
    expect(slow.frames).toHaveLength(2);
    expect(shown(slow)).toEqual(scene.view);
    slow.subscription.drained();
    expect(slow.frames).toHaveLength(2);
  });

  it("[invariant 7] catches up with the next change when it drained unnoticed", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    slow.pendingBytes = FULL;
    scene.hit();
    slow.pendingBytes = 0;
    vi.advanceTimersByTime(FRAME_MS);
    scene.hit();
    expect(shown(slow)).toEqual(scene.view);
  });

  it("[invariant 7] catches up within a second or so when it drained unnoticed and nothing changes", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    slow.pendingBytes = FULL;
    scene.hit();
    vi.advanceTimersByTime(1_500);
    expect(slow.frames).toHaveLength(1);
    slow.pendingBytes = 0;
    vi.advanceTimersByTime(1_500);
    expect(shown(slow)).toEqual(scene.view);
    expect(slow.frames).toHaveLength(2);
  });

  it("misses nothing more, once it has caught up, while nothing changes", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    slow.pendingBytes = FULL;
    scene.hit();
    slow.pendingBytes = 0;
    slow.subscription.drained();
    expect(shown(slow)).toEqual(scene.view);
    // What it cannot take now is no frame, and its drain is none that was waited for.
    slow.pendingBytes = FULL;
    slow.subscription.drained();
    expect(scene.hub.counters.skipped).toBe(1);
  });

  it("[PR64] is ended when it stays behind, and not before", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    slow.pendingBytes = FULL;
    scene.hit();
    vi.advanceTimersByTime(MAX_BEHIND_MS);
    expect(slow.ends).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(slow.ends.map(({ reason }) => reason)).toEqual(["behind"]);
    expect(scene.hub.counters.endedBehind).toBe(1);
    expect(scene.hub.size).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(slow.ends).toHaveLength(1);
  });

  it("[PR64] is ended too when what it does not read are not frames", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    slow.pendingBytes = FULL;
    vi.advanceTimersByTime(MAX_BEHIND_MS + 3_000);
    expect(slow.ends.map(({ reason }) => reason)).toEqual(["behind"]);
  });

  it("is given its time anew each time it has caught up", () => {
    using scene = new Scene();
    const sink = scene.subscribe();
    for (let n = 0; n < 5; n += 1) {
      sink.pendingBytes = FULL;
      scene.hit();
      vi.advanceTimersByTime(MAX_BEHIND_MS - 1_000);
      sink.pendingBytes = 0;
      sink.subscription.drained();
    }
    expect(sink.ends).toEqual([]);
  });

  it("survives that one that was ended long ago closes again", () => {
    using scene = new Scene();
    const slow = scene.subscribe();
    slow.pendingBytes = FULL;
    scene.hit();
    vi.advanceTimersByTime(MAX_BEHIND_MS + 2_000);
    expect(slow.ends).toHaveLength(1);
    const other = scene.subscribe();
    slow.subscription.close();
    scene.hit();
    expect(other.frames).toHaveLength(2);
    expect(scene.hub.size).toBe(1);
  });
});
