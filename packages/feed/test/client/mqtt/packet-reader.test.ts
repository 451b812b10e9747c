import * as fc from "fast-check";
import { generate } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { PacketReader } from "../../../src/client/mqtt/packet-reader.ts";
import { DecodeError } from "../../../src/wire/decode-error.ts";

const packet = fc.uint8Array({ maxLength: 400 }).map((payload) =>
  generate({
    cmd: "publish",
    topic: "t",
    payload: Buffer.from(payload),
    qos: 0,
    retain: false,
    dup: false,
  }),
);

/** What the bytes become, cut where `cuts` say, by turns. */
function read(bytes: Uint8Array, cuts: readonly number[]): Buffer[] {
  const reader = new PacketReader();
  const packets: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = at + (cuts[turn % cuts.length] ?? bytes.length);
    reader.feed(bytes.slice(at, end), (found) => packets.push(Buffer.from(found)));
    at = end;
  }
  return packets;
}

describe("the reader of packets", () => {
  it("[MC3] gives the same packets however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        (packets, cuts) => {
          expect(read(Buffer.concat(packets), cuts)).toEqual(packets);
        },
      ),
    );
  });

  it("[MC3] ends with a DecodeError, or not at all, whatever the bytes are", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (bytes, cuts) => {
          try {
            read(bytes, cuts);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("[MC3] refuses a length above 3 MiB as soon as it is announced, and takes that", () => {
    const reader = new PacketReader();
    const ignore = (): void => undefined;
    expect(() => reader.feed(Uint8Array.of(0x30, 0x81, 0x80, 0xc0, 0x01), ignore)).toThrow(DecodeError);
    let found = 0;
    const other = new PacketReader();
    other.feed(Uint8Array.of(0x30, 0x80, 0x80, 0xc0, 0x01), ignore);
    const piece = new Uint8Array(4_096);
    for (let at = 0; at < 3 * 1_048_576; at += piece.length)
      other.feed(piece, ({ length }) => (found = length));
    expect(found).toBe(5 + 3 * 1_048_576);
  });
});
