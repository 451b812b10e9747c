import { beforeEach, describe, expect, it, vi } from "vitest";
import { publishFeed, type PublishFeedOptions } from "../../../src/server/messaging/index.ts";
import type { VersionedFeed } from "../../../src/server/index.ts";
import { decodeObject } from "../../../src/wire/fields.ts";
import { RoomClient } from "../../../src/testing/index.ts";
import { RecordingSink } from "../hub/recording-sink.ts";
import { FRAME_MS, Scene } from "../hub/scene.ts";
import { ScriptedProvider, type Taken } from "./scripted-provider.ts";

const ROOM = "prices/eu";

beforeEach(() => void vi.useFakeTimers());

function open(
  caps: ConstructorParameters<typeof ScriptedProvider>[0] = {},
  options: Partial<PublishFeedOptions> = {},
) {
  const scene = new Scene();
  const provider = new ScriptedProvider(caps);
  const { hub, feed } = scene;
  const published = publishFeed<VersionedFeed>({ hub, feed, provider, room: ROOM, ...options });
  return { scene, provider, published, [Symbol.dispose]: () => scene[Symbol.dispose]() };
}

const kinds = ({ calls }: ScriptedProvider): string[] => calls.map(({ kind }) => kind);
const frameOf = ({ payload }: Taken) => decodeObject(payload.toString());

/** A change every so often, for so long. */
async function hits(scene: Scene, everyMs: number, forMs: number): Promise<void> {
  for (let ms = 0; ms < forMs; ms += everyMs) {
    scene.hit();
    await vi.advanceTimersByTimeAsync(everyMs);
  }
}

describe("publishing", () => {
  it("[MG10] has one publish under way, in which the hub and its other watchers do not wait, then the newest state", async () => {
    using test = open();
    const { scene, provider } = test;
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    provider.settles = false;
    const watcher = scene.subscribe(new RecordingSink());
    scene.hit();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(provider.underWay).toBe(1);
    const before = provider.calls.length;
    await hits(scene, FRAME_MS, 20 * FRAME_MS);
    expect([provider.calls.length, watcher.frames.length]).toEqual([before, 22]);
    provider.settles = true;
    await provider.settle();
    const delta = frameOf(provider.calls[before]!);
    expect(delta).toMatchObject({ from: frameOf(provider.calls[before - 1]!)["seq"], seq: scene.feed.seq });
  });

  it("[MG11] continues each delta from the message before it", async () => {
    using test = open();
    const { scene, provider } = test;
    await hits(scene, 7, 3_000);
    const deltas = provider.calls.filter(({ kind }) => kind === "delta").map(frameOf);
    expect(deltas.length).toBeGreaterThan(30);
    let held = frameOf(provider.calls[0]!)["seq"];
    for (const { from, seq } of deltas) {
      expect(from).toBe(held);
      held = seq;
    }
  });

  it("[MG12] has no more messages in any second than the provider takes, and the last change is among them", async () => {
    using test = open({ messagesPerSecond: 8 });
    const { scene, provider, published } = test;
    await hits(scene, 10, 5_000);
    await vi.advanceTimersByTimeAsync(3_000);
    const times = provider.calls.map(({ at }) => at);
    for (const [index, at] of times.entries())
      expect(times.slice(index).filter((later) => later < at + 1_000).length).toBeLessThanOrEqual(9);
    expect(times.length).toBeGreaterThan(35);
    expect(published.counters.frames).toBeGreaterThan(80);
    const client = new RoomClient(scene.feed);
    for (const { kind, payload } of provider.calls)
      client.take({ kind, payload: payload.toString(), isRetained: false });
    expect([client.rows, client.counters.repaired]).toEqual([scene.view.rows, 0]);
  });

  it("[MG12] makes no versions between those of the hub: another watcher skips none", async () => {
    using test = open({}, { snapshotIntervalMs: 60_000 });
    const { scene } = test;
    const watcher = scene.subscribe(new RecordingSink());
    await hits(scene, 10, 2_000);
    const deltas = watcher.frames
      .map(({ text }) => decodeObject(text))
      .filter(({ type }) => type === "delta");
    expect(deltas.length).toBeGreaterThan(30);
    expect(new Set(deltas.map(({ versions }) => versions))).toEqual(new Set([1]));
  });

  it("[MG12] looks at a quiet feed no more: a look makes a version", async () => {
    using test = open();
    await vi.advanceTimersByTimeAsync(5_000);
    test.scene.hit();
    await vi.advanceTimersByTimeAsync(2_000);
    const looks = vi.spyOn(test.scene.feed, "frameSince");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).not.toHaveBeenCalled();
  });
});

