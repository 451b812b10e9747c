// What the tables in ../conformance do not cover: whose memory it is, what comes early, what is freed, what may throw.
import { describe, expect, test } from "vitest";
import { createReceiver, type ReceiverEvents, type ReceiverOptions } from "../../src/index.ts";
import { concat, hex, octets, toHex } from "../bytes.ts";
import { binary, close, frame, more, ping, pong, text } from "../frames.ts";

function record(options: ReceiverOptions & Partial<ReceiverEvents> = {}) {
  const events: unknown[] = [];
  const receiver = createReceiver(
    {
      onMessage: (type, payload) => events.push([type, toHex(payload)]),
      onPing: (payload) => events.push(["ping", toHex(payload)]),
      onPong: (payload) => events.push(["pong", toHex(payload)]),
      onClose: (close) => events.push(["close", close]),
      onViolation: ({ name }) => events.push(["violation", name]),
      ...options,
    },
    options,
  );
  return { events, receiver };
}

describe("reading", () => {
  test("[WS20] reads RFC 6455 §5.7's examples as a client sends them", () => {
    const { events, receiver } = record();
    receiver.receive(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58  8a 85 37 fa 21 3d 7f 9f 4d 51 58"));
    expect(events).toEqual([
      ["text", "48 65 6c 6c 6f"],
      ["pong", "48 65 6c 6c 6f"],
    ]);
  });

  test("[WS20] [WS33] reads them as a server sends them, fragments and lengths too", () => {
    const { events, receiver } = record({ role: "client" });
    receiver.receive(hex("81 05 48 65 6c 6c 6f  01 03 48 65 6c  80 02 6c 6f  89 05 48 65 6c 6c 6f"));
    receiver.receive(concat([hex("82 7e 01 00"), new Uint8Array(256)]));
    receiver.receive(concat([hex("82 7f 00 00 00 00 00 01 00 00"), new Uint8Array(65_536)]));
    expect(events).toEqual([
      ["text", "48 65 6c 6c 6f"],
      ["text", "48 65 6c 6c 6f"],
      ["ping", "48 65 6c 6c 6f"],
      ["binary", toHex(new Uint8Array(256))],
      ["binary", toHex(new Uint8Array(65_536))],
    ]);
  });

  test("[WS41] reports a ping between the fragments before the message, on its last byte", () => {
    const { events, receiver } = record();
    const between = ping("now");
    receiver.receive(concat([text("a", { fin: false }), between.subarray(0, -1)]));
    expect(events).toEqual([]);
    receiver.receive(between.subarray(-1));
    expect(events).toEqual([["ping", "6e 6f 77"]]);
    receiver.receive(more("b"));
    expect(events.at(-1)).toEqual(["text", "61 62"]);
  });

  test("[WS37] refuses binary where only text is accepted, before its payload", () => {
    const { events, receiver } = record({ acceptsBinary: false });
    receiver.receive(concat([text("a"), binary(Uint8Array.of(1)).subarray(0, 2)]));
    expect(events).toEqual([
      ["text", "61"],
      ["violation", "binary-not-accepted"],
    ]);
  });
});

describe("memory", () => {
  test("[WS1] changes no chunk, keeps none, and passes on what nothing else has", () => {
    const payloads: Uint8Array[] = [];
    const { receiver } = record({
      onMessage: (_type, payload) => payloads.push(payload),
      onPing: (payload) => payloads.push(payload),
    });
    const chunk = concat([text("Hello"), ping("ping"), text("frag", { fin: false }), more("ment")]);
    const before = toHex(chunk);
    receiver.receive(chunk);
    expect(toHex(chunk)).toBe(before);
    chunk.fill(0);
    receiver.receive(text("again"));
    expect(payloads.map((payload) => Buffer.from(payload).toString())).toEqual([
      "Hello",
      "ping",
      "fragment",
      "again",
    ]);
    expect(new Set(payloads.map((payload) => payload.buffer)).size).toBe(4);
  });

  test("[WS3] [WS38] asks the platform about whole pieces, and decides itself where that refuses", () => {
    const asked: string[] = [];
    const isUtf8 = (bytes: Uint8Array): boolean => {
      asked.push(toHex(bytes));
      return bytes.length === 2;
    };
    const { events, receiver } = record({ isUtf8 });
    const pieces = ["41 42", "c3 a9", "e4", "b9 9d", "ff"].map((piece, index) =>
      frame({ opcode: index === 0 ? 1 : 0, payload: hex(piece), fin: false }),
    );
    receiver.receive(concat(pieces));
    // The fourth piece begins within a character: not a thing to ask.
    expect(asked).toEqual(["41 42", "c3 a9", "e4", "ff"]);
    expect(events).toEqual([["violation", "invalid-utf8"]]);
  });

  test("[WS43] allocates what has come, not what was announced, and for a frame in one chunk its payload only", () => {
    const allocated: number[] = [];
    const allocate = (byteLength: number): Uint8Array => {
      allocated.push(byteLength);
      return new Uint8Array(byteLength);
    };
    const { receiver } = record({ allocate });
    receiver.receive(frame({ opcode: 2, announced: 16 * 1_048_576, payload: Uint8Array.of(1) }));
    expect(allocated).toEqual([4_096]);
    const other = record({ allocate });
    other.receiver.receive(concat([text("x".repeat(1_024)), ping("four"), binary(new Uint8Array(100_000))]));
    expect(allocated.slice(1)).toEqual([1_024, 4, 100_000]);
  });

  test("[WS40] [WS41] keeps a message under way and a ping under way apart, octet by octet", () => {
    const { events, receiver } = record();
    const bytes = concat([
      text("fr", { fin: false }),
      ping("pi"),
      more("ag", { fin: false }),
      pong("po"),
      more("!"),
    ]);
    for (const octet of octets(bytes)) receiver.receive(octet);
    expect(events).toEqual([
      ["ping", "70 69"],
      ["pong", "70 6f"],
      ["text", "66 72 61 67 21"],
    ]);
  });
});

describe("the end", () => {
  test.each([
    ["the peer's Close", close(1000), ["close", { code: 1000, reason: "" }]],
    ["a violation", hex("ff ff"), ["violation", "reserved-bits"]],
  ])("[WS44] reports nothing after %s, in the same chunk or a later one", (_title, last, reported) => {
    const { events, receiver } = record();
    receiver.receive(concat([text("a"), last, text("b"), last]));
    receiver.receive(concat([last, text("c")]));
    expect(events).toEqual([["text", "61"], reported]);
  });

  test("[WS44] can be stopped by an event, and then ignores the rest of the chunk", () => {
    const { events, receiver } = record({ onPing: () => receiver.stop() });
    receiver.receive(concat([text("a"), ping(), text("b")]));
    receiver.receive(text("c"));
    expect(events).toEqual([["text", "61"]]);
  });

  test("[WS44] takes no chunk within an event, and none after an event threw", () => {
    const { receiver } = record({ onPing: () => receiver.receive(ping()) });
    expect(() => receiver.receive(ping())).toThrow("busy");
    const broken = record({
      onPong() {
        throw new TypeError("mine");
      },
    });
    expect(() => broken.receiver.receive(pong())).toThrow("mine");
    expect(() => broken.receiver.receive(text("a"))).toThrow("broken");
    expect(broken.events).toEqual([]);
  });
});
