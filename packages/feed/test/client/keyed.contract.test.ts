// A stranger's feed, end to end: rows by key behind the plugin, watched over all transports and switched while rows come and go at
// random. What is shown is held against a record of every version that is the test's own. The seed stands in the test's title.
import { setTimeout as wait } from "node:timers/promises";
import Fastify from "fastify";
import { describe, expect, it, vi } from "vitest";
import { createConnection, type KeyedOptions } from "../../src/client/create-connection.ts";
import type { Connection, ConnectionState, ResumeReport } from "../../src/client/connection-types.ts";
import type { KeyedView } from "../../src/client/keyed-codec.ts";
import { mqttBroker } from "../../src/server/mqtt/index.ts";
import {
  createKeyedFeed,
  Hub,
  liveFeed,
  type KeyedFeed,
  type LiveFeedOptions,
} from "../../src/server/index.ts";
import { TRANSPORTS, type TransportName } from "../../src/wire/transports.ts";
import { createRandom } from "./seeded-random.ts";

const SEED = Number(process.env["FEED_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const TURNS = 300;
const KEYS = 40;
/** For what hangs. */
const LIMIT = { timeout: 60_000 };

/** A keyed feed and, independent of it, what its rows are at every seq. */
class Prices {
  readonly feed: KeyedFeed = createKeyedFeed({ key: "symbol" });
  readonly #rows = new Map<string, number>();
  readonly #history: string[] = [""];

  /** The newest seq: every change that is one is a version. */
  get seq(): number {
    return this.#history.length - 1;
  }

  change(random: () => number): void {
    const symbol = `S${Math.floor(random() * KEYS)}`;
    if (random() < 0.3) {
      if (this.feed.delete(symbol)) this.#note(() => this.#rows.delete(symbol));
      return;
    }
    const price = this.seq + random();
    this.feed.set({ symbol, price });
    this.#note(() => this.#rows.set(symbol, price));
  }

  at(seq: number): string | undefined {
    return this.#history[seq];
  }

  #note(change: () => void): void {
    change();
    this.#history.push(contentOf([...this.#rows].map(([symbol, price]) => ({ symbol, price }))));
  }
}

function contentOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  return rows
    .map(({ symbol, price }) => `${String(symbol)} ${String(price)}`)
    .toSorted((a, b) => a.localeCompare(b))
    .join();
}

interface Watcher extends Disposable {
  readonly connection: Connection<KeyedView>;
  readonly states: readonly ConnectionState[];
  readonly reports: readonly ResumeReport[];
  /** What was shown and is not what the feed was at that cursor, or not newer than what was shown before. */
  readonly faults: readonly string[];
}

function watch(prices: Prices, options: KeyedOptions): Watcher {
  const states: ConnectionState[] = [];
  const reports: ResumeReport[] = [];
  const faults: string[] = [];
  let last = -1;
  const connection = createConnection({
    pollIntervalMs: 50,
    ...options,
    onUpdate({ rows, cursor }) {
      if (contentOf(rows) !== prices.at(cursor.seq)) faults.push(`wrong rows at ${cursor.seq}`);
      if (cursor.seq <= last) faults.push(`${cursor.seq} after ${last}`);
      last = cursor.seq;
    },
    onState: (state) => states.push(state),
    onResume: (report) => reports.push(report),
  });
  return { connection, states, reports, faults, [Symbol.dispose]: () => connection.close() };
}