describe("the retained snapshot", () => {
  it("[MG13] begins the room, follows at most once a second, and is of the last version when the feed is quiet", async () => {
    using test = open();
    const { scene, provider } = test;
    await hits(scene, 20, 4_000);
    await vi.advanceTimersByTimeAsync(2_000);
    const snapshots = provider.calls.filter(({ kind }) => kind === "snapshot");
    expect(kinds(provider)[0]).toBe("snapshot");
    expect(snapshots.length).toBeGreaterThanOrEqual(4);
    for (const [index, { at }] of snapshots.slice(1).entries())
      expect(at - snapshots[index]!.at).toBeGreaterThanOrEqual(1_000);
    expect(frameOf(snapshots.at(-1)!)["seq"]).toBe(scene.feed.seq);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(provider.calls.at(-1)).toBe(snapshots.at(-1));
  });

  it("[MG13] is made in the tick of the delta that leads to its version, so that what comes next continues both", async () => {
    using test = open({}, { needsSnapshot: (delta) => delta.text.includes('"r3"') });
    const { scene, provider } = test;
    await hits(scene, FRAME_MS, 1_000);
    const { calls } = provider;
    const wanted = calls.filter(({ kind, payload }) => kind === "delta" && payload.includes('"r3"'));
    expect(wanted.length).toBeGreaterThan(2);
    for (const delta of wanted) {
      const next = calls[calls.indexOf(delta) + 1]!;
      expect(next).toMatchObject({ kind: "snapshot", cursor: delta.cursor, at: delta.at });
    }
  });

  it("[MG14] comes before anything else when the messaging system is back, of the state then", async () => {
    using test = open();
    const { scene, provider } = test;
    await hits(scene, FRAME_MS, 1_000);
    provider.become("down");
    const before = provider.calls.length;
    await hits(scene, FRAME_MS, 30_000);
    expect(provider.calls.length).toBe(before);
    provider.become("up");
    expect(kinds(provider).slice(before)).toEqual(["snapshot"]);
    expect(frameOf(provider.calls[before]!)["seq"]).toBe(scene.feed.seq);
  });

  it("[MG14] comes at once also right after another one, and of a feed that has not changed", async () => {
    using test = open();
    const { provider } = test;
    provider.become("down");
    await vi.advanceTimersByTimeAsync(10);
    provider.become("up");
    expect(kinds(provider)).toEqual(["snapshot", "snapshot"]);
  });

  it("[MG14] is not sent where nothing is retained: the room goes on from what it holds", async () => {
    using test = open({ retains: false });
    const { scene, provider } = test;
    await hits(scene, FRAME_MS, 3_000);
    provider.become("down");
    await hits(scene, FRAME_MS, 3_000);
    const before = provider.calls.length;
    provider.become("up");
    await hits(scene, FRAME_MS, 1_000);
    expect(kinds(provider).filter((kind) => kind === "snapshot")).toEqual(["snapshot"]);
    expect(frameOf(provider.calls[before]!)["from"]).toBe(frameOf(provider.calls[before - 1]!)["seq"]);
  });
});

describe("what does not go through", () => {
  it("[MG15] is the empty delta of its version where it is too large, at which a client asks over HTTP", async () => {
    using test = open({ maxBytes: 130 });
    const { scene, provider, published } = test;
    const client = new RoomClient(scene.feed);
    await hits(scene, FRAME_MS, 300);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(published.counters.hints).toBeGreaterThan(0);
    for (const { payload } of provider.calls) expect(payload.length).toBeLessThanOrEqual(130);
    const [first] = provider.calls;
    expect(frameOf(first!)).toMatchObject({ type: "delta", from: frameOf(first!)["seq"] });
    for (const { kind, payload } of provider.calls)
      client.take({ kind, payload: payload.toString(), isRetained: false });
    expect(client.rows).toEqual(scene.view.rows);
    expect(client.counters.repaired).toBeGreaterThan(0);
  });

  it("[MG16] is tried again after a second, by a snapshot where the room retains", async () => {
    const errors: unknown[] = [];
    using test = open({}, { onError: (error) => errors.push(error) });
    const { scene, provider, published } = test;
    await hits(scene, FRAME_MS, 500);
    provider.settles = false;
    scene.hit();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    provider.settles = true;
    const before = provider.calls.length;
    await provider.settle(new Error("refused"));
    await hits(scene, FRAME_MS, 950);
    expect([provider.calls.length, errors.length, published.counters.failed]).toEqual([before, 1, 1]);
    await hits(scene, FRAME_MS, 200);
    expect(kinds(provider)[before]).toBe("snapshot");
  });

  it("[MG16] is tried again from what the room held before where it retains nothing", async () => {
    using test = open({ retains: false });
    const { scene, provider } = test;
    await hits(scene, FRAME_MS, 500);
    provider.settles = false;
    scene.hit();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    const lost = frameOf(provider.calls.at(-1)!);
    provider.settles = true;
    await provider.settle(new Error("refused"));
    const before = provider.calls.length;
    await hits(scene, FRAME_MS, 1_200);
    expect(frameOf(provider.calls[before]!)["from"]).toBe(lost["from"]);
  });
});

describe("the end of a feed", () => {
  it("[MG17] clears the room when there is no such feed any more, and publishes nothing after that", async () => {
    using test = open();
    const { scene, provider } = test;
    await hits(scene, FRAME_MS, 500);
    scene.hub.end(scene.feed);
    const before = provider.calls.length;
    provider.become("down");
    provider.become("up");
    await vi.advanceTimersByTimeAsync(5_000);
    expect([provider.cleared, provider.calls.length]).toEqual([[ROOM], before]);
  });

  it("[MG17] leaves what is retained when the server stops or the publisher is closed", async () => {
    using drained = open();
    drained.scene.hub.drain();
    using closed = open();
    closed.published.close();
    await hits(closed.scene, FRAME_MS, 500);
    expect([drained.provider.cleared, closed.provider.cleared]).toEqual([[], []]);
    expect([drained.provider.calls.length, closed.provider.calls.length]).toEqual([1, 1]);
  });

  it("[MG1] refuses a room that is none before anything is published", () => {
    using scene = new Scene();
    const provider = new ScriptedProvider();
    const options = { hub: scene.hub, feed: scene.feed, provider, room: "a b" };
    expect(() => publishFeed(options)).toThrow(expect.objectContaining({ code: "invalid-room" }));
    expect(scene.hub.size).toBe(0);
  });
});
