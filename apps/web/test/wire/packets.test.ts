// MQTT packets in WebSocket frames: every bit of a frame named once, whatever the frames cut, and only what was published is payload.
import { encodeFrame, OPCODES } from "@hydra/rfc6455";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exchange } from "../../src/wire/exchange.ts";
import { plainBytes } from "../../src/wire/frames.ts";
import type { Direction, Unit } from "../../src/wire/unit.ts";
import { expectEveryBitNamedOnce } from "./named-bits.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const OFFER = bytesOf("GET /mqtt HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n");
const CHOICE = bytesOf(
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
);
const NO_CHOICE = bytesOf("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");

/** §2.2.3 */
function lengthOf(length: number): number[] {
  const rest = Math.floor(length / 128);
  return rest === 0 ? [length] : [(length % 128) | 128, ...lengthOf(rest)];
}

const packetOf = (first: number, ...body: readonly Uint8Array[]): Uint8Array => {
  const rest = join(...body);
  return join(Uint8Array.of(first, ...lengthOf(rest.length)), rest);
};
const textOf = (text: string): Uint8Array => join(Uint8Array.of(0, text.length), bytesOf(text));
const publish = (topic: string, message: string, flags = 0): Uint8Array =>
  packetOf(0x30 | flags, textOf(topic), bytesOf(message));

const CONNECT = packetOf(0x10, textOf("MQTT"), Uint8Array.of(4, 2, 0, 60), textOf("me"));
const SUBSCRIBE = packetOf(0x82, Uint8Array.of(0, 7), textOf("t/delta"), Uint8Array.of(0));
const CONNACK = Uint8Array.of(0x20, 2, 0, 0);
const SUBACK = Uint8Array.of(0x90, 3, 0, 7, 0);

/** The frames of one direction as units. */
function unitsOf(direction: Direction, payloads: readonly Uint8Array[], head?: Uint8Array): Unit[] {
  const exchange = new Exchange({ connection: 1, exchange: 1 });
  const mask = direction === "received" ? { maskKey: 0x12345678 } : {};
  const frames = payloads.map((payload) => encodeFrame({ opcode: OPCODES.binary, payload, ...mask }));
  const start = head ?? (direction === "received" ? OFFER : CHOICE);
  const bytes = join(start, ...frames);
  return exchange.take({ at: 0, type: direction, offset: 0, bytes }).slice(1);
}

const packetsOf = ({ detail }: Unit) => (detail.type === "frame" ? (detail.packets ?? []) : []);
/** Unmasked. */
const payloadOf = ({ detail }: Unit) => (detail.type === "frame" ? detail.frame.payload : new Uint8Array(0));
const typesOf = (units: readonly Unit[]) =>
  units.map((unit) => packetsOf(unit).map(({ packet }) => packet.typeName));

/** `bytes` in pieces. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((place, index) => bytes.slice(place, places[index] ?? bytes.length));
}

const anyPacket = fc.oneof(
  fc.constantFrom(CONNECT, CONNACK, SUBSCRIBE, SUBACK, Uint8Array.of(0xd0, 0), Uint8Array.of(0xf7, 1, 9)),
  fc.string({ maxLength: 300 }).map((message) => publish("t/delta", message)),
  fc.uint8Array({ maxLength: 40 }),
);

describe("frames that carry MQTT", () => {
  it("have every bit named exactly once, however packets are spread over them, and whatever is none", () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket, { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom<Direction>("sent", "received"),
        (packets, cuts, direction) => {
          const units = unitsOf(direction, cut(join(...packets), cuts));
          expectEveryBitNamedOnce(units);
          expect(join(...units.map(payloadOf))).toEqual(join(...packets));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("show the same packets, whichever frames these are spread over", () => {
    const messages = ["one", "two".repeat(80), "three"];
    const stream = join(CONNACK, SUBACK, ...messages.map((message) => publish("t/delta", message)));
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
        const units = unitsOf("sent", cut(stream, cuts));
        const whole = units.flatMap(packetsOf).filter(({ packet }) => packet.isComplete);
        expect(whole.map(({ packet }) => packet.typeName)).toEqual([
          "CONNACK",
          "SUBACK",
          "PUBLISH",
          "PUBLISH",
          "PUBLISH",
        ]);
        expect(whole.slice(2).map(({ packet }) => new TextDecoder().decode(packet.message))).toEqual(
          messages,
        );
        // Only what was published is payload, in whatever frames.
        const payload = units.reduce((sum, { payloadBytes }) => sum + payloadBytes, 0);
        expect(payload).toBe(messages.join("").length);
      }),
    );
  });

  it("name what a client sends by what it meant, at the bytes that went over the wire", () => {
    const [connect, subscribe] = unitsOf("received", [CONNECT, SUBSCRIBE]);
    expect(typesOf([connect!, subscribe!])).toEqual([["CONNECT"], ["SUBSCRIBE"]]);
    const field = (unit: Unit, name: string) => unit.fields.find((one) => one.name === name);
    expect(field(connect!, "packet type")).toMatchObject({ value: 1, bitOffset: 8 * 6, bitLength: 4 });
    expect(field(connect!, "keep alive")).toMatchObject({ value: 60 });
    expect(field(connect!, "client identifier")).toMatchObject({ text: "me" });
    expect(field(subscribe!, "topic filter")).toMatchObject({ text: "t/delta" });
    expect(field(connect!, "payload")).toBeUndefined();
    // Masked on the wire; unmasked it is what was sent.
    expect(connect!.bytes.subarray(6)).not.toEqual(CONNECT);
    expect(plainBytes(connect!).subarray(6)).toEqual(CONNECT);
    expect(connect!.payloadBytes).toBe(0);
  });

  it("show several packets in one frame, and what a packet breaks", () => {
    const [unit] = unitsOf("sent", [join(CONNACK, publish("a/+", "x", 0b0110))]);
    expect(typesOf([unit!])).toEqual([["CONNACK", "PUBLISH"]]);
    expect(packetsOf(unit!)[1]?.packet.violations).toContain("qos-3");
  });

  it("go on with the next frame after bytes were lost", () => {
    const exchange = new Exchange({ connection: 1, exchange: 1 });
    const frame = (payload: Uint8Array) => encodeFrame({ opcode: OPCODES.binary, payload });
    const before = join(CHOICE, frame(publish("t/delta", "half").slice(0, 8)));
    exchange.take({ at: 0, type: "sent", offset: 0, bytes: before });
    const offset = before.length + 50;
    const next = exchange.take({ at: 0, type: "sent", offset, bytes: frame(publish("t/delta", "whole")) });
    expect(next.map(({ detail }) => detail.type)).toEqual(["lost", "frame"]);
    expect(new TextDecoder().decode(packetsOf(next[1]!)[0]?.packet.message)).toBe("whole");
  });
});

it("frames of a connection that chose no MQTT are plain ones", () => {
  const [unit] = unitsOf("sent", [CONNACK], NO_CHOICE);
  expect(unit?.detail).not.toHaveProperty("packets");
  expect(unit?.payloadBytes).toBe(CONNACK.length);
});
