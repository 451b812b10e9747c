import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacketReader, type ControlPacket } from "../../../src/server/mqtt/packet-reader.ts";
import {
  connectPacket,
  DISCONNECT,
  packet,
  PINGREQ,
  publishPacket,
  subscribePacket,
  unsubscribePacket,
} from "./raw-client.ts";

const MAX_BYTES = 256;

const packets = fc.array(
  fc.oneof(
    fc.string({ maxLength: 40 }).map((clientId) => connectPacket({ clientId })),
    fc
      .array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 })
      .map((topics) => subscribePacket(topics)),
    fc.constant(unsubscribePacket(["a/delta"])),
    fc.constant(PINGREQ),
    fc.constant(DISCONNECT),
  ),
  { maxLength: 8 },
);

/** Cut at the places drawn. */
function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

function read(parts: readonly Buffer[]): { packets: Buffer[]; error: string | undefined } {
  const reader = new PacketReader(MAX_BYTES);
  const found: ControlPacket[] = [];
  for (const part of parts) {
    const error = reader.feed(part, (one) => found.push(one));
    if (error !== undefined) return { packets: found.map(({ bytes }) => bytes), error };
  }
  return { packets: found.map(({ bytes }) => bytes), error: undefined };
}

describe("PacketReader", () => {
  it("[MB10] finds the same packets whichever way their bytes are spread", () => {
    fc.assert(
      fc.property(packets, fc.array(fc.nat(), { maxLength: 20 }), (sent, cuts) => {
        expect(read(split(Buffer.concat(sent), cuts))).toEqual({ packets: sent, error: undefined });
      }),
    );
  });

  it("[MB10] comes to the same end, and throws nothing, with any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const whole = read([Buffer.from(bytes)]);
        expect(read(split(Buffer.from(bytes), cuts))).toEqual(whole);
        for (const one of whole.packets) expect(one.length).toBeLessThanOrEqual(MAX_BYTES);
      }),
    );
  });

  it.each([
    [MAX_BYTES - 3, undefined],
    [MAX_BYTES - 2, "too-large"],
    [268_435_455, "too-large"],
  ])("[MB10] of an announced length of %i returns %s before any of it is there", (length, error) => {
    const announced = packet(0x82, Buffer.alloc(length > MAX_BYTES ? 0 : length));
    const head = length > MAX_BYTES ? Buffer.from([0x82, 0xff, 0xff, 0xff, 0x7f]) : announced.subarray(0, 3);
    expect(read([head])).toEqual({ packets: [], error });
  });

  it("[MB10] takes no length of five bytes, and none that never ends", () => {
    expect(read([Buffer.from([0x82, 0x80, 0x80, 0x80, 0x80])])).toEqual({ packets: [], error: "malformed" });
    expect(read([Buffer.from([0x82, 0x80, 0x80, 0x80])])).toEqual({ packets: [], error: undefined });
  });

  it("[MB11] stops at the first byte of what is not taken", () => {
    expect(read([PINGREQ, publishPacket("a", "b").subarray(0, 1)])).toEqual({
      packets: [PINGREQ],
      error: "publish",
    });
    const others = [0, 2, 4, 5, 6, 7, 9, 11, 13, 15];
    expect(others.map((type) => read([Buffer.from([type << 4])]).error)).toEqual(
      others.map(() => "unexpected"),
    );
  });
});
