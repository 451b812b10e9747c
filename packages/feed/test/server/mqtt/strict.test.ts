// What MQTT 3.1.1 forbids, although it could be understood, and what it asks for although brokers leave it out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWellFormed } from "../../../src/server/mqtt/packet-checks.ts";
import { PACKET_TYPES, type PacketType } from "../../../src/server/mqtt/packet-reader.ts";
import { MqttApp } from "./mqtt-app.ts";
import {
  codesOf,
  connectPacket,
  DISCONNECT,
  packet,
  PINGREQ,
  subscribePacket,
  TYPES,
  unsubscribePacket,
} from "./raw-client.ts";

const text = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};
const ID = Buffer.from([0, 7]);
const QOS_0 = Buffer.from([0]);
const TOPIC = text("prices/delta");

/** A CONNECT with any flags, and whatever follows its keep alive. */
const connect = (flags: number, ...rest: readonly Uint8Array[]): Buffer =>
  packet(0x10, text("MQTT"), Buffer.from([4, flags, 0, 60]), ...rest);

const WRONG: Readonly<Record<string, Buffer>> = {
  "SUBSCRIBE of packet identifier 0": packet(0x82, Buffer.from([0, 0]), TOPIC, QOS_0),
  "UNSUBSCRIBE of packet identifier 0": packet(0xa2, Buffer.from([0, 0]), TOPIC),
  "UNSUBSCRIBE without a filter": packet(0xa2, ID),
  "UNSUBSCRIBE of an empty filter": packet(0xa2, ID, text("")),
  "UNSUBSCRIBE with reserved bits": packet(0xa0, ID, TOPIC),
  "UNSUBSCRIBE with bytes left over": packet(0xa2, ID, TOPIC, QOS_0),
  "SUBSCRIBE with bytes left over": packet(0x82, ID, TOPIC, QOS_0, QOS_0),
  "SUBSCRIBE without a QoS": packet(0x82, ID, TOPIC),
  "SUBSCRIBE with reserved bits of a QoS": packet(0x82, ID, TOPIC, Buffer.from([0x80])),
  "SUBSCRIBE to a NUL": packet(0x82, ID, text("a\0/delta"), QOS_0),
  "SUBSCRIBE to what is not UTF-8": packet(0x82, ID, text(Buffer.from([0x61, 0xff, 0x2f])), QOS_0),
  "SUBSCRIBE to half a surrogate pair": packet(0x82, ID, text(Buffer.from([0xed, 0xa0, 0x80])), QOS_0),
  "PINGREQ with a body": packet(0xc0, QOS_0),
  "PINGREQ with reserved bits": packet(0xc1),
  "DISCONNECT with a body": packet(0xe0, QOS_0),
  "DISCONNECT with reserved bits": packet(0xe2),
};

