// What real brokers queue, drop, retain and lose, without notice to their clients. docs/brokers.md cites these tests by their titles, and has
// the figures that they print.
import { setTimeout as pause } from "node:timers/promises";
import { connect, connectAsync, type MqttClient } from "mqtt";
import { describe, expect, it, vi } from "vitest";
import { startMosquitto, startNats, type Broker } from "../../../../../.ci/brokers.ts";
import { createMqttProvider, publishFeed } from "../../../src/server/messaging/index.ts";
import { createKeyedFeed, Hub } from "../../../src/server/index.ts";
import { RoomClient } from "../../../src/testing/index.ts";
import { decodeObject, integerAt } from "../../../src/wire/fields.ts";
import { watchRoom } from "./mqtt-watcher.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
const BROKERS: [string, () => Promise<Broker>][] = [
  ["Mosquitto", () => startMosquitto()],
  ["nats-server", () => startNats()],
];
const DELTA = "test/a/delta";

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A client with a session, which the broker keeps while it is away. */
async function withSession(
  { url }: Broker,
  onMessage: (payload: Buffer) => void = () => undefined,
): Promise<MqttClient> {
  const client = connect(url, { clientId: "away", clean: false, reconnectPeriod: 0 });
  // What is queued comes in one breath with the CONNACK.
  client.on("message", (_topic, payload) => onMessage(payload));
  await new Promise<void>((resolve) => void client.once("connect", () => resolve()));
  return client;
}

/** Subscribes at QoS 1, goes, and comes back when so many were published at a QoS. @returns numbers that came, until the last one */
async function comeBack(broker: Broker, { missed, qos }: { missed: number; qos: 0 | 1 }): Promise<number[]> {
  const first = await withSession(broker);
  await first.subscribeAsync(DELTA, { qos: 1 });
  await first.endAsync();
  const publisher = await connectAsync(broker.url, { reconnectPeriod: 0 });
  for (let n = 1; n <= missed; n += 1) await publisher.publishAsync(DELTA, JSON.stringify({ n }), { qos });
  // The broker has worked on all of them when it answers one behind them.
  await publisher.publishAsync("test/end", "", { qos: 1 });
  const came: number[] = [];
  const second = await withSession(broker, (payload) =>
    came.push(integerAt(decodeObject(payload.toString()), "n")),
  );
  // Again and again: the first may be dropped behind what is queued.
  const now = missed + 1;
  await vi.waitFor(async () => {
    await publisher.publishAsync(DELTA, JSON.stringify({ n: now }), { qos });
    expect(came).toContain(now);
  }, PATIENCE);
  await Promise.all([publisher.endAsync(true), second.endAsync(true)]);
  return came.slice(0, came.indexOf(now) + 1);
}

interface RoomSettings {
  readonly frameIntervalMs: number;
  readonly messagesPerSecond?: number;
}

/** A feed that is published to `test/a`. */
async function openRoom({ url }: Broker, { frameIntervalMs, ...rate }: RoomSettings) {
  const provider = await createMqttProvider({ url, ...rate });
  const heartbeatIntervalMs = 10_000;
  const hub = new Hub({ frameIntervalMs, heartbeatIntervalMs, maxBehindMs: 10_000, now: Date.now });
  const feed = createKeyedFeed({ key: "id" });
  await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
  const published = publishFeed({ hub, feed, provider, room: "test/a" });
  return {
    feed,
    published,
    async [Symbol.asyncDispose]() {
      hub.drain();
      await provider.close();
    },
  };
}

const MISSED = 1_500;
/** What of them is queued, by default. */
const QUEUES: [string, () => Promise<Broker>, number][] = [
  ["Mosquitto", () => startMosquitto(), 1_000],
  ["nats-server", () => startNats(), MISSED],
];

describe.each(QUEUES)(
  "a session at %s, of a client that was away for 1,500 messages",
  (name, start, queue) => {
    it("gets them late at QoS 1, the oldest first, as many as are queued, before what is new", async () => {
      await using broker = await start();
      const late = (await comeBack(broker, { missed: MISSED, qos: 1 })).slice(0, -1);
      print(`${name}: ${late.length} of ${MISSED} came late at QoS 1, ${late[0]} … ${late.at(-1)}`);
      expect(late).toEqual(Array.from({ length: queue }, (_, index) => index + 1));
    });

    it("[MG20] gets none of them where they were published at QoS 0, whatever it subscribed with", async () => {
      await using broker = await start();
      expect(await comeBack(broker, { missed: MISSED, qos: 0 })).toEqual([MISSED + 1]);
    });
  },
);

describe("a queue at Mosquitto that is full", () => {
  it("drops what is newest: the session is given a state of the past, without notice", async () => {
    await using broker = await startMosquitto({ lines: ["allow_anonymous true", "max_queued_messages 100"] });
    const late = (await comeBack(broker, { missed: 500, qos: 1 })).slice(0, -1);
    expect([late.length, late.at(-1)]).toEqual([100, 100]);
  });
});

/** More than its queue has room for: of Mosquitto 1,000 messages, of nats-server 64 MB. */
const FLOODS: [string, () => Promise<Broker>, { messages: number; bytes: number }][] = [
  ["Mosquitto", () => startMosquitto(), { messages: 2_500, bytes: 20_000 }],
  ["nats-server", () => startNats(), { messages: 500, bytes: 200_000 }],
];

