// One packet, bit by bit. The bytes are written by another implementation (mqtt-packet), or by hand where they break something.
import { generate, type Packet } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { describePacket, MQTT_SECTIONS, MQTT_VIOLATIONS, packetTypeName } from "../../src/index.ts";

const CONNECT: Packet = {
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 4,
  clean: true,
  keepalive: 60,
  clientId: "九头",
  username: "u",
  password: Buffer.from([1, 0xff]),
  will: { topic: "w", payload: Buffer.from("bye"), qos: 1, retain: true },
};

/** `name=value`, the places left out. */
function lines(bytes: Uint8Array, sender: "client" | "server" = "client"): string[] {
  return (describePacket(bytes, { sender })?.fields ?? []).map(({ name, value, text, label, bitLength }) => {
    const of = label === undefined ? "" : ` of ${label}`;
    return `${name}${of}=${value ?? (text === undefined ? `${bitLength / 8} bytes` : JSON.stringify(text))}`;
  });
}

const violationsOf = (bytes: readonly number[], sender: "client" | "server" = "client"): readonly string[] =>
  describePacket(Uint8Array.from(bytes), { sender })?.violations ?? ["incomplete"];

describe("the description of an MQTT packet", () => {
  it("[MQ10] [MQ11] names every field of a CONNECT", () => {
    expect(lines(generate(CONNECT))).toEqual([
      "packet type=1",
      "reserved flags=0",
      "length continues=0",
      "length digit=33",
      "string length of protocol name=4",
      'protocol name="MQTT"',
      "protocol level=4",
      "user name flag=1",
      "password flag=1",
      "will retain=1",
      "will QoS=1",
      "will flag=1",
      "clean session=1",
      "connect reserved=0",
      "keep alive=60",
      "string length of client identifier=6",
      'client identifier="九头"',
      "string length of will topic=1",
      'will topic="w"',
      "data length of will message=3",
      "will message=3 bytes",
      "string length of user name=1",
      'user name="u"',
      "data length of password=2",
      "password=2 bytes",
    ]);
    expect(describePacket(generate(CONNECT))?.violations).toEqual([]);
  });

  it("[MQ10] names the flags of a PUBLISH and each byte of its length", () => {
    const payload = Buffer.from("x".repeat(300));
    const bytes = generate({
      cmd: "publish",
      topic: "prices/delta",
      payload,
      qos: 1,
      messageId: 0x1234,
      retain: true,
      dup: true,
    });
    expect(lines(bytes)).toEqual([
      "packet type=3",
      "DUP=1",
      "QoS=1",
      "RETAIN=1",
      "length continues=1",
      "length digit=60",
      "length continues=0",
      "length digit=2",
      "string length of topic name=12",
      'topic name="prices/delta"',
      "packet identifier=4660",
      "application message=300 bytes",
    ]);
    const packet = describePacket(bytes);
    expect(packet).toMatchObject({
      typeName: "PUBLISH",
      flags: 0b1011,
      headerBytes: 3,
      remainingLength: 316,
      packetBytes: 319,
      isComplete: true,
      topic: "prices/delta",
      violations: [],
    });
    expect(Buffer.from(packet?.message ?? [])).toEqual(payload);
    expect(packet?.fields.map(({ part }) => part).filter((part, at, all) => part !== all[at - 1])).toEqual([
      "fixed header",
      "variable header",
      "payload",
    ]);
  });

  it.each<[string, Packet, string[]]>([
    [
      "CONNACK",
      { cmd: "connack", returnCode: 5, sessionPresent: false },
      ["acknowledge reserved=0", "session present=0", "connect return code=5"],
    ],
    [
      "SUBSCRIBE",
      {
        cmd: "subscribe",
        messageId: 7,
        subscriptions: [
          { topic: "a/snapshot", qos: 0 },
          { topic: "a/+", qos: 2 },
        ],
      },
      [
        "packet identifier=7",
        "string length of topic filter=10",
        'topic filter="a/snapshot"',
        "subscribe reserved=0",
        "requested QoS=0",
        "string length of topic filter=3",
        'topic filter="a/+"',
        "subscribe reserved=0",
        "requested QoS=2",
      ],
    ],
    [
      "SUBACK",
      { cmd: "suback", messageId: 7, granted: [0, 0x80] },
      ["packet identifier=7", "subscribe return code=0", "subscribe return code=128"],
    ],
    [
      "UNSUBSCRIBE",
      { cmd: "unsubscribe", messageId: 8, unsubscriptions: ["a"] },
      ["packet identifier=8", "string length of topic filter=1", 'topic filter="a"'],
    ],
    ["UNSUBACK", { cmd: "unsuback", messageId: 8, granted: [] }, ["packet identifier=8"]],
    ["PUBACK", { cmd: "puback", messageId: 9 }, ["packet identifier=9"]],
    ["PUBREC", { cmd: "pubrec", messageId: 9 }, ["packet identifier=9"]],
    ["PUBREL", { cmd: "pubrel", messageId: 9 }, ["packet identifier=9"]],
    ["PUBCOMP", { cmd: "pubcomp", messageId: 9 }, ["packet identifier=9"]],
    ["PINGREQ", { cmd: "pingreq" }, []],
    ["PINGRESP", { cmd: "pingresp" }, []],
    ["DISCONNECT", { cmd: "disconnect" }, []],
  ])("[MQ10] [MQ14] takes a %s apart", (name, packet, body) => {
    const isServers = ["CONNACK", "SUBACK", "UNSUBACK", "PINGRESP"].includes(name);
    const bytes = generate(packet);
    const sender = isServers ? "server" : "client";
    expect(describePacket(bytes, { sender })).toMatchObject({
      typeName: name,
      isComplete: true,
      violations: [],
    });
    expect(lines(bytes, sender).slice(4)).toEqual(body);
  });

  it("[MQ12] is not there before the fixed header is, and cut where the bytes end", () => {
    const bytes = generate({
      cmd: "publish",
      topic: "abc",
      payload: "xyz",
      qos: 0,
      retain: false,
      dup: false,
    });
    expect(describePacket(bytes.subarray(0, 1))).toBeUndefined();
    expect(describePacket(Uint8Array.of(0x30, 0x80))).toBeUndefined();
    for (let length = 2; length < bytes.length; length += 1) {
      const packet = describePacket(bytes.subarray(0, length));
      expect(packet).toMatchObject({ isComplete: false, packetBytes: bytes.length, violations: [] });
      const end = packet?.fields.at(-1);
      expect((end?.bitOffset ?? 0) + (end?.bitLength ?? 0)).toBe(8 * length);
    }
  });

  it("describes the packet at an offset, and none of what follows", () => {
    const ping = generate({ cmd: "pingreq" });
    const bytes = Buffer.concat([ping, generate(CONNECT), ping]);
    expect(describePacket(bytes, { byteOffset: 2 })).toEqual(describePacket(generate(CONNECT)));
  });

  it("[MQ13] hands out a copy of the message", () => {
    const bytes = generate({ cmd: "publish", topic: "t", payload: "abc", qos: 0, retain: false, dup: false });
    const { message } = describePacket(bytes) ?? {};
    bytes.fill(0);
    expect(String.fromCodePoint(...(message ?? []))).toBe("abc");
  });

  it.each<[keyof typeof MQTT_VIOLATIONS, number[], ("client" | "server")?]>([
    ["reserved-type", [0x00, 0]],
    ["reserved-type", [0xf0, 0]],
    ["wrong-sender", [0xc0, 0], "server"],
    ["wrong-sender", [0xd0, 0], "client"],
    ["wrong-flags", [0xc1, 0]],
    ["wrong-flags", [0x80, 6, 0, 1, 0, 1, 97, 0]],
    ["endless-length", [0x30, 0xff, 0xff, 0xff, 0xff, 1]],
    ["too-short", [0x20, 1, 0], "server"],
    ["too-short", [0x30, 3, 0, 9, 97]],
    ["left-over", [0xc0, 1, 0]],
    ["not-utf8", [0x30, 3, 0, 1, 0xff]],
    ["null-character", [0x30, 3, 0, 1, 0]],
    ["no-packet-identifier", [0x40, 2, 0, 0]],
    ["other-protocol", [0x10, 13, 0, 4, 77, 81, 73, 115, 4, 2, 0, 0, 0, 1, 97]],
    ["other-level", [0x10, 13, 0, 4, 77, 81, 84, 84, 5, 2, 0, 0, 0, 1, 97]],
    ["connect-reserved-set", [0x10, 13, 0, 4, 77, 81, 84, 84, 4, 3, 0, 0, 0, 1, 97]],
    ["will-qos-alone", [0x10, 13, 0, 4, 77, 81, 84, 84, 4, 0x0a, 0, 0, 0, 1, 97]],
    ["will-retain-alone", [0x10, 13, 0, 4, 77, 81, 84, 84, 4, 0x22, 0, 0, 0, 1, 97]],
    ["will-qos-3", [0x10, 18, 0, 4, 77, 81, 84, 84, 4, 0x1e, 0, 0, 0, 1, 97, 0, 1, 119, 0, 0]],
    ["password-alone", [0x10, 15, 0, 4, 77, 81, 84, 84, 4, 0x42, 0, 0, 0, 1, 97, 0, 0]],
    ["acknowledge-reserved-set", [0x20, 2, 2, 0], "server"],
    ["session-refused", [0x20, 2, 1, 5], "server"],
    ["unknown-return-code", [0x20, 2, 0, 6], "server"],
    ["dup-at-qos-0", [0x38, 3, 0, 1, 97]],
    ["qos-3", [0x36, 5, 0, 1, 97, 0, 1]],
    ["wildcard-in-topic", [0x30, 3, 0, 1, 35]],
    ["empty-topic", [0x30, 2, 0, 0]],
    ["no-topic-filter", [0x82, 2, 0, 1]],
    ["subscribe-reserved-set", [0x82, 6, 0, 1, 0, 1, 97, 4]],
    ["subscribe-reserved-set", [0x82, 6, 0, 1, 0, 1, 97, 3]],
    ["unknown-grant", [0x90, 3, 0, 1, 3], "server"],
  ])("[MQ20] names %s alone: %j", (name, bytes, sender) => {
    expect(violationsOf(bytes, sender)).toEqual([name]);
  });

  it("[MQ11] has a section for every field, and a statement for every violation", () => {
    for (const [name, section] of Object.entries({ ...MQTT_SECTIONS, ...MQTT_VIOLATIONS })) {
      if (name === "unread") expect(section).toBe("");
      else expect(section).toMatch(/^(?:§\d(?:\.\d+)*|\[MQTT-\d[\d.-]+\])(?:, |$)/u);
    }
    expect(packetTypeName(0)).toBeUndefined();
    expect(packetTypeName(14)).toBe("DISCONNECT");
  });
});
