// What clients of MQTT send that they may not, and what they may: packets in WebSocket messages (MQTT 3.1.1 §6), as bytes in latin1.
import { generate, type IConnectPacket, type Packet } from "mqtt-packet";
import { MQTT_PATH, topicsOf } from "../../messaging/mqtt-socket.ts";
import { clientFrame, handshakeRequest, OPCODES } from "../../raw-socket.ts";
import type { Hold } from "./hold.ts";

/** Of the handshake. */
export const MQTT = { "Sec-WebSocket-Protocol": "mqtt" };

const CONNECT: IConnectPacket = {
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 4,
  clean: true,
  clientId: "a",
};
const PINGREQ: Packet = { cmd: "pingreq" };

export function connectPacket(options: Partial<IConnectPacket>): Packet {
  return { ...CONNECT, ...options };
}

export function subscribePacket(...topics: readonly string[]): Packet {
  return { cmd: "subscribe", messageId: 7, subscriptions: topics.map((topic) => ({ topic, qos: 0 })) };
}

export function unsubscribePacket(...topics: readonly string[]): Packet {
  return { cmd: "unsubscribe", messageId: 7, unsubscriptions: [...topics] };
}

function publishPacket(topic: string): Packet {
  return { cmd: "publish", topic, payload: "forged", qos: 0, dup: false, retain: true };
}

/** One message. */
export function message(...parts: readonly (Packet | Buffer)[]): Buffer {
  return clientFrame(
    OPCODES.binary,
    Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : generate(part)))),
  );
}

/** The handshake, and messages behind it in one breath. */
export function opening(...messages: readonly Buffer[]): string {
  const request = handshakeRequest(MQTT_PATH, MQTT);
  return request + Buffer.concat(messages).toString("latin1");
}

/** Of a client that watches a family. */
export function watching(familyId: string): string {
  return opening(message(CONNECT, subscribePacket(...topicsOf(familyId))));
}

/** A keep alive of a second: without a packet for a second and a half the client is cut. */
const HASTY = connectPacket({ keepalive: 1 });

function repeated(packet: Packet, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => generate(packet)));
}

/** Deterministic, so that a failure can be seen again. */
function noise(length: number): Buffer {
  let state = 2_654_435_761;
  return Buffer.from(
    Array.from({ length }, () => ((state = Math.imul(state, 1_103_515_245) + 12_345) >>> 16) & 0xff),
  );
}

/** By connection one after the other; none is still there after some seconds. */
export function misdeeds(familyId: string): Hold["sends"] {
  const both = subscribePacket(...topicsOf(familyId));
  const half = generate(both).subarray(0, 9);
  const byte = message(Buffer.from("x")).toString("latin1");
  const huge = Buffer.from([0x82, 0xff, 0xff, 0xff, 0x7f]);
  const will = { topic: topicsOf(familyId)[1], payload: "forged", qos: 0, retain: true } as const;
  const once: readonly Buffer[][] = [
    // Silence, whole and half packets.
    [],
    [message(generate(CONNECT).subarray(0, 6))],
    [message(HASTY)],
    [message(HASTY, both)],
    [message(HASTY, half)],
    // What is announced and does not come, and what is no packet.
    [message(CONNECT, huge, Buffer.alloc(4_000))],
    [message(CONNECT, Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff]))],
    [message(Buffer.alloc(10_000))],
    [message(Buffer.alloc(60_000))],
    [message(noise(2_000))],
    [message(CONNECT, Buffer.from([0x82, 200, 1]), noise(2_000))],
    [clientFrame(OPCODES.text, "CONNECT")],
    // Floods.
    [message(CONNECT, repeated(PINGREQ, 5_000))],
    [message(CONNECT), ...Array.from({ length: 300 }, () => message(both))],
    [
      message(CONNECT),
      ...Array.from({ length: 300 }, () => message(subscribePacket("#", "+/delta", "a/delta"))),
    ],
    // What only a broker for all would take.
    [message(CONNECT, CONNECT)],
    [message(both, CONNECT)],
    [message(CONNECT, both, publishPacket(topicsOf(familyId)[1]))],
    [message(connectPacket({ will }))],
    [message(connectPacket({ clean: false }))],
    [message(connectPacket({ protocolVersion: 5 }))],
  ];
  return [
    ...once.map((messages) => ({ first: opening(...messages) })),
    // A byte at a time, of what never is whole.
    { first: opening(message(generate(CONNECT).subarray(0, 6))), trickle: byte },
    { first: opening(message(HASTY, half)), trickle: byte },
  ];
}

/** Of two letters: 800 fill a SUBSCRIBE of 4,000 bytes, the longest that is taken has 4,096. */
export function filters(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => n.toString(36).padStart(2, "0"));
}

export interface PacketFlood {
  readonly name: string;
  readonly first: Buffer;
  /** Again and again, and over another connection when that is cut. */
  readonly unit: Buffer;
  /** Default true. */
  readonly reads?: boolean;
}

export function mqttFloods(familyId: string): readonly PacketFlood[] {
  const [snapshot, delta] = topicsOf(familyId);
  const first = message(CONNECT);
  const part = (opcode: number): Buffer => clientFrame(opcode, "x", { fin: false });
  return [
    { name: "PINGREQ", first, unit: message(PINGREQ) },
    { name: "unread SUBSCRIBE", first, unit: message(subscribePacket(snapshot, delta)), reads: false },
    { name: "refused SUBSCRIBE", first, unit: message(subscribePacket("#", "a/delta")) },
    { name: "SUBSCRIBE", first, unit: message(subscribePacket(snapshot, delta)) },
    { name: "SUBSCRIBE of 800 filters", first, unit: message(subscribePacket(...filters(800))) },
    { name: "UNSUBSCRIBE", first, unit: message(unsubscribePacket(snapshot, delta)) },
    { name: "UNSUBSCRIBE of 1,000 filters", first, unit: message(unsubscribePacket(...filters(1_000))) },
    {
      name: "SUBSCRIBE and UNSUBSCRIBE in turn",
      first,
      unit: message(subscribePacket(snapshot, delta), unsubscribePacket(snapshot, delta)),
    },
    { name: "CONNECT", first, unit: message(CONNECT) },
    { name: "PUBLISH", first, unit: message(publishPacket(delta)) },
    {
      name: "packets of a byte a message",
      first: message(CONNECT, Buffer.from([0x82, 0xfd, 0x1f])),
      unit: message(Buffer.from("x")),
    },
    { name: "messages of a byte a fragment", first: part(OPCODES.binary), unit: part(OPCODES.continuation) },
    { name: "lengths of 256 MB", first, unit: message(Buffer.from([0x82, 0xff, 0xff, 0xff, 0x7f])) },
  ];
}