describe.each(FLOODS)("a subscriber of %s that does not read for a while", (name, start, flood) => {
  it("loses messages in the middle, or its connection, and finds out by the cursor alone", async () => {
    await using broker = await start();
    await using room = await openRoom(broker, { frameIntervalMs: 1, messagesPerSecond: 1_000 });
    const { feed, published } = room;
    const client = new RoomClient(feed);
    const watcher = await watchRoom(broker.url, "test/a", (message) => client.take(message));
    let ends = 0;
    watcher.on("close", () => (ends += 1));
    await vi.waitFor(() => expect(client.cursor).toBeDefined(), PATIENCE);
    const text = "x".repeat(flood.bytes);
    const before = published.counters.deltas;
    for (let n = 1; published.counters.deltas - before < flood.messages; n += 1) {
      // Each time: a pipe that is drained takes its stream up again.
      watcher.stream.pause();
      feed.set({ id: "r", n, text });
      await pause(1);
    }
    watcher.stream.resume();
    await vi.waitFor(() => {
      feed.set({ id: "s", n: performance.now() });
      expect(client.counters.repaired).toBeGreaterThan(0);
    }, PATIENCE);
    const { deltas } = published.counters;
    const came = client.messages.filter(({ kind }) => kind === "delta").length;
    print(
      `${name}: of ${deltas} deltas of ${flood.bytes} bytes ${came} came, ${ends} connections ended, ${client.counters.repaired} repaired`,
    );
    await vi.waitFor(() => expect(client.cursor).toBe(`${feed.epoch}:${feed.seq}`), PATIENCE);
    expect(came).toBeLessThan(deltas);
    await watcher.endAsync(true);
  });
});

describe.each(BROKERS)("a client that comes to a room of %s while it is published to", (name, start) => {
  it("mostly has a gap after the retained snapshot, which only cursors show", async () => {
    await using broker = await start();
    await using room = await openRoom(broker, { frameIntervalMs: 20 });
    const { feed, published } = room;
    let n = 0;
    const timer = setInterval(() => feed.set({ id: `r${n % 100}`, n: (n += 1) }), 5);
    await vi.waitFor(() => expect(published.counters.snapshots).toBeGreaterThan(1), PATIENCE);
    let [gaps, late] = [0, 0];
    const CLIENTS = 40;
    for (let one = 0; one < CLIENTS; one += 1) {
      const client = new RoomClient(feed);
      const watcher = await watchRoom(broker.url, "test/a", (message) => client.take(message));
      await vi.waitFor(() => expect(client.counters.applied).toBeGreaterThan(2), PATIENCE);
      gaps += Math.min(1, client.counters.repaired);
      late += Math.min(1, client.counters.discarded);
      await watcher.endAsync(true);
    }
    clearInterval(timer);
    print(
      `${name}: of ${CLIENTS} that came, ${gaps} had a gap after the retained snapshot, ${late} got something late`,
    );
    expect(gaps).toBeGreaterThan(0);
  });
});

describe("what is retained at Mosquitto", () => {
  it("is one message a topic, and gone with a restart unless it is stored: a client waits for nothing", async () => {
    await using broker = await startMosquitto();
    const publisher = await connectAsync(broker.url, { reconnectPeriod: 0 });
    for (let n = 1; n <= 3; n += 1)
      await publisher.publishAsync("test/a/snapshot", `{"n":${n}}`, { retain: true, qos: 1 });
    const retained = async (): Promise<string[]> => {
      const client = await connectAsync(broker.url, { reconnectPeriod: 0 });
      const came: string[] = [];
      client.on("message", (_topic, payload) => came.push(payload.toString()));
      await client.subscribeAsync(["test/a/snapshot", "test/end"]);
      // Behind whatever is retained.
      await client.publishAsync("test/end", "end", { qos: 1 });
      await vi.waitFor(() => expect(came).toContain("end"), PATIENCE);
      await client.endAsync(true);
      return came.slice(0, -1);
    };
    expect(await retained()).toEqual(['{"n":3}']);
    publisher.on("error", () => undefined);
    await broker.kill();
    await broker.start();
    expect(await retained()).toEqual([]);
  });
});

describe("what a resume is worth", () => {
  it("is a change by a poll since the cursor, and the whole state by a broker, whichever was missed", async () => {
    await using broker = await startMosquitto();
    await using room = await openRoom(broker, { frameIntervalMs: 20 });
    const { feed, published } = room;
    // As large as a ranking.
    for (let n = 0; n < 100; n += 1)
      feed.set({ id: `player-${n}`, name: `Player ${n}`, damage: 1_000 - n, hits: 10, reachedSeq: n });
    await vi.waitFor(() => expect(published.counters.snapshots).toBeGreaterThan(0), PATIENCE);
    const held = { epoch: feed.epoch, seq: feed.seq };
    feed.set({ id: "player-1", name: "Player 1", damage: 2_000, hits: 11, reachedSeq: 101 });
    const { snapshots } = published.counters;
    await vi.waitFor(() => expect(published.counters.snapshots).toBeGreaterThan(snapshots), PATIENCE);
    const client = new RoomClient(feed);
    const watcher = await watchRoom(broker.url, "test/a", (message) => client.take(message));
    await vi.waitFor(() => expect(client.messages).toHaveLength(1), PATIENCE);
    const byBroker = Buffer.byteLength(client.messages[0]?.payload ?? "");
    const byCursor = feed.frameSince(held).body.length;
    print(`one change missed: ${byCursor} bytes by a poll since the cursor, ${byBroker} by the broker`);
    expect(byBroker).toBeGreaterThan(20 * byCursor);
    await watcher.endAsync(true);
  });
});
