// Whatever the bytes, and however they are cut: nothing is thrown, every byte is named once, and what another implementation wrote is
// read as it was meant.
import * as fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import { describe, expect, it, vi } from "vitest";
import {
  describePacket,
  PacketStream,
  type MqttField,
  type MqttFieldName,
  type MqttPacket,
  type MqttSender,
} from "../../src/index.ts";

const qos = fc.constantFrom<0 | 1 | 2>(0, 1, 2);
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));
const topic = text.filter((value) => value !== "" && !/[+#]/.test(value));
const messageId = fc.integer({ min: 1, max: 0xffff });
const bytes = fc.uint8Array({ maxLength: 400 });
const payload = bytes.map((value) => Buffer.from(value));
const sender = fc.constantFrom<MqttSender>("client", "server");
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });

const publish: fc.Arbitrary<Packet> = fc
  .record({ topic, payload, qos, retain: fc.boolean(), dup: fc.boolean(), messageId })
  .map(({ dup, ...rest }) => ({ cmd: "publish", ...rest, dup: dup && rest.qos > 0 }));
const connect: fc.Arbitrary<Packet> = fc
  .record({
    clientId: text.filter((value) => value !== ""),
    keepalive: fc.integer({ min: 0, max: 0xffff }),
    clean: fc.constant(true),
    login: fc.option(fc.record({ username: topic, password: payload }), { nil: undefined }),
    will: fc.option(fc.record({ topic, payload, qos, retain: fc.boolean() }), { nil: undefined }),
  })
  .map(({ login, will, ...rest }) => ({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    ...rest,
    ...login,
    ...(will === undefined ? {} : { will }),
  }));
const subscribe: fc.Arbitrary<Packet> = fc
  .record({
    messageId,
    subscriptions: fc.array(fc.record({ topic, qos }), { minLength: 1, maxLength: 5 }),
  })
  .map((rest) => ({ cmd: "subscribe", ...rest }));
const suback: fc.Arbitrary<Packet> = fc
  .record({ messageId, granted: fc.array(fc.constantFrom(0, 1, 2, 0x80), { minLength: 1, maxLength: 5 }) })
  .map((rest) => ({ cmd: "suback", ...rest }));
const packet = fc.oneof(publish, connect, subscribe, suback);

const find = ({ fields }: MqttPacket, name: MqttFieldName): MqttField[] =>
  fields.filter((field) => field.name === name);
const texts = (read: MqttPacket, name: MqttFieldName): unknown[] =>
  find(read, name).map((field) => field.text);
const values = (read: MqttPacket, name: MqttFieldName): unknown[] =>
  find(read, name).map((field) => field.value);

/** What was meant, found again among the fields. */
function compare(meant: Packet, read: MqttPacket): void {
  expect(read.violations).toEqual([]);
  expect(read.typeName).toBe(meant.cmd.toUpperCase());
  if (meant.cmd === "publish") {
    expect(read.topic).toBe(meant.topic);
    expect(Buffer.from(read.message ?? [])).toEqual(meant.payload);
    expect(read.flags).toBe(8 * Number(meant.dup) + 2 * meant.qos + Number(meant.retain));
    expect(values(read, "packet identifier")).toEqual(meant.qos > 0 ? [meant.messageId] : []);
  } else if (meant.cmd === "connect") {
    expect(texts(read, "client identifier")).toEqual([meant.clientId]);
    expect(values(read, "keep alive")).toEqual([meant.keepalive]);
    expect(texts(read, "user name")).toEqual(meant.username === undefined ? [] : [meant.username]);
    expect(values(read, "password flag")).toEqual([meant.password === undefined ? 0 : 1]);
    expect(texts(read, "will topic")).toEqual(meant.will === undefined ? [] : [meant.will.topic]);
    expect(values(read, "will QoS")).toEqual([meant.will?.qos ?? 0]);
  } else if (meant.cmd === "subscribe") {
    expect(texts(read, "topic filter")).toEqual(meant.subscriptions.map((one) => one.topic));
    expect(values(read, "requested QoS")).toEqual(meant.subscriptions.map((one) => one.qos));
  } else if (meant.cmd === "suback") {
    expect(values(read, "subscribe return code")).toEqual(meant.granted);
  }
}

function expectNamed(fields: readonly MqttField[], byteLength: number): void {
  let bitOffset = 0;
  for (const field of fields) {
    expect(field.bitOffset).toBe(bitOffset);
    expect(field.bitLength).toBeGreaterThan(0);
    bitOffset += field.bitLength;
  }
  expect(bitOffset).toBe(8 * byteLength);
}