describe("[MB20] a packet that MQTT 3.1.1 forbids", () => {
  it.each(Object.entries(WRONG))("ends the connection: %s", async (_what, bytes) => {
    const dropped: string[] = [];
    await using served = await MqttApp.start({ onDropped: (reason) => dropped.push(reason) });
    using raw = await served.raw();
    await raw.connect();
    raw.send(bytes);
    expect(await raw.end()).toEqual({ code: 1008, reason: "not MQTT 3.1.1" });
    expect([raw.packets, dropped]).toEqual([[], ["abusive"]]);
  });

  it.each<[string, Buffer]>([
    ["reserved bits", Buffer.concat([Buffer.from([0x11]), connectPacket().subarray(1)])],
    ["its reserved flag", connect(0x03, text("raw"))],
    ["a password without a user name", connect(0x42, text("raw"), text("secret"))],
    ["no identifier", connect(0x02)],
    ["a user name that is not there", connect(0x82, text("raw"))],
    ["bytes left over", connect(0x02, text("raw"), QOS_0)],
    ["an identifier that is not UTF-8", connect(0x02, text(Buffer.from([0xc0, 0x80])))],
  ])("ends the connection: CONNECT with %s", async (_what, bytes) => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    raw.send(bytes);
    expect((await raw.end()).code).toBe(1008);
    expect(raw.packets).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ["MQTT 3.1", packet(0x10, text("MQIsdp"), Buffer.from([3, 2, 0, 60]), text("raw"))],
    ["level 3 by the newer name", packet(0x10, text("MQTT"), Buffer.from([3, 2, 0, 60]), text("raw"))],
    ["level 4 by the older name", packet(0x10, text("MQIsdp"), Buffer.from([4, 2, 0, 60]), text("raw"))],
    ["a bridge's level", packet(0x10, text("MQTT"), Buffer.from([0x84, 2, 0, 60]), text("raw"))],
  ])("is refused by CONNACK 1: a CONNECT of %s", async (_what, bytes) => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    raw.send(bytes);
    const { type, body } = await raw.next();
    expect([type, ...body]).toEqual([TYPES.connack, 0, 1]);
    expect((await raw.end()).code).toBe(1008);
  });

  it("is found, whatever the bytes, without a throw", () => {
    const types = fc.constantFrom<PacketType>(...Object.values(PACKET_TYPES));
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 60 }), (type, body) => {
        expect(isWellFormed({ type, bytes: packet(type << 4, body) })).toBeTypeOf("boolean");
      }),
    );
    const filters = fc.array(
      fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }).filter((filter) => !filter.includes("\0")),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(filters, (topics) => {
        const { subscribe, unsubscribe, connect: first, pingreq, disconnect } = PACKET_TYPES;
        expect(isWellFormed({ type: subscribe, bytes: subscribePacket(topics) })).toBe(true);
        expect(isWellFormed({ type: unsubscribe, bytes: unsubscribePacket(topics) })).toBe(true);
        expect(isWellFormed({ type: first, bytes: connectPacket({ clientId: topics[0]! }) })).toBe(true);
        expect(isWellFormed({ type: pingreq, bytes: PINGREQ })).toBe(true);
        expect(isWellFormed({ type: disconnect, bytes: DISCONNECT })).toBe(true);
      }),
    );
  });
});

describe("[MB2] each filter of a SUBSCRIBE", () => {
  it("has a return code of its own, in order, also one that is there twice", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    await raw.connect();
    const filters = ["prices/delta", "#", "prices/delta", "prices/snapshot", "#", "prices/delta"];
    raw.send(subscribePacket(filters), subscribePacket(["other/delta", "other/delta"]), PINGREQ);
    expect(codesOf(await raw.next())).toEqual([0, 0x80, 0, 0, 0x80, 0]);
    const rest = [await raw.next(), await raw.next(), await raw.next()];
    expect(codesOf(rest.find(({ type }) => type === TYPES.suback)!)).toEqual([0x80, 0x80]);
    // One snapshot, as of one subscription.
    expect(new Set(rest.map(({ type }) => type))).toEqual(
      new Set([TYPES.publish, TYPES.suback, TYPES.pingresp]),
    );
  });

  it("has one where there are hundreds of them", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    await raw.connect();
    raw.send(
      subscribePacket(Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? "x/delta" : "prices/delta"))),
    );
    expect(codesOf(await raw.next())).toEqual(
      Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? 0x80 : 0)),
    );
  });

  it.each([99, 100, 101, 300, 1_000])(
    "is refused, or given, and ends nothing: one of %i levels",
    async (levels) => {
      await using served = await MqttApp.start({ feedOf: () => served.prices });
      using raw = await served.raw();
      await raw.connect();
      const filter = `${"x/".repeat(levels - 1)}delta`;
      raw.send(subscribePacket(["prices/snapshot", filter]));
      expect(codesOf(await raw.next())).toEqual([0, levels <= 100 ? 0 : 0x80]);
      raw.send(unsubscribePacket([filter]), PINGREQ);
      const types: number[] = [];
      while (types.at(-1) !== TYPES.pingresp) types.push((await raw.next()).type);
      expect(types).toContain(TYPES.unsuback);
    },
  );
});
