// What publishes a feed is a subscriber of the hub, and no watcher.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createMqttProvider, publishFeed } from "../../../src/server/messaging/index.ts";
import type { VersionedFeed } from "../../../src/server/index.ts";
import { RecordingSink } from "../hub/recording-sink.ts";
import { FRAME_MS, Scene } from "../hub/scene.ts";
import { ScriptedProvider } from "./scripted-provider.ts";

const ROOM = "prices/eu";

describe("what publishes a feed", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("[MG18] is not counted, and no feed is watched because of it, but it is followed", async () => {
    using scene = new Scene();
    const { hub, feed } = scene;
    const provider = new ScriptedProvider();
    const published = publishFeed<VersionedFeed>({ hub, feed, provider, room: ROOM });
    const seen = (): unknown => [hub.size, hub.isWatched(feed), hub.isFollowed(feed)];
    expect(seen()).toEqual([0, false, true]);
    const subscription = hub.subscribe(feed, new RecordingSink(), undefined);
    expect(seen()).toEqual([1, true, true]);
    subscription.close();
    subscription.close();
    expect(seen()).toEqual([0, false, true]);
    hub.subscribe(feed, new RecordingSink(), undefined);
    published.close();
    published.close();
    expect(seen()).toEqual([1, true, true]);
    const before = provider.calls.length;
    scene.hit();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(provider.calls.length).toBe(before);
  });

  it("[MG17] is closed when there is no such feed any more, and when it is asked to", () => {
    using scene = new Scene();
    const { hub, feed } = scene;
    const open = () =>
      publishFeed<VersionedFeed>({ hub, feed, provider: new ScriptedProvider(), room: ROOM });
    const [first, second] = [open(), open()];
    expect([first.isClosed, second.isClosed]).toEqual([false, false]);
    first.close();
    expect([first.isClosed, second.isClosed]).toEqual([true, false]);
    hub.end(feed);
    expect(second.isClosed).toBe(true);
  });
});

it("[MG22] an address that the library cannot use is refused as any other, when the provider is made", async () => {
  const refusal = createMqttProvider({ url: "ws://[::1]:8080", username: "u", password: "secret" });
  await expect(refusal).rejects.toMatchObject({ code: "invalid-settings" });
  await expect(refusal).rejects.not.toThrow("secret");
});
