// What clients send that they may not, as raw bytes over a WebSocket.
import { describe, expect, it, vi } from "vitest";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";
import { collect, MqttApp } from "./mqtt-app.ts";
import {
  codesOf,
  connectPacket,
  DISCONNECT,
  lengthOf,
  packet,
  PINGREQ,
  publicationOf,
  publishPacket,
  RawClient,
  subscribePacket,
  TYPES,
  unsubscribePacket,
  type ConnectOptions,
} from "./raw-client.ts";

const patience = { timeout: PATIENCE_MS, interval: 5 };
const BOTH = ["prices/snapshot", "prices/delta"];

describe("packets", () => {
  it("[MB10] may be spread over messages, a byte each, and a message may hold several", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    for (const byte of Buffer.concat([connectPacket(), subscribePacket(BOTH)])) raw.send(Uint8Array.of(byte));
    const types = async (count: number): Promise<number[]> => {
      const seen: number[] = [];
      while (seen.length < count) seen.push((await raw.next()).type);
      return seen;
    };
    expect(await types(3)).toEqual([TYPES.connack, TYPES.suback, TYPES.publish]);
    raw.send(PINGREQ, unsubscribePacket(BOTH), PINGREQ, subscribePacket(["prices/snapshot"]), PINGREQ);
    const { pingresp, unsuback, suback, publish } = TYPES;
    expect(await types(6)).toEqual([pingresp, unsuback, pingresp, suback, publish, pingresp]);
  });

  it("[MB10] that are too large end the connection when their length is announced", async () => {
    await using served = await MqttApp.start();
    for (const announced of [4_094, 60_000_000, 268_435_455]) {
      using raw = await served.raw();
      await raw.connect();
      raw.send(Uint8Array.of(0x82, ...lengthOf(announced)));
      expect(await raw.end()).toEqual({ code: 1009, reason: "the packet is too large" });
    }
    using largest = await served.raw();
    await largest.connect();
    largest.send(subscribePacket(["x".repeat(4_096 - 1 - 2 - 2 - 2 - 1)]));
    expect(codesOf(await largest.next())).toEqual([0x80]);
  });

  it("[MB10] that are not MQTT 3.1.1 end the connection", async () => {
    await using served = await MqttApp.start();
    const wrong: Record<string, Buffer> = {
      "a length of five bytes": Buffer.from([0x82, 0x80, 0x80, 0x80, 0x80, 0x01]),
      "SUBSCRIBE without its flags": Buffer.from([0x80, ...subscribePacket(BOTH).subarray(1)]),
      "SUBSCRIBE of nothing": packet(0x82, Buffer.from([0, 7])),
      "SUBSCRIBE that ends too early": packet(0x82, Buffer.from([0, 7, 0, 200, 0x61])),
      "SUBSCRIBE at QoS 3": subscribePacket(BOTH, 3),
      "SUBSCRIBE to an empty topic": subscribePacket([""]),
      "SUBSCRIBE to a wildcard in the wrong place": subscribePacket(["prices/#/delta"]),
      "type 0": packet(0x00),
      "type 15": packet(0xf0),
      CONNACK: packet(0x20, Buffer.from([0, 0])),
      PUBACK: packet(0x40, Buffer.from([0, 1])),
      PUBREL: packet(0x62, Buffer.from([0, 1])),
    };
    for (const [what, bytes] of Object.entries(wrong)) {
      using raw = await served.raw();
      await raw.connect();
      raw.send(bytes);
      expect([what, (await raw.end()).code]).toEqual([what, 1008]);
    }
  });

  it("[MB12] before CONNECT, or a second CONNECT, end the connection", async () => {
    await using served = await MqttApp.start();
    const openings = [subscribePacket(BOTH), PINGREQ, unsubscribePacket(BOTH)];
    for (const opening of openings) {
      using raw = await served.raw();
      raw.send(opening, connectPacket());
      expect((await raw.end()).code).toBe(1008);
      expect(raw.packets).toEqual([]);
    }
    using twice = await served.raw();
    twice.send(connectPacket(), connectPacket());
    expect((await twice.next()).type).toBe(TYPES.connack);
    expect((await twice.end()).code).toBe(1008);
  });

  it("[MB12] that come with a CONNECT are answered after it, in their order", async () => {
    await using served = await MqttApp.start();
    for (let n = 0; n < 20; n += 1) {
      using raw = await served.raw();
      raw.send(connectPacket(), subscribePacket(["prices/snapshot"]), PINGREQ, DISCONNECT, PINGREQ);
      expect((await raw.end()).code).toBe(1000);
      const { connack, suback, publish, pingresp } = TYPES;
      expect(raw.packets.map(({ type }) => type)).toEqual([connack, suback, publish, pingresp]);
    }
  });
});