/** One feed at `/prices` over its own transports and at the room `prices` of a broker. */
async function serve(
  options: Omit<LiveFeedOptions, "hub">,
): Promise<AsyncDisposable & { readonly url: string }> {
  const app = Fastify();
  const { feed, frameIntervalMs = 50 } = options;
  const now = (): number => performance.timeOrigin + performance.now();
  const hub = new Hub({ frameIntervalMs, heartbeatIntervalMs: 10_000, maxBehindMs: 10_000, now });
  if (typeof feed !== "function") hub.keep(feed);
  app.addHook("preClose", async () => hub.drain());
  await app.register(liveFeed, { ...options, prefix: "/prices", hub });
  await app.register(mqttBroker, {
    hub,
    feedOf: (topic, request) =>
      topic !== "prices" ? undefined : typeof feed === "function" ? feed(request) : feed,
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { url, [Symbol.asyncDispose]: () => app.close() };
}

async function isAt({ connection }: Watcher, seq: number): Promise<void> {
  await vi.waitFor(() => expect(connection.view?.cursor.seq).toBe(seq), LIMIT);
}

describe("a keyed feed over all transports", () => {
  it(`[PR12] [PR20] [PR29] is shown as it is at each cursor, switched at random (FEED_SEED=${SEED})`, async () => {
    const random = createRandom(SEED);
    const pick = (): TransportName => TRANSPORTS[Math.floor(random() * TRANSPORTS.length)]!;
    const prices = new Prices();
    await using server = await serve({ feed: prices.feed, frameIntervalMs: 5 });
    const url = `${server.url}/prices`;
    using automatic = watch(prices, { url, transport: "auto" });
    const watchers = [automatic, ...TRANSPORTS.map((transport) => watch(prices, { url, transport }))];
    for (const watcher of watchers) await isAt(watcher, 0);
    expect(automatic.connection.auto).toEqual({ blocked: [] });
    expect(automatic.connection.transport).toBe("websocket");
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (let left = random() * 4; left > 0; left -= 1) prices.change(random);
      const switches = turn % 5 === 0 ? watchers.map(({ connection }) => connection.switchTo(pick())) : [];
      for (let left = random() * 4; left > 0; left -= 1) prices.change(random);
      for (const report of await Promise.all(switches)) {
        expect(report).toMatchObject({ type: "switch", resumed: true, missed: 0, repeated: 0 });
      }
      await wait(random() * 5);
    }
    for (const watcher of watchers) {
      await isAt(watcher, prices.seq);
      expect(watcher.faults).toEqual([]);
      expect(watcher.reports).toHaveLength(TURNS / 5);
      expect(watcher.connection.counters).toMatchObject({
        diverged: 0,
        gaps: 0,
        resets: 0,
        repeated: 0,
        reconnects: 0,
      });
      expect(new Set(watcher.states.map(({ type }) => type))).toEqual(new Set(["live"]));
      watcher.connection.close();
    }
  });

  it.each(TRANSPORTS)(
    "[PR12] over %s begins anew when its server does, and misses what was between",
    async (transport) => {
      const first = new Prices();
      const random = createRandom(1);
      for (let change = 0; change < 20; change += 1) first.change(random);
      let current = first;
      await using server = await serve({ feed: () => current.feed });
      using watcher = watch(first, { url: `${server.url}/prices`, transport });
      await isAt(watcher, first.seq);
      const { view } = watcher.connection;
      watcher.connection.close();
      current = new Prices();
      using second = watch(current, { url: `${server.url}/prices`, transport, view: view! });
      await isAt(second, 0);
      expect(second.connection.view?.rows).toEqual([]);
      expect(second.faults).toEqual([]);
      expect(second.connection.counters.resets).toBe(1);
    },
  );

  it.each(TRANSPORTS)(
    "[FP1] over %s is refused where there is none, and [PR4] found by the application's own query",
    async (transport) => {
      const prices = new Prices();
      await using server = await serve({
        feed: (request) =>
          new URL(request.url, "http://x").searchParams.get("of") === "bread" ? prices.feed : undefined,
      });
      const url = `${server.url}/prices`;
      using none = watch(prices, { url, transport });
      await vi.waitFor(
        () => expect(none.connection.state).toMatchObject({ type: "refused", code: "not-found" }),
        LIMIT,
      );
      using bread = watch(prices, { url, transport, query: { of: "bread" } });
      await isAt(bread, 0);
      prices.feed.setFields({ currency: "EUR" });
      await vi.waitFor(() => expect(bread.connection.view?.fields).toEqual({ currency: "EUR" }), LIMIT);
    },
  );
});