function streamed(given: Uint8Array, lengths: readonly number[], from: MqttSender) {
  const stream = new PacketStream(from);
  const packets = [];
  for (let at = 0, turn = 0; at < given.length; turn += 1) {
    const end = at + (lengths[turn % lengths.length] ?? given.length);
    packets.push(...stream.take(given.slice(at, end)));
    at = end;
  }
  return [...packets, ...stream.end()];
}

/** Bytes that begin like a packet reach further than random ones. */
const hostile = fc.oneof(
  bytes,
  fc
    .tuple(packet, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }), bytes)
    .map(([written, changes, more]) => {
      const spoiled = Buffer.concat([generate(written), more]);
      for (const [at, byte] of changes) spoiled[at % spoiled.length] = byte;
      return new Uint8Array(spoiled);
    }),
);

describe("MQTT, whatever the bytes", () => {
  it("[MQ14] reads what another implementation wrote", () => {
    fc.assert(
      fc.property(packet, (meant) => {
        const written = generate(meant);
        const from = meant.cmd === "suback" ? "server" : "client";
        const read = describePacket(written, { sender: from });
        expect(read).toMatchObject({ isComplete: true, packetBytes: written.length });
        compare(meant, read!);
        expectNamed(read!.fields, written.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it("[MQ10] [MQ13] names every byte once, whatever they are", () => {
    fc.assert(
      fc.property(hostile, sender, (given, from) => {
        const read = describePacket(given, { sender: from });
        if (read === undefined) return;
        expectNamed(read.fields, Math.min(read.packetBytes ?? Infinity, given.length));
        expect(new Set(read.violations).size).toBe(read.violations.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it("[MQ30] finds the same packets however they are cut", () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), cuts, sender, (packets, lengths, from) => {
        const written = packets.map((one) => generate(one));
        const found = streamed(Buffer.concat(written), lengths, from);
        expect(found.map((one) => Buffer.from(one.bytes))).toEqual(written);
        expect(found.map((one) => one.packet)).toEqual(
          written.map((one) => describePacket(one, { sender: from })),
        );
        let byteOffset = 0;
        for (const one of found) {
          expect(one.byteOffset).toBe(byteOffset);
          byteOffset += one.bytes.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("[MQ31] returns every byte in one packet, whatever they are and however they are cut", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), cuts, sender, (pieces, lengths, from) => {
        const given = Buffer.concat(pieces);
        const found = streamed(given, lengths, from);
        expect(Buffer.concat(found.map((one) => one.bytes))).toEqual(given);
        for (const { packet: read, bytes: of } of found) {
          if (read !== undefined) expectNamed(read.fields, of.length);
        }
        const whole = streamed(given, [given.length + 1], from);
        const described = (all: typeof found) => all.flatMap(({ packet: read }) => read?.typeName ?? []);
        expect(described(found).length).toBe(described(whole).length);
      }),
      { numRuns: 1_000 },
    );
  });

  it("[MQ31] returns what follows a length without end as it comes, and describes it no more", () => {
    const stream = new PacketStream("server");
    const endless = Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 9, 9);
    expect(stream.take(endless)).toMatchObject([
      { byteOffset: 0, bytes: endless, packet: { violations: ["endless-length"], isComplete: false } },
    ]);
    const ping = generate({ cmd: "pingresp" });
    expect(stream.take(ping)).toEqual([{ byteOffset: 7, bytes: ping, packet: undefined }]);
    expect(stream.end()).toEqual([]);
  });

  it("[MQ32] copies what comes byte by byte once, not at every byte", () => {
    const message = generate({
      cmd: "publish",
      topic: "t",
      payload: Buffer.alloc(20_000, 120),
      qos: 0,
      retain: false,
      dup: false,
    });
    let copied = 0;
    const { set } = Uint8Array.prototype;
    vi.spyOn(Uint8Array.prototype, "set").mockImplementation(function count(this: Uint8Array, from, at) {
      copied += from.length;
      set.call(this, from, at);
    });
    const stream = new PacketStream("server");
    const found = [...message].flatMap((byte) => stream.take(Uint8Array.of(byte)));
    expect(found.map(({ packet: read }) => read?.message?.length)).toEqual([20_000]);
    expect(copied).toBeLessThan(2 * message.length);
  });
});
