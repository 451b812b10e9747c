import { apply, battleOf, createWorld, type Battle, type BattleEvent } from "@hydra/engine";
import { decodeFrame, type Cursor, type Frame } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EncodedFrame } from "../../src/feed/encoded-frame.ts";
import { Feed } from "../../src/feed/feed.ts";
import { Hub } from "../../src/hub/hub.ts";
import { applyFrame, viewOf, type RankingView } from "../ranking-view.ts";
import { RecordingSink } from "./recording-sink.ts";

const EPOCH = "k3v9";
const FAMILY = "fam";
const RANKING_SIZE = 5;
const FRAME_MS = 50;
const HEARTBEAT_MS = 10_000;
const MAX_BEHIND_MS = 3_000;
/** More than any connection may have waiting. */
const FULL = 65 * 1024;

/** A hub with one family of five players who hit when told to. */
class Scene {
  readonly hub = new Hub({
    epoch: EPOCH,
    frameIntervalMs: FRAME_MS,
    heartbeatIntervalMs: HEARTBEAT_MS,
    maxBehindMs: MAX_BEHIND_MS,
    now: Date.now,
  });
  readonly feed: Feed;
  readonly battle: Battle;
  readonly #world = createWorld();
  #seq = 0;

  constructor() {
    const rules = { cooldownScale: 0, maxHp: 1e9 };
    this.#append({ type: "family-created", familyId: FAMILY, name: "F", seed: 1, rules });
    for (let n = 0; n < RANKING_SIZE; n += 1) {
      this.#append({ type: "player-joined", familyId: FAMILY, playerId: `p${n}`, name: `P${n}` });
    }
    const battle = battleOf(this.#world, FAMILY);
    if (battle === undefined) throw new Error("no battle");
    this.battle = battle;
    this.feed = new Feed(battle, { epoch: EPOCH, rankingSize: RANKING_SIZE, now: Date.now });
  }

  [Symbol.dispose](): void {
    this.hub.drain();
  }

  /** One hit, announced to the hub. */
  hit(): void {
    const playerId = `p${this.#seq % RANKING_SIZE}`;
    this.#append({ type: "attack", familyId: FAMILY, playerId, commandId: `c${this.#seq}`, skill: "slash" });
    this.hub.publish([this.feed]);
  }

  subscribe(
    sink = new RecordingSink(),
    cursor?: Cursor,
  ): RecordingSink & { readonly subscription: Subscribed } {
    return Object.assign(sink, { subscription: this.hub.subscribe(this.feed, sink, cursor) });
  }

  park(
    cursor: Cursor | undefined,
    sink = new RecordingSink(),
  ): RecordingSink & { readonly subscription: Subscribed } {
    return Object.assign(sink, { subscription: this.hub.park(this.feed, sink, cursor) });
  }

  get cursor(): Cursor {
    return { epoch: EPOCH, seq: this.feed.seq };
  }

  get view(): RankingView {
    return viewOf(this.battle, { epoch: EPOCH, rankingSize: RANKING_SIZE });
  }

  #append(event: BattleEvent): void {
    this.#seq += 1;
    const outcome = apply(this.#world, { seq: this.#seq, at: 1_000 + this.#seq, event });
    if (event.type === "attack" && outcome.type === "hit") {
      this.feed.noteHit({ playerId: event.playerId, rank: outcome.rank, seq: this.#seq });
    }
  }
}

type Subscribed = ReturnType<Hub["subscribe"]>;

function decode(encoded: EncodedFrame | undefined): Frame {
  const frame = decodeFrame(encoded?.body.toString() ?? "");
  if (frame === undefined) throw new Error("a frame of no known type");
  return frame;
}

/** What the watcher knows; throws when a delta did not follow on what came before. */
function shown(sink: RecordingSink): RankingView | undefined {
  return sink.frames.map(decode).reduce<RankingView | undefined>(applyFrame, undefined);
}

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

  it("[invariant 8] shares one buffer among all who hold the same cursor", () => {
    using scene = new Scene();
    const sinks = Array.from({ length: 5 }, () => scene.subscribe());
    scene.hit();
    for (const sink of sinks) expect(sink.frames[1]?.message).toBe(sinks[0]?.frames[1]?.message);
    expect(sinks[0]?.frames[1]).toBeDefined();
  });

  it("[PR29] reaches who joined in the middle of an interval by a delta of its own", () => {
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
    vi.advanceTimersByTime(10 * FRAME_MS);
    expect(sinks.map(({ frames }) => frames.length)).toEqual([2, 2]);
    expect(scene.hub.size).toBe(0);
    // The sweep's.
    expect(vi.getTimerCount()).toBe(1);
  });

  it("survives that one who was ended long ago closes again", () => {
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

describe("a version", () => {
  it("[PR25] counts from when it happened, also when nobody was there", () => {
    using scene = new Scene();
    const { cursor } = scene;
    const start = Date.now();
    scene.hit();
    scene.hit();
    vi.advanceTimersByTime(1_000);
    scene.hit();
    vi.advanceTimersByTime(5_000);
    const polled = decode(scene.feed.since(cursor));
    expect(polled).toMatchObject({ versions: 3, firstPublishedAt: start, publishedAt: start + 1_000 });
  });
});

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
});

describe("heartbeats", () => {
  it("[PR27] come when nothing else did for an interval, and say how often", () => {
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
    vi.spyOn(sink, "write").mockImplementation(() => times.push(Date.now()));
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
  it("[PR54, PR64] ends everybody with a spread hint, and keeps no timer", () => {
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

  it("[PR54] takes nobody any more, and starts nothing when changes go on", () => {
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
