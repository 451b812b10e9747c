// A whole connection over a room that a hub publishes to and a broker loses from, beside all other transports, switched while rows come
// and go at random. What is shown is held against a record of every version that is the test's own. The seed stands in the title.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { FeedConnection } from "../../../src/client/connection.ts";
import type { ResumeReport } from "../../../src/client/connection-types.ts";
import { keyedCodec, type KeyedView } from "../../../src/client/keyed-codec.ts";
import type { TransportTable } from "../../../src/client/transport.ts";
import { transports } from "../../../src/client/transports.ts";
import { openMqtt } from "../../../src/client/transports/mqtt.ts";
import { createReplica } from "../../../src/client/view-codec.ts";
import { Hub, type EncodedFrame, type Sink } from "../../../src/server/index.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../../src/wire/keyed.ts";
import type { TransportName } from "../../../src/wire/transports.ts";
import { RoomBroker, TOPIC } from "./room-broker.ts";
import { createRandom } from "../seeded-random.ts";

const SEED = Number(process.env["FEED_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const TURNS = 200;
const KEYS = 40;
const LIMIT = { timeout: 60_000 };
/** In the place of the transport that a page would take: MQTT, whatever the table of transports has. */
const MQTT: TransportName = "websocket";
const TABLE: TransportTable<KeyedSnapshot | KeyedDelta> = { ...transports, [MQTT]: openMqtt };
const NAMES: readonly TransportName[] = [MQTT, "polling", "long-polling", "sse", MQTT, "websocket-raw"];

/** Every frame of the hub goes to the room, but some are lost and some come twice; the state is retained now and then. */
class LossyPublisher implements Sink {
  readonly pendingBytes = 0;
  lost = 0;
  readonly #broker: RoomBroker;
  readonly #random: () => number;
  #frames = 0;

  constructor(broker: RoomBroker, random: () => number) {
    this.#broker = broker;
    this.#random = random;
  }

  write(frame: EncodedFrame): boolean {
    if (frame.type === "heartbeat") return true;
    this.#frames += 1;
    const luck = frame.type === "snapshot" ? 0.5 : this.#random();
    // At random, and some in any case.
    if (luck < 0.05 || this.#frames % 15 === 0) this.lost += 1;
    else void this.#broker.send(frame.type, frame.body);
    if (luck > 0.95 || this.#frames % 17 === 0) void this.#broker.send(frame.type, frame.body);
    if (this.#frames % 20 === 0) {
      void this.#broker.send("snapshot", this.#broker.prices.frameSince(undefined).body);
    }
    return true;
  }

  end(): void {
    return undefined;
  }
}

function contentOf(rows: readonly object[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .toSorted()
    .join();
}

describe("a connection over a broker that loses messages", () => {
  it(`[MC12] [MC13] [MC14] shows the feed as it is at each cursor, switched at random (FEED_SEED=${SEED})`, async () => {
    const random = createRandom(SEED);
    const now = (): number => performance.timeOrigin + performance.now();
    const hub = new Hub({ frameIntervalMs: 10, heartbeatIntervalMs: 10_000, maxBehindMs: 10_000, now });
    await using broker = await RoomBroker.open({ hub });
    const { prices } = broker;
    hub.keep(prices);
    const publisher = new LossyPublisher(broker, createRandom(SEED + 1));
    hub.subscribe(prices, publisher, undefined);
    const rows = new Map<string, object>();
    const history: string[] = [""];
    const change = (): void => {
      const symbol = `S${Math.floor(random() * KEYS)}`;
      if (random() < 0.3) {
        if (!prices.delete(symbol)) return;
        rows.delete(symbol);
      } else {
        const row = { symbol, price: history.length + random() };
        prices.set(row);
        rows.set(symbol, row);
      }
      history.push(contentOf([...rows.values()]));
    };

    const faults: string[] = [];
    const open = (transport: TransportName): FeedConnection<KeyedView, KeyedSnapshot | KeyedDelta> => {
      let last = -1;
      return new FeedConnection(
        createReplica(keyedCodec((row) => row)),
        {
          url: broker.feedUrl,
          messaging: { url: broker.url, topic: TOPIC },
          transport,
          pollIntervalMs: 50,
          onUpdate({ view: { rows: shown, cursor } }) {
            if (contentOf(shown) !== history[cursor.seq]) faults.push(`wrong rows at ${cursor.seq}`);
            if (cursor.seq <= last) faults.push(`${cursor.seq} after ${last}`);
            last = cursor.seq;
          },
        },
        { table: TABLE },
      );
    };
    const connections = [open(MQTT), open(MQTT), open("sse")];
    const staying = open(MQTT);
    for (const connection of [...connections, staying]) {
      await vi.waitFor(() => expect(connection.state.type).toBe("live"), LIMIT);
    }
    const reports: ResumeReport[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (let left = random() * 4; left > 0; left -= 1) change();
      if (turn % 5 === 4) {
        const pick = (): TransportName => NAMES[Math.floor(random() * NAMES.length)] ?? MQTT;
        reports.push(...(await Promise.all(connections.map((connection) => connection.switchTo(pick())))));
      }
      for (let left = random() * 4; left > 0; left -= 1) change();
      await wait(random() * 15);
    }
    for (const connection of [...connections, staying]) {
      await vi.waitFor(() => expect(connection.view?.cursor.seq).toBe(history.length - 1), LIMIT);
      // What comes from around a poll's answer is shortened: no client has to begin with a snapshot.
      const none = { gaps: 0, resets: 0, diverged: 0, repeated: 0, reconnects: 0, malformed: 0 };
      expect(connection.counters).toMatchObject(none);
      connection.close();
    }
    expect(faults).toEqual([]);
    expect(reports).toHaveLength((3 * TURNS) / 5);
    for (const report of reports) expect(report).toMatchObject({ resumed: true, missed: 0, repeated: 0 });
    expect(reports.filter(({ to }) => to === MQTT).length).toBeGreaterThan(0);
    expect(publisher.lost).toBeGreaterThan(0);
    expect(staying.counters.repairs).toBeGreaterThan(0);
    expect(staying.counters.stale).toBeGreaterThan(0);
    hub.drain();
  });

  it("[FP1] [MC5] is refused where the feed's server has no such feed, and the broker no such room", async () => {
    await using broker = await RoomBroker.open({ feed: () => undefined });
    broker.isOpen = false;
    const connection = new FeedConnection(
      createReplica(keyedCodec((row) => row)),
      { url: broker.feedUrl, messaging: { url: broker.url, topic: TOPIC }, transport: MQTT },
      { table: TABLE },
    );
    const refused = { type: "refused", code: "not-found" };
    await vi.waitFor(() => expect(connection.state).toMatchObject(refused), LIMIT);
    connection.close();
  });

  it("[MC4] stays live over a room in which nothing happens for longer than a feed may be silent", async () => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
    try {
      await using broker = await RoomBroker.open();
      await broker.retain();
      const states: string[] = [];
      const connection = new FeedConnection(
        createReplica(keyedCodec((row) => row)),
        {
          url: broker.feedUrl,
          messaging: { url: broker.url, topic: TOPIC },
          transport: MQTT,
          onState: ({ type }) => states.push(type),
        },
        { table: TABLE },
      );
      await vi.waitFor(() => expect(connection.state.type).toBe("live"), LIMIT);
      for (let second = 0; second < 60; second += 1) {
        await vi.advanceTimersByTimeAsync(1_000);
        // The answer of a ping comes over a real socket.
        await new Promise((resolve) => setImmediate(resolve));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(states).toEqual(["live"]);
      connection.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