describe("a CONNECT", () => {
  const REFUSED: readonly (readonly [string, ConnectOptions, number])[] = [
    ["a will", { will: { topic: "prices/delta", payload: "forged" } }, 5],
    ["a session", { isClean: false }, 2],
    ["a session and a will", { isClean: false, will: { topic: "prices/delta", payload: "forged" } }, 5],
    ["version 5", { level: 5 }, 1],
  ];
  it.each(REFUSED)("[MB11] with %s is refused", async (_what, options, code) => {
    await using served = await MqttApp.start();
    using witness = await served.raw();
    await witness.connect();
    witness.send(subscribePacket(BOTH));
    using raw = await served.raw();
    raw.send(connectPacket(options), PINGREQ);
    const { type, body } = await raw.next();
    expect([type, ...body]).toEqual([TYPES.connack, 0, code]);
    expect((await raw.end()).code).toBe(1008);
    expect(raw.packets).toEqual([]);
    expect((await witness.next()).type).toBe(TYPES.suback);
    expect((await witness.next()).type).toBe(TYPES.publish);
    witness.send(PINGREQ);
    expect((await witness.next()).type).toBe(TYPES.pingresp);
  });

  it("[MB13] with another client's identifier ends that one's connection in no case", async () => {
    await using served = await MqttApp.start();
    using first = await served.raw();
    using second = await served.raw();
    expect(await first.connect({ clientId: "same" })).toBe(0);
    expect(await second.connect({ clientId: "same" })).toBe(0);
    second.send(DISCONNECT);
    await second.end();
    first.send(PINGREQ);
    expect((await first.next()).type).toBe(TYPES.pingresp);
    for (const clientId of ["", "__proto__", "constructor", "x".repeat(1_000)]) {
      using odd = await served.raw();
      expect(await odd.connect({ clientId })).toBe(0);
    }
  });
});

describe("publishing", () => {
  it("[MB11] ends the connection, and is delivered to no client: on a topic of a feed, another, or the broker's", async () => {
    await using served = await MqttApp.start();
    const watcher = await served.connect();
    const messages = collect(watcher);
    await watcher.subscribeAsync(BOTH);
    for (const topic of [...BOTH, "other", "$SYS/x"]) {
      using raw = await served.raw();
      await raw.connect();
      raw.send(subscribePacket(BOTH), publishPacket(topic, '{"type":"delta"}'));
      expect(await raw.end()).toEqual({ code: 1008, reason: "nothing can be published here" });
    }
    const forger = await served.connect();
    const ended = new Promise<void>((resolve) => void forger.once("close", () => resolve()));
    forger.publish("prices/snapshot", '{"type":"snapshot"}', { retain: true, qos: 1 });
    await ended;
    served.prices.set({ symbol: "A", price: 1 });
    await vi.waitFor(() => expect(messages).toHaveLength(2), patience);
    expect(messages.map(({ frame }) => [frame["epoch"], frame["seq"]])).toEqual([
      [served.prices.epoch, 0],
      [served.prices.epoch, 1],
    ]);
    // Nor is it retained.
    using later = await served.raw();
    await later.connect();
    later.send(subscribePacket(["prices/snapshot"]));
    await later.next();
    expect(publicationOf(await later.next()).text).toContain(`"epoch":"${served.prices.epoch}","seq":1,`);
    await watcher.endAsync();
  });
});

