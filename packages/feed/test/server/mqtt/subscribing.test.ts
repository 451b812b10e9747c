// What a stock client gets, of the `mqtt` package.
import { randomBytes } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { FeedError } from "../../../src/wire/problem.ts";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";
import { collect, MqttApp, type Message } from "./mqtt-app.ts";
import { codesOf, publicationOf, subscribePacket, TYPES, unsubscribePacket } from "./raw-client.ts";

const patience = { timeout: PATIENCE_MS, interval: 5 };
const BOTH = ["prices/snapshot", "prices/delta"];

/** What a client shows that applies frames as `protocol.md` asks: a snapshot, then deltas from what it holds. */
function view(messages: readonly Message[]): { cursor: string; rows: Map<unknown, unknown> } {
  const rows = new Map<unknown, unknown>();
  let held = "";
  for (const { frame, topic } of messages) {
    const { epoch, from, seq } = frame;
    if (topic === "prices/snapshot") rows.clear();
    else if (`${String(epoch)}:${String(from)}` !== held) throw new Error(`a gap after ${held}`);
    for (const row of (frame["rows"] ?? []) as { symbol: string }[]) rows.set(row.symbol, row);
    for (const key of (frame["left"] ?? []) as string[]) rows.delete(key);
    held = `${String(epoch)}:${String(seq)}`;
  }
  return { cursor: held, rows };
}

