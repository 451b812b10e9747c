// Autobahn 9 (limits and performance): what is large, in one frame and in many, in one chunk and in many.
import { describe, expect, test } from "vitest";
import { createConnection, DEFAULT_LIMITS, type MessageType } from "../../src/index.ts";
import { concat } from "../bytes.ts";
import { frame } from "../frames.ts";

const MEBIBYTE = 1_048_576;

/** Messages that a connection reports when it is fed so many times with the same bytes. */
function receiveAll(chunks: Iterable<Uint8Array>): { type: MessageType; payload: Uint8Array }[] {
  const messages: { type: MessageType; payload: Uint8Array }[] = [];
  const connection = createConnection({
    write: () => expect.fail("nothing to write"),
    end: () => expect.fail("no end"),
    onMessage: (type, payload) => messages.push({ type, payload }),
    onClose: ({ violation }) => expect.fail(violation?.name ?? "closed"),
  });
  for (const chunk of chunks) connection.receive(chunk);
  return messages;
}

/** A message of fragments of the same size, in chunks of about 64 KiB as a socket delivers them. */
function* fragments({ opcode, size, count }: { opcode: number; size: number; count: number }) {
  const payload = new Uint8Array(size).fill(0x2a);
  const middle = frame({ opcode: 0, fin: false, payload });
  const batch = concat(Array.from({ length: Math.max(1, Math.floor(65_536 / size)) }, () => middle));
  yield frame({ opcode, fin: false, payload });
  let rest = count - 2;
  for (; rest * middle.length > batch.length; rest -= batch.length / middle.length) yield batch;
  for (; rest > 0; rest--) yield middle;
  yield frame({ opcode: 0, payload });
}

function* chunksOf(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function isStars(payload: Uint8Array | undefined, length: number): boolean {
  return Buffer.alloc(length, "*").equals(payload ?? new Uint8Array(0));
}

const TYPES = [
  ["text", 1],
  ["binary", 2],
] as const;

describe.each(TYPES)("a %s message", (type, opcode) => {
  test.each([64 * 1_024, 256 * 1_024, MEBIBYTE, 16 * MEBIBYTE])(
    "[WS36] [WS40] 9.1–9.2 of %i bytes comes in one frame",
    (length) => {
      const bytes = frame({ opcode, payload: new Uint8Array(length).fill(0x2a) });
      for (const chunkBytes of [bytes.length, 65_536]) {
        const [message, ...others] = receiveAll(chunksOf(bytes, chunkBytes));
        expect(others).toEqual([]);
        expect(message?.type).toBe(type);
        expect(isStars(message?.payload, length)).toBe(true);
      }
    },
  );

  test.each([64, 256, 1_024, 4_096, 65_536, MEBIBYTE])(
    "[WS36] [WS40] 9.3–9.4 of 16 MiB comes in fragments of %i bytes",
    (size) => {
      const [message, ...others] = receiveAll(fragments({ opcode, size, count: (16 * MEBIBYTE) / size }));
      expect(others).toEqual([]);
      expect(message?.type).toBe(type);
      expect(isStars(message?.payload, 16 * MEBIBYTE)).toBe(true);
    },
  );

  test.each([64, 128, 256, 512, 1_024, 2_048])(
    "[WS2] 9.5–9.6 of 1 MiB comes in chunks of %i bytes",
    (chunkBytes) => {
      const bytes = frame({ opcode, payload: new Uint8Array(MEBIBYTE).fill(0x2a) });
      expect(receiveAll(chunksOf(bytes, chunkBytes))).toMatchObject([
        { type, payload: { length: MEBIBYTE } },
      ]);
    },
  );
});

describe("above a limit", () => {
  const limits = { maxFrameBytes: 1_000, maxMessageBytes: 1_500, maxFragments: 4 };

  function violationOf(sends: readonly Uint8Array[]): unknown {
    let found: unknown;
    const ignore = (): void => {};
    const connection = createConnection(
      { write: ignore, end: ignore, onMessage: ignore, onClose: ({ violation }) => (found = violation) },
      { limits },
    );
    for (const bytes of sends) connection.receive(bytes);
    return found;
  }

  const of = (length: number, more: { fin?: boolean; opcode?: number } = {}): Uint8Array =>
    frame({ opcode: 2, payload: new Uint8Array(length), ...more });

  test("[WS36] takes what is as large as the limits, again and again", () => {
    const largest = [of(1_000, { fin: false }), of(500, { opcode: 0 })];
    const most = [of(1, { fin: false }), of(0, { opcode: 0, fin: false }), of(0, { opcode: 0, fin: false })];
    expect(violationOf([...largest, ...largest, ...most, of(0, { opcode: 0 }), ...largest, of(1_000)])).toBe(
      undefined,
    );
  });

  test("[WS36] [WS42] refuses a larger frame on its header", () => {
    expect(violationOf([of(1_001).subarray(0, 8)])).toMatchObject({ name: "frame-too-big", closeCode: 1009 });
  });

  test("[WS36] [WS42] refuses a larger message on the header of the frame that makes it so", () => {
    const sends = [of(1_000, { fin: false }), of(501, { opcode: 0 }).subarray(0, 8)];
    expect(violationOf(sends)).toMatchObject({ name: "message-too-big", closeCode: 1009 });
  });

  test("[WS36] refuses one fragment more, an empty one too, but counts no control frame", () => {
    const empty = of(0, { opcode: 0, fin: false });
    const four = [of(1, { fin: false }), empty, of(0, { opcode: 9 }), of(0, { opcode: 10 }), empty, empty];
    expect(violationOf(four)).toBe(undefined);
    expect(violationOf([...four, empty])).toMatchObject({ name: "too-many-fragments", closeCode: 1008 });
  });

  test("[WS36] refuses 16 MiB and a byte by default", () => {
    const header = frame({ opcode: 2, announced: DEFAULT_LIMITS.maxMessageBytes + 1 });
    let name: string | undefined;
    const ignore = (): void => {};
    createConnection({
      write: ignore,
      end: ignore,
      onMessage: ignore,
      onClose: ({ violation }) => (name = violation?.name),
    }).receive(header);
    expect(name).toBe("frame-too-big");
  });
});