describe("too much", () => {
  it.each([
    ["PINGREQ", PINGREQ],
    ["SUBSCRIBE", subscribePacket(BOTH)],
    ["SUBSCRIBE to what is refused", subscribePacket(["#", "x/delta"])],
    ["UNSUBSCRIBE", unsubscribePacket(BOTH)],
  ])("[MB15] ends a flood of %s, with few answers", async (_what, one) => {
    const dropped: string[] = [];
    await using served = await MqttApp.start({ onDropped: (reason) => dropped.push(reason) });
    using raw = await served.raw();
    await raw.connect();
    for (let n = 0; n < 100; n += 1) raw.send(...Array.from({ length: 50 }, () => one));
    expect(await raw.end()).toEqual({ code: 1008, reason: "too many packets" });
    // With each of 19 SUBSCRIBEs a snapshot.
    expect(raw.packets.length).toBeLessThan(40);
    expect(dropped).toEqual(["abusive"]);
  });

  it("[MB15] ends a client that sends too much one by one, each when the last is answered", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    await raw.connect();
    let answered = 0;
    const ping = async (): Promise<void> => {
      raw.send(PINGREQ);
      await raw.next();
      answered += 1;
    };
    await expect(async () => {
      for (;;) await ping();
    }).rejects.toThrow("too many packets");
    expect(answered).toBeGreaterThanOrEqual(19);
  });

  it("[MB16] refuses a topic too many, until another is given up", async () => {
    await using served = await MqttApp.start({ feedOf: () => served.prices, maxSubscriptions: 3 });
    using raw = await served.raw();
    await raw.connect();
    raw.send(subscribePacket(["a/delta", "b/delta", "c/delta", "d/delta", "a/delta"]));
    expect(codesOf(await raw.next())).toEqual([0, 0, 0, 0x80, 0]);
    for (let n = 0; n < 3; n += 1) await raw.next();
    raw.send(unsubscribePacket(["b/delta"]));
    await raw.next();
    raw.send(subscribePacket(["d/delta", "b/delta"]));
    expect(codesOf(await raw.next())).toEqual([0, 0x80]);
  });

  it("[MB16] refuses clients too many, in all and of one address, until others have gone", async () => {
    const refused: string[] = [];
    await using served = await MqttApp.start({
      maxConnections: 3,
      maxConnectionsPerAddress: 2,
      addressOf: ({ headers }) => String(headers["x-address"]),
      onRefused: (tooMany, { headers }) => refused.push(`${tooMany} ${String(headers["x-address"])}`),
    });
    const open = (address: string): Promise<number | RawClient> =>
      new Promise((resolve) => {
        const raw = new RawClient(served.broker, { "x-address": address });
        raw.socket.once("open", () => resolve(raw));
        raw.socket.once("unexpected-response", (request, answer) => {
          resolve(answer.statusCode ?? 0);
          request.destroy();
        });
      });
    const [first, second] = [await open("a"), await open("a")];
    expect([first, second].every((one) => one instanceof RawClient)).toBe(true);
    expect(await open("a")).toBe(429);
    const third = await open("b");
    expect(third).toBeInstanceOf(RawClient);
    expect(await open("c")).toBe(429);
    expect(refused).toEqual(["address a", "clients c"]);
    (first as RawClient).socket.terminate();
    await vi.waitFor(async () => expect(await open("a")).toBeInstanceOf(RawClient), patience);
    expect(await open("a")).toBe(429);
  });
});

describe("silence", () => {
  it("[MB14] without a CONNECT, or with half of one, ends the connection", async () => {
    const dropped: string[] = [];
    await using served = await MqttApp.start({
      connectTimeoutMs: 5_000,
      onDropped: (reason) => dropped.push(reason),
    });
    using silent = await served.raw();
    using half = await served.raw();
    using polite = await served.raw();
    half.send(connectPacket().subarray(0, 5));
    expect(await polite.connect()).toBe(0);
    const end = { code: 1008, reason: "no CONNECT in time" };
    expect([await silent.end(), await half.end()]).toEqual([end, end]);
    expect(dropped).toEqual(["silent", "silent"]);
    polite.send(PINGREQ);
    expect((await polite.next()).type).toBe(TYPES.pingresp);
  });

  it("[MB14] for half as long again as the keep alive ends the connection; half packets are silence", async () => {
    const dropped: string[] = [];
    await using served = await MqttApp.start({
      maxKeepAliveS: 4,
      onDropped: (reason) => dropped.push(reason),
    });
    const keepAlives = [0, 1, 65_535];
    const silent = await Promise.all(
      keepAlives.map(async (keepAliveS) => {
        const raw = await served.raw();
        await raw.connect({ keepAliveS });
        return raw;
      }),
    );
    using half = await served.raw();
    await half.connect({ keepAliveS: 0 });
    const whole = subscribePacket(["x".repeat(2_000)]);
    let sent = 0;
    const drips = setInterval(() => half.send(whole.subarray(sent, (sent += 1))), 50);
    using polite = await served.raw();
    await polite.connect({ keepAliveS: 0 });
    const pings = setInterval(() => polite.send(PINGREQ), 300);
    const ends = await Promise.all([...silent, half].map((raw) => raw.end()));
    clearInterval(drips);
    const end = { code: 1008, reason: "nothing came within the keep alive" };
    expect(ends).toEqual([end, end, end, end]);
    expect(dropped).toEqual(["silent", "silent", "silent", "silent"]);
    expect(polite.closed).toBeUndefined();
    clearInterval(pings);
  });
});
