// Bytes to units: every byte named exactly once, and the same units however the bytes were cut.
import { encodeFrame, encodeHeader, OPCODES } from "@hydra/rfc6455";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exchange } from "../../src/wire/exchange.ts";
import { toLatin1 } from "../../src/wire/layout.ts";
import type { Direction, Unit } from "../../src/wire/unit.ts";
import { expectEveryBitNamedOnce } from "./named-bits.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const UPGRADE = bytesOf(
  "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
);
const SWITCHED = bytesOf("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
const GET = bytesOf("GET /ranking?since=a:1 HTTP/1.1\r\nHost: x\r\nCookie: ****\r\n\r\n");
const STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

interface Way {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

/** Feeds the ways one after the other, cut at `cuts`. */
function decode(ways: readonly Way[], cuts: readonly number[] = []): Unit[] {
  const exchange = new Exchange({ connection: 1, exchange: 1 });
  const units: Unit[] = [];
  for (const { direction, bytes } of ways) {
    const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
    for (const [index, place] of [0, ...places].entries()) {
      const piece = bytes.slice(place, places[index] ?? bytes.length);
      units.push(...exchange.take({ at: 5, type: direction, offset: place, bytes: piece }));
    }
  }
  units.push(...exchange.take({ at: 9, type: "ended", offset: 0, bytes: new Uint8Array(0) }));
  return units.map((unit) => ({ ...unit, at: 0 }));
}

/** What a run of a unit holds, in ISO 8859-1. */
function textOf(unit: Unit, name: string, label?: string): string[] {
  return unit.fields
    .filter((field) => field.name === name && (label === undefined || field.label === label))
    .map(({ bitOffset, bitLength }) =>
      toLatin1(unit.bytes.subarray(bitOffset / 8, (bitOffset + bitLength) / 8)),
    );
}

const anyFrame = fc
  .record({
    opcode: fc.integer({ min: 0, max: 15 }),
    payload: fc.uint8Array({ maxLength: 300 }),
    fin: fc.boolean(),
    reserved: fc.integer({ min: 0, max: 7 }),
    maskKey: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { nil: undefined }),
    form: fc.constantFrom(16 as const, 64 as const),
  })
  .map(({ payload, ...header }) => join(encodeHeader({ ...header, payloadLength: payload.length }), payload));

const anyText = fc.oneof(
  fc.constantFrom(
    "data: x",
    "id:7",
    ":note",
    "event: delta",
    "retry: 5",
    "nothing",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
  ),
  fc.string(),
);

/** Streams that are right, nearly right, and nothing at all. */
const anyWays: fc.Arbitrary<Way[]> = fc.oneof(
  fc.array(anyFrame, { maxLength: 6 }).map((frames) => [
    { direction: "received" as const, bytes: join(UPGRADE, ...frames) },
    { direction: "sent" as const, bytes: join(SWITCHED, ...frames) },
  ]),
  fc.array(anyText, { maxLength: 12 }).map((texts) => {
    const chunks = texts.map((text) => {
      const data = bytesOf(text);
      return data.length === 0
        ? data
        : join(bytesOf(`${data.length.toString(16)}\r\n`), data, bytesOf("\r\n"));
    });
    const bytes = join(bytesOf(STREAM), ...chunks, bytesOf("0\r\n\r\n"));
    return [
      { direction: "received" as const, bytes: GET },
      { direction: "sent" as const, bytes },
    ];
  }),
  fc
    .record({
      head: fc.constantFrom(
        STREAM,
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "",
      ),
      noise: fc.uint8Array({ maxLength: 200 }),
    })
    .map(({ head, noise }) => [
      { direction: "received" as const, bytes: join(GET, noise) },
      { direction: "sent" as const, bytes: join(bytesOf(head), noise) },
    ]),
);

describe("any stream", () => {
  it("has every bit of every unit named exactly once, and no byte lost", () => {
    fc.assert(
      fc.property(anyWays, (ways) => {
        const units = decode(ways);
        expectEveryBitNamedOnce(units);
        for (const { direction, bytes } of ways) {
          const shown = units.filter((unit) => unit.direction === direction).map((unit) => unit.bytes);
          expect(join(...shown)).toEqual(bytes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same units however it is cut", () => {
    fc.assert(
      fc.property(anyWays, fc.array(fc.nat(), { maxLength: 20 }), (ways, cuts) => {
        expect(decode(ways, cuts)).toEqual(decode(ways));
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same units byte by byte", () => {
    const ways: Way[] = [
      { direction: "received", bytes: UPGRADE },
      {
        direction: "sent",
        bytes: join(SWITCHED, encodeFrame({ opcode: OPCODES.text, payload: bytesOf("κόσμε") })),
      },
    ];
    const everywhere = Array.from({ length: 400 }, (_, at) => at);
    expect(decode(ways, everywhere)).toEqual(decode(ways));
  });
});

describe("a poll", () => {
  const answer = bytesOf('HTTP/1.1 200 OK\r\nETag: "k:7"\r\nContent-Length: 5\r\n\r\n{"a"}');
  const units = decode([
    { direction: "received", bytes: GET },
    { direction: "sent", bytes: answer },
  ]);

  it("is a request and an answer, with what is header and what is payload", () => {
    expect(units.map(({ kind }) => kind)).toEqual(["request", "answer"]);
    expect(units.map(({ payloadBytes }) => payloadBytes)).toEqual([0, 5]);
    expect(textOf(units[0]!, "target")).toEqual(["/ranking?since=a:1"]);
    expect(textOf(units[0]!, "header-value", "host")).toEqual(["x"]);
    expect(textOf(units[1]!, "status")).toEqual(["200"]);
    expect(textOf(units[1]!, "header-value", "etag")).toEqual(['"k:7"']);
    expect(textOf(units[1]!, "body")).toEqual(['{"a"}']);
  });

  it.each(["304 Not Modified", "204 No Content"])(
    "answered %s has no payload, whatever it announces",
    (status) => {
      const bytes = bytesOf(`HTTP/1.1 ${status}\r\nContent-Length: 5\r\n\r\n`);
      const [, answer] = decode([
        { direction: "received", bytes: GET },
        { direction: "sent", bytes },
      ]);
      expect(answer).toMatchObject({ kind: "answer", payloadBytes: 0, bytes });
    },
  );

  it("by HEAD has no payload", () => {
    const request = bytesOf("HEAD / HTTP/1.1\r\n\r\n");
    const bytes = bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    expect(
      decode([
        { direction: "received", bytes: request },
        { direction: "sent", bytes },
      ])[1],
    ).toMatchObject({ kind: "answer", bytes });
  });
});

describe("server-sent events", () => {
  it("are chunks, and fields in them", () => {
    const event = "event: delta\nid: k:8\ndata: {}\n\n";
    const bytes = bytesOf(`${STREAM}${event.length.toString(16)}\r\n${event}\r\n`);
    const [, head, chunk] = decode([
      { direction: "received", bytes: GET },
      { direction: "sent", bytes },
    ]);
    expect(head?.kind).toBe("answer");
    expect(textOf(chunk!, "chunk-size")).toEqual(["1f"]);
    expect(textOf(chunk!, "sse-name", "event")).toEqual(["event: "]);
    expect(textOf(chunk!, "sse-value", "data")).toEqual(["{}"]);
    expect(textOf(chunk!, "sse-dispatch")).toEqual(["\n"]);
    expect(chunk?.detail).toEqual({
      type: "chunk",
      isLast: false,
      events: [{ event: "delta", lastEventId: "k:8", data: "{}" }],
    });
  });
});

describe("frames", () => {
  it("are data and control, masked one way only, and a header that announces too much is shown as far as it came", () => {
    const close = encodeFrame({ opcode: OPCODES.close, payload: Uint8Array.of(3, 232), maskKey: 7 });
    const huge = encodeHeader({ opcode: OPCODES.binary, payloadLength: 2 ** 30, maskKey: 7 });
    const units = decode([
      { direction: "received", bytes: join(UPGRADE, close, huge) },
      {
        direction: "sent",
        bytes: join(SWITCHED, encodeFrame({ opcode: OPCODES.text, payload: bytesOf("hi") })),
      },
    ]);
    expect(units.map(({ kind }) => kind)).toEqual(["request", "control", "answer", "message", "message"]);
    expect(units[1]?.detail).toMatchObject({ frame: { close: { code: 1000 }, violations: [] } });
    expect(units[3]?.detail).toMatchObject({ frame: { header: { masked: false }, violations: [] } });
    expect(units[4]?.fields.at(-1)).toMatchObject({ name: "masking key" });
  });
});

describe("lost bytes", () => {
  it("are reported, and the frames after them are read again", () => {
    const exchange = new Exchange({ connection: 1, exchange: 1 });
    const at = 0;
    const frame = encodeFrame({ opcode: OPCODES.text, payload: bytesOf("hi") });
    exchange.take({ at, type: "sent", offset: 0, bytes: SWITCHED });
    const offset = SWITCHED.length + 100;
    const half = exchange.take({ at, type: "sent", offset, bytes: bytesOf("half of something") });
    expect(half.map(({ detail }) => detail.type)).toEqual(["lost", "unread"]);
    expect(half[0]?.detail).toMatchObject({ lostBytes: 100 });
    const [next] = exchange.take({ at, type: "sent", offset: offset + 17, bytes: frame });
    expect(next?.kind).toBe("message");
  });
});
