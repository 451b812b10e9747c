// A broker that is killed under load, again and again, between many feeds and many clients; and two publishers of one room, as when one
// node takes over from another that is still there.
import type { MqttClient } from "mqtt";
import { describe, expect, it, vi } from "vitest";
import { createMqttProvider, publishFeed } from "../../../src/server/messaging/index.ts";
import { decodeObject } from "../../../src/wire/fields.ts";
import { ChangingFeed } from "../../../src/testing/changing-feed.ts";
import { RoomClient } from "../../../src/testing/index.ts";
import { RecordingSink } from "../hub/recording-sink.ts";
import { startMosquitto, startNats, type Broker } from "../../../../../.ci/brokers.ts";
import { watchRoom } from "./mqtt-watcher.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
const FEEDS = 8;
const CLIENTS_EACH = 3;
const KILLS = 3;

const BROKERS: [string, () => Promise<Broker>][] = [
  ["Mosquitto", () => startMosquitto()],
  ["nats-server", () => startNats()],
];

describe.each(BROKERS)("%s", (_name, start) => {
  it("[MG10, MG14] is killed under load: other watchers notice nothing, clients show all in the end, retained state is there at once", async () => {
    await using broker = await start();
    const provider = await createMqttProvider({ url: broker.url, retryMs: 100 });
    const feeds = Array.from({ length: FEEDS }, () => new ChangingFeed());
    const others = feeds.map(({ hub, feed }) => {
      const sink = new RecordingSink();
      hub.subscribe(feed, sink, undefined);
      return sink;
    });
    const published = feeds.map(({ hub, feed }, n) =>
      publishFeed({ hub, feed, provider, room: `test/${n}` }),
    );
    const watchers: MqttClient[] = [];
    const clients: RoomClient[] = [];
    const watch = async (n: number): Promise<RoomClient> => {
      const client = new RoomClient(feeds[n]!.feed);
      watchers.push(await watchRoom(broker.url, `test/${n}`, (message) => client.take(message)));
      return client;
    };
    await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
    for (let n = 0; n < FEEDS * CLIENTS_EACH; n += 1) clients.push(await watch(n % FEEDS));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const deltas = published.map(({ counters }) => counters.deltas);
      await vi.waitFor(() => {
        for (const [n, { counters }] of published.entries())
          expect(counters.deltas).toBeGreaterThan(deltas[n]! + 5);
      }, PATIENCE);
      await broker.kill();
      await vi.waitFor(() => expect(provider.state).toBe("down"), PATIENCE);
      const before = others.map(({ frames }) => frames.length);
      await vi.waitFor(() => {
        for (const [n, { frames }] of others.entries()) expect(frames.length).toBeGreaterThan(before[n]! + 5);
      }, PATIENCE);
      const outage = feeds.map(({ feed }) => feed.seq);
      await broker.start();
      await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
      for (let n = 0; n < FEEDS; n += 1) {
        // A broker that stores what it retains gives what it had before for some milliseconds.
        const late = await vi.waitFor(async () => {
          const client = await watch(n);
          await vi.waitFor(() => expect(client.messages.length).toBeGreaterThan(0), PATIENCE);
          const [first] = client.messages;
          expect(first).toMatchObject({ kind: "snapshot", isRetained: true });
          expect(decodeObject(first!.payload)["seq"]).toBeGreaterThanOrEqual(outage[n]!);
          return client;
        }, PATIENCE);
        clients.push(late);
      }
    }
    for (const feed of feeds) feed.stop();
    for (const [n, client] of clients.entries())
      await vi.waitFor(() => feeds[n % FEEDS]!.isShownBy(client), PATIENCE);
    const sum = (name: keyof RoomClient["counters"]): number =>
      clients.reduce((total, { counters }) => total + counters[name], 0);
    expect([clients.length, sum("outOfOrder")]).toEqual([FEEDS * (CLIENTS_EACH + KILLS), 0]);
    expect(others.flatMap(({ ends }) => ends)).toEqual([]);
    for (const feed of feeds) feed[Symbol.dispose]();
    await provider.close();
    await Promise.all(watchers.map((watcher) => watcher.endAsync(true)));
  });

  it("has a room to which two publish for a while: a client only goes forward, and shows what the feed does", async () => {
    await using broker = await start();
    using changing = new ChangingFeed();
    const { hub, feed } = changing;
    const client = new RoomClient(feed);
    const providers = await Promise.all([1, 2].map(() => createMqttProvider({ url: broker.url })));
    const [first, second] = providers.map((provider) => ({ provider, hub, feed, room: "test/a" }));
    const shown: number[] = [];
    const watcher = await watchRoom(broker.url, "test/a", (message) => {
      client.take(message);
      shown.push(Number(client.cursor?.split(":")[1]));
    });
    const ending = publishFeed(first!);
    await vi.waitFor(() => expect(ending.counters.deltas).toBeGreaterThan(10), PATIENCE);
    const taking = publishFeed(second!);
    await vi.waitFor(() => expect(taking.counters.deltas).toBeGreaterThan(10), PATIENCE);
    ending.close();
    await vi.waitFor(() => changing.isShownBy(client), PATIENCE);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(client.counters.discarded).toBeGreaterThan(0);
    await Promise.all([...providers.map((provider) => provider.close()), watcher.endAsync(true)]);
  });
});