describe("subscribing", () => {
  it("[MB3, MB4] shows after 2,000 changes what a poll at the same cursor gives", async () => {
    await using served = await MqttApp.start();
    const { prices } = served;
    prices.set({ symbol: "S0", price: -1 });
    const client = await served.connect();
    const messages = collect(client);
    await client.subscribeAsync(BOTH);
    for (let n = 1; n <= 2_000; n += 1) {
      if (n % 7 === 0) prices.delete(`S${n % 40}`);
      else prices.set({ symbol: `S${n % 40}`, price: n });
      if (n % 20 === 0) await new Promise(setImmediate);
    }
    const polled = await served.poll();
    await vi.waitFor(() => expect(view(messages).cursor).toBe(served.cursor), patience);
    expect(polled["seq"]).toBe(prices.seq);
    const rows = polled["rows"] as { symbol: string }[];
    expect(view(messages).rows).toEqual(new Map(rows.map((row) => [row.symbol, row])));
    expect(messages[0]!.topic).toBe("prices/snapshot");
    expect(messages.map(({ packet }) => packet.retain)).toEqual(messages.map((_, index) => index === 0));
    expect(messages.every(({ packet }) => packet.qos === 0)).toBe(true);
    await client.endAsync();
  });

  it.each([100, 16_300, 70_000, 2_200_000])(
    "[MB3] carries a snapshot of %i bytes and more, as a poll gives it",
    async (bytes) => {
      await using served = await MqttApp.start();
      served.prices.set({ symbol: "A", text: randomBytes(bytes / 2).toString("hex") });
      const client = await served.connect();
      const messages = collect(client);
      await client.subscribeAsync("prices/snapshot");
      await vi.waitFor(() => expect(messages).toHaveLength(1), patience);
      expect(messages[0]!.frame).toEqual(await served.poll());
      await client.endAsync();
    },
  );

  it("[MB2] grants QoS 0 whatever is asked, and refuses what is no topic of a feed", async () => {
    await using served = await MqttApp.start({ maxSubscriptions: 20 });
    using raw = await served.raw();
    await raw.connect();
    const foreign = [
      "#",
      "+",
      "prices/#",
      "+/delta",
      "$SYS/#",
      "prices",
      "prices/",
      "/prices/delta",
      "shares/delta",
      "prices/delta/x",
      "pri ces/delta",
      "__proto__/delta",
    ];
    raw.send(subscribePacket(["prices/snapshot", ...foreign, "prices/delta"], 2));
    expect(codesOf(await raw.next())).toEqual([0, ...foreign.map(() => 0x80), 0]);
    expect(publicationOf(await raw.next()).topic).toBe("prices/snapshot");
  });

  it("[MB2] asks the application for names only, and never for one with a wildcard or white space", async () => {
    const asked: string[] = [];
    await using served = await MqttApp.start({
      feedOf(topic) {
        asked.push(topic);
        return served.prices;
      },
    });
    using raw = await served.raw();
    await raw.connect();
    const odd = ["+/delta", "a/+/delta", "#", "a/#", "a b/delta", "a\n/delta", "/delta", "delta"];
    raw.send(subscribePacket([...odd, "a/b/delta"]));
    expect(codesOf(await raw.next())).toEqual([...odd.map(() => 0x80), 0]);
    expect(asked).toEqual(["a/b"]);
  });

  it("[MB2] refuses a topic whose feed the application will not give, whatever that throws", async () => {
    await using served = await MqttApp.start({
      feedOf(topic) {
        if (topic === "secret") throw new FeedError("unauthenticated");
        throw new TypeError("a mistake of the application");
      },
    });
    using raw = await served.raw();
    await raw.connect();
    raw.send(subscribePacket(["secret/delta", "prices/delta"]));
    expect(codesOf(await raw.next())).toEqual([0x80, 0x80]);
  });

  it("[MB4] answers with the newest snapshot, RETAIN set, after the SUBACK, and again when it is repeated", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    await raw.connect();
    for (let price = 1; price <= 3; price += 1) {
      served.prices.set({ symbol: "A", price });
      raw.send(subscribePacket(["prices/snapshot"]));
      expect((await raw.next()).type).toBe(TYPES.suback);
      const { topic, isRetained, text } = publicationOf(await raw.next());
      expect([topic, isRetained]).toEqual(["prices/snapshot", true]);
      expect(text).toContain(`"price":${price}`);
    }
  });

  it("[MB4] sends a snapshot without RETAIN to a subscription that stood already", async () => {
    await using served = await MqttApp.start();
    served.prices.set({ symbol: "A", price: 1 });
    using raw = await served.raw();
    await raw.connect();
    raw.send(subscribePacket(BOTH));
    await raw.next();
    expect(publicationOf(await raw.next()).isRetained).toBe(true);
    // So many rows go at once that a delta of them would be larger than a snapshot.
    for (let n = 0; n < 10_000; n += 1) {
      served.prices.set({ symbol: `T${n}` });
      served.prices.delete(`T${n}`);
    }
    const { topic, isRetained, text } = publicationOf(await raw.next());
    expect([topic, isRetained]).toEqual(["prices/snapshot", false]);
    expect(text).toContain(`"seq":${served.prices.seq},`);
  });

  it("[MB5] gives a client that is subscribed to one of the two only that", async () => {
    await using served = await MqttApp.start();
    const { prices } = served;
    prices.set({ symbol: "A", price: 1 });
    const [snapshots, deltas, both] = await Promise.all([
      served.connect(),
      served.connect(),
      served.connect(),
    ]);
    const [ofSnapshots, ofDeltas, ofBoth] = [collect(snapshots), collect(deltas), collect(both)];
    await snapshots.subscribeAsync("prices/snapshot");
    await deltas.subscribeAsync("prices/delta");
    await both.subscribeAsync(BOTH);
    prices.set({ symbol: "A", price: 2 });
    await vi.waitFor(() => expect(ofBoth).toHaveLength(2), patience);
    await vi.waitFor(() => expect(ofDeltas).toHaveLength(2), patience);
    expect(ofDeltas.map(({ topic }) => topic)).toEqual(["prices/delta", "prices/delta"]);
    expect(ofDeltas[0]!.frame).toMatchObject({ from: 1, seq: 1 });
    expect(ofDeltas[1]!.frame).toEqual(ofBoth[1]!.frame);
    expect(ofSnapshots.map(({ topic }) => topic)).toEqual(["prices/snapshot"]);
    await Promise.all([snapshots, deltas, both].map((client) => client.endAsync()));
  });

  it("[MB5] leads on from the snapshot when deltas are subscribed to later, and ends with UNSUBSCRIBE", async () => {
    await using served = await MqttApp.start();
    const { prices } = served;
    prices.set({ symbol: "A", price: 1 });
    const client = await served.connect();
    const messages = collect(client);
    await client.subscribeAsync("prices/snapshot");
    await vi.waitFor(() => expect(messages).toHaveLength(1), patience);
    prices.set({ symbol: "B", price: 2 });
    await new Promise(setImmediate);
    await client.subscribeAsync("prices/delta");
    await vi.waitFor(() => expect(view(messages).cursor).toBe(served.cursor), patience);
    expect(messages.at(-1)!.frame).toMatchObject({ from: 1, seq: 2 });
    const { length } = messages;
    await client.unsubscribeAsync(BOTH);
    prices.set({ symbol: "C", price: 3 });
    const witness = await served.connect();
    const witnessed = collect(witness);
    await witness.subscribeAsync(BOTH);
    prices.set({ symbol: "D", price: 4 });
    await vi.waitFor(() => expect(view(witnessed).cursor).toBe(served.cursor), patience);
    // Answered after everything that was sent before it.
    await client.subscribeAsync("prices/none").catch(() => undefined);
    expect(messages).toHaveLength(length);
    await Promise.all([client, witness].map((one) => one.endAsync()));
  });

  it("[MB5] continues with the other topic after UNSUBSCRIBE of one", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    await raw.connect();
    raw.send(subscribePacket(BOTH), unsubscribePacket(["prices/snapshot", "prices/none"]));
    const types = [await raw.next(), await raw.next(), await raw.next()].map(({ type }) => type);
    expect(types).toEqual([TYPES.suback, TYPES.publish, TYPES.unsuback]);
    served.prices.set({ symbol: "A", price: 1 });
    expect(publicationOf(await raw.next()).topic).toBe("prices/delta");
  });
});
