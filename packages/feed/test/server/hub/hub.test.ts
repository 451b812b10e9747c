import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RecordingSink } from "./recording-sink.ts";
import { decode, FRAME_MS, HEARTBEAT_MS, Scene, shown } from "./scene.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a subscription", () => {
  it("[PR26] begins with a snapshot, or with a delta from the cursor given", () => {
    using scene = new Scene();
    const held = scene.cursor;
    scene.hit();
    expect(scene.subscribe().types).toEqual(["snapshot"]);
    const resumed = scene.subscribe(new RecordingSink(), held);
    expect(decode(resumed.frames[0])).toMatchObject({ type: "delta", from: held.seq, seq: scene.feed.seq });
    const current = scene.subscribe(new RecordingSink(), scene.cursor);
    expect(decode(current.frames[0])).toMatchObject({
      type: "delta",
      from: scene.feed.seq,
      seq: scene.feed.seq,
    });
  });

  it("[PR29] gets the first change at once and one frame an interval, however many changes", () => {
    using scene = new Scene();
    const sink = scene.subscribe();
    scene.hit();
    expect(sink.frames).toHaveLength(2);
    for (let n = 0; n < 100; n += 1) scene.hit();
    expect(sink.frames).toHaveLength(2);
    vi.advanceTimersByTime(FRAME_MS - 1);
    expect(sink.frames).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sink.frames).toHaveLength(3);
    expect(shown(sink)).toEqual(scene.view);
    scene.hit();
    expect(sink.frames).toHaveLength(3);
    vi.advanceTimersByTime(FRAME_MS);
    expect(sink.frames).toHaveLength(4);
    vi.advanceTimersByTime(FRAME_MS);
    expect(sink.frames).toHaveLength(4);
    scene.hit();
    expect(sink.frames).toHaveLength(5);
    expect(shown(sink)).toEqual(scene.view);
  });

  it("[invariant 8] shares one frame among all that hold the same cursor", () => {
    using scene = new Scene();
    const sinks = Array.from({ length: 5 }, () => scene.subscribe());
    scene.hit();
    for (const sink of sinks) expect(sink.frames[1]).toBe(sinks[0]?.frames[1]);
    expect(sinks[0]?.frames[1]).toBeDefined();
  });

  it("serves no watcher always first or last of a crowd", () => {
    using scene = new Scene();
    const ids = Array.from({ length: 33 }, (_, id) => id);
    const order: number[] = [];
    for (const id of ids) scene.subscribe(new RecordingSink({ onWrite: () => order.push(id) }));
    for (const turn of ids) {
      order.length = 0;
      scene.hit();
      expect(order.toSorted((a, b) => a - b)).toEqual(ids);
      expect(order.at(-1)).toBe(turn);
      vi.advanceTimersByTime(FRAME_MS);
    }
  });

  it("gives each of a few the same chance to be first, also among those that race", () => {
    using scene = new Scene();
    const order: number[] = [];
    for (const id of [0, 1, 2, 3]) scene.subscribe(new RecordingSink({ onWrite: () => order.push(id) }));
    const firsts = [0, 0, 0, 0];
    const turns = 1_200;
    for (let turn = 0; turn < turns; turn += 1) {
      order.length = 0;
      scene.hit();
      // The fourth is in no race.
      firsts[order.find((id) => id !== 3) ?? 3]! += 1;
      vi.advanceTimersByTime(FRAME_MS);
    }
    // A third each; further away than five standard deviations is not chance.
    for (const count of firsts.slice(0, 3)) expect(Math.abs(count / turns - 1 / 3)).toBeLessThan(0.07);
  });

  it("[PR29] reaches a watcher that joined in the middle of an interval by a delta of its own", () => {
    using scene = new Scene();
    const early = scene.subscribe();
    scene.hit();
    scene.hit();
    const late = scene.subscribe();
    scene.hit();
    vi.advanceTimersByTime(FRAME_MS);
    for (const sink of [early, late]) expect(shown(sink)).toEqual(scene.view);
  });

  it("gets nothing after it is closed, and leaves nothing behind", () => {
    using scene = new Scene();
    const sinks = [scene.subscribe(), scene.subscribe()];
    scene.hit();
    for (const { subscription } of sinks) subscription.close();
    scene.hit();
    // The sweep comes once a second.
    vi.advanceTimersByTime(1_000);
    expect(sinks.map(({ frames }) => frames.length)).toEqual([2, 2]);
    expect(scene.hub.size).toBe(0);
    expect(scene.hub.liveFeeds).toBe(0);
    // The sweep's.
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe("a version", () => {
  it("[PR25] counts from when it happened, also without watchers", () => {
    using scene = new Scene();
    const { cursor } = scene;
    const start = Date.now();
    scene.hit();
    scene.hit();
    vi.advanceTimersByTime(1_000);
    scene.hit();
    vi.advanceTimersByTime(5_000);
    const polled = decode(scene.feed.frameSince(cursor));
    expect(polled).toMatchObject({ versions: 3, firstPublishedAt: start, publishedAt: start + 1_000 });
  });
});

describe("heartbeats", () => {
  it("[PR27] come when nothing else did for an interval, and announce how often", () => {
    using scene = new Scene();
    const sink = scene.subscribe();
    const parked = scene.park(scene.cursor);
    vi.advanceTimersByTime(HEARTBEAT_MS - 1);
    expect(sink.types).toEqual(["snapshot"]);
    vi.advanceTimersByTime(2_001);
    expect(sink.types).toEqual(["snapshot", "heartbeat"]);
    expect(decode(sink.frames[1])).toMatchObject({ intervalMs: HEARTBEAT_MS });
    vi.advanceTimersByTime(3 * HEARTBEAT_MS);
    expect(sink.types.filter((type) => type === "heartbeat").length).toBeGreaterThanOrEqual(3);
    expect(parked.frames).toEqual([]);
  });

  it("[PR27] do not come while frames do", () => {
    using scene = new Scene();
    const sink = scene.subscribe();
    for (let n = 0; n < 20; n += 1) {
      scene.hit();
      vi.advanceTimersByTime(HEARTBEAT_MS / 2);
    }
    expect(sink.types).not.toContain("heartbeat");
  });

  it("[PR27] leave no client silent for twice the interval it gives up at", () => {
    using scene = new Scene();
    const times: number[] = [];
    const sink = new RecordingSink();
    vi.spyOn(sink, "write").mockImplementation(() => times.push(Date.now()) > 0);
    scene.subscribe(sink);
    for (let n = 0; n < 40; n += 1) {
      if (n % 7 === 0) scene.hit();
      vi.advanceTimersByTime(3_777);
    }
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(2 * HEARTBEAT_MS);
  });
});

describe("a parked long-poll", () => {
  it("[PR6] is answered at once when something newer exists, or without a cursor", () => {
    using scene = new Scene();
    const { cursor } = scene;
    scene.hit();
    expect(scene.park(cursor).types).toEqual(["delta"]);
    expect(scene.park(undefined).types).toEqual(["snapshot"]);
    expect(scene.hub.size).toBe(0);
  });

  it("[PR6] is answered once, by the first change", () => {
    using scene = new Scene();
    const parked = scene.park(scene.cursor);
    expect(parked.frames).toEqual([]);
    expect(scene.hub.size).toBe(1);
    scene.hit();
    expect(parked.types).toEqual(["delta"]);
    expect(scene.hub.size).toBe(0);
    parked.subscription.close();
    scene.hit();
    vi.advanceTimersByTime(FRAME_MS);
    expect(parked.frames).toHaveLength(1);
  });

  it("[PR6] that begins in the middle of an interval is answered when the interval ends", () => {
    using scene = new Scene();
    scene.hit();
    const parked = scene.park(scene.cursor);
    scene.hit();
    expect(parked.frames).toEqual([]);
    vi.advanceTimersByTime(FRAME_MS);
    expect(parked.types).toEqual(["delta"]);
  });
});

describe("drain", () => {
  it("[PR54, PR64] ends all with a spread hint, and keeps no timer", () => {
    using scene = new Scene();
    const sinks = Array.from({ length: 50 }, (_, n) =>
      n % 2 === 0 ? scene.subscribe() : scene.park(scene.cursor),
    );
    scene.hit();
    const late = scene.park(scene.cursor);
    scene.hub.drain();
    const ended = sinks.filter((_, n) => n % 2 === 0);
    for (const { ends } of [...ended, late]) expect(ends.map(({ reason }) => reason)).toEqual(["restart"]);
    expect(new Set(ended.map(({ ends }) => ends[0]?.retryAfterMs)).size).toBeGreaterThan(1);
    expect(scene.hub.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[PR54] takes no watcher any more, and starts nothing when changes go on", () => {
    using scene = new Scene();
    const { cursor } = scene;
    scene.hub.drain();
    scene.hit();
    const streaming = scene.subscribe();
    expect(streaming.frames).toEqual([]);
    expect(streaming.ends).toHaveLength(1);
    expect(scene.park(scene.cursor).ends).toHaveLength(1);
    expect(scene.park(cursor).types).toEqual(["delta"]);
    expect(scene.hub.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
