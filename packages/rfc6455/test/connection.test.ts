// The closing handshake and which side may send what when; what a peer's frames lead to is in conformance.
import { describe, expect, test } from "vitest";
import {
  createConnection,
  createTextBroadcast,
  type Connection,
  type ConnectionEvents,
  type ConnectionOptions,
} from "../src/index.ts";
import { concat, hex, toHex, utf8 } from "./bytes.ts";
import { close, ping, pong, text } from "./frames.ts";

function open(overrides: Partial<ConnectionEvents> = {}, options: ConnectionOptions = {}) {
  const steps: unknown[] = [];
  const connection: Connection = createConnection(
    {
      write: (bytes) => steps.push(["write", toHex(bytes)]),
      end: () => steps.push("end"),
      onMessage: (type, payload) => steps.push([type, toHex(payload)]),
      onPong: (payload) => steps.push(["pong", toHex(payload)]),
      onClose: (closed) => steps.push(["close", closed]),
      ...overrides,
    },
    options,
  );
  return { steps, connection };
}

/** Tries everything that sends. */
function trySending(connection: Connection): boolean[] {
  return [
    connection.sendText("a"),
    connection.sendBinary(utf8("a")),
    connection.sendPing(utf8("a")),
    connection.sendBroadcast(createTextBroadcast("a")),
    connection.close(1000),
  ];
}

const NOTHING = [false, false, false, false, false];

describe("an open connection", () => {
  test("[WS50] [WS60] sends text, binary and pings, and reports it", () => {
    const { steps, connection } = open();
    expect(connection.state).toBe("open");
    expect(connection.sendText("Hello")).toBe(true);
    expect(connection.sendBinary(Uint8Array.of(1))).toBe(true);
    expect(connection.sendPing(utf8("?"))).toBe(true);
    expect(steps).toEqual([
      ["write", "81 05 48 65 6c 6c 6f"],
      ["write", "82 01 01"],
      ["write", "89 01 3f"],
    ]);
  });

  test("[WS63] writes a broadcast frame's own buffer to all clients", () => {
    const written: Uint8Array[] = [];
    const broadcast = createTextBroadcast("for all");
    for (let peer = 0; peer < 3; peer++) {
      open({ write: (bytes) => written.push(bytes) }).connection.sendBroadcast(broadcast);
    }
    expect(written.every((bytes) => bytes === broadcast.bytes)).toBe(true);
    expect(written.length).toBe(3);
  });

  test("[WS58] answers pings, and reports pongs", () => {
    const { steps, connection } = open();
    connection.receive(concat([ping("one"), pong("two")]));
    expect(steps).toEqual([
      ["write", "8a 03 6f 6e 65"],
      ["pong", "74 77 6f"],
    ]);
  });

  test("[WS61] [WS64] refuses what must not be sent, and stays open", () => {
    const { steps, connection } = open();
    expect(() => connection.sendPing(new Uint8Array(126))).toThrow(RangeError);
    expect(() => connection.close(1006)).toThrow(RangeError);
    expect(() => connection.close(1000, "x".repeat(124))).toThrow(RangeError);
    expect(() => connection.close(undefined, "why")).toThrow(RangeError);
    expect(steps).toEqual([]);
    expect(connection.state).toBe("open");
  });
});

describe("closing by this side", () => {
  test("[WS50] [WS52] [WS56] [WS57] waits for the peer's Close, reports its code, and ends", () => {
    const { steps, connection } = open();
    expect(connection.close(1001, "bye")).toBe(true);
    expect(connection.state).toBe("closing");
    expect(steps).toEqual([["write", "88 05 03 e9 62 79 65"]]);
    connection.receive(close(1000, "ok"));
    expect(connection.state).toBe("closed");
    expect(steps.slice(1)).toEqual([
      "end",
      ["close", { code: 1000, reason: "ok", initiator: "local", isClean: true }],
    ]);
  });

  test("[WS52] [WS56] can be without a code, and so can the answer", () => {
    const { steps, connection } = open();
    connection.close();
    connection.receive(close());
    expect(steps).toEqual([
      ["write", "88 00"],
      "end",
      ["close", { code: 1005, reason: "", initiator: "local", isClean: true }],
    ]);
  });

  test("[WS52] [WS53] sends nothing more, and ignores messages, pings and pongs meanwhile", () => {
    const { steps, connection } = open();
    connection.close(1000);
    expect(trySending(connection)).toEqual(NOTHING);
    connection.receive(concat([text("late"), ping("late"), pong("late")]));
    expect(steps).toEqual([["write", "88 02 03 e8"]]);
  });

  test("[WS53] also when it is an event that closes: the rest of the chunk brings no message and no pong", () => {
    const { steps, connection } = open({ onMessage: () => connection.close(1008) });
    connection.receive(concat([text("first"), ping("second"), text("third"), close(1008)]));
    expect(steps).toEqual([
      ["write", "88 02 03 f0"],
      "end",
      ["close", { code: 1008, reason: "", initiator: "local", isClean: true }],
    ]);
  });

  test("[WS54] ends without a second Close when the peer breaks a rule meanwhile", () => {
    const { steps, connection } = open();
    connection.close(1000);
    connection.receive(hex("ff 80"));
    expect(steps.slice(1)).toMatchObject([
      "end",
      ["close", { code: 1006, initiator: "local", isClean: false }],
    ]);
    expect(steps[2]).toHaveProperty("1.violation.name", "reserved-bits");
  });

  test("[WS55] [WS59] reports a peer that went without an answer, once", () => {
    const { steps, connection } = open();
    connection.close(1000);
    connection.receiveEnd();
    connection.receiveEnd();
    expect(steps.slice(1)).toEqual([
      "end",
      ["close", { code: 1006, reason: "", initiator: "local", isClean: false }],
    ]);
  });
});

describe("closing by the peer", () => {
  test.each([
    ["a code", { received: close(4001, "mine"), answer: "88 02 0f a1", code: 4001, reason: "mine" }],
    ["none", { received: close(), answer: "88 00", code: 1005, reason: "" }],
  ])(
    "[WS50] [WS51] [WS56] [WS57] echoes %s, ends, and reports",
    (_title, { received, answer, ...reported }) => {
      const { steps, connection } = open();
      connection.receive(received);
      expect(connection.state).toBe("closed");
      expect(steps).toEqual([
        ["write", answer],
        "end",
        ["close", { ...reported, initiator: "remote", isClean: true }],
      ]);
    },
  );

  test("[WS53] [WS59] ignores everything after, and sends nothing", () => {
    const { steps, connection } = open();
    connection.receive(close(1000));
    const { length } = steps;
    connection.receive(concat([text("late"), ping("late"), close(1001), hex("ff ff ff")]));
    connection.receiveEnd();
    expect(trySending(connection)).toEqual(NOTHING);
    expect(steps.length).toBe(length);
  });

  test("[WS53] also from within the event that reports it", () => {
    let tried: boolean[] = [];
    const { steps, connection } = open({ onClose: () => (tried = trySending(connection)) });
    connection.receive(close(1000));
    expect(tried).toEqual(NOTHING);
    expect(steps).toEqual([["write", "88 02 03 e8"], "end"]);
  });
});

describe("a connection that breaks", () => {
  test("[WS54] sends which rule was broken, ends, and ignores the rest", () => {
    const { steps, connection } = open();
    connection.receive(concat([text("a"), hex("83 80 00 00 00 00"), text("b")]));
    connection.receive(text("c"));
    const reason = "the opcode is reserved (RFC 6455 §5.2)";
    expect(steps).toMatchObject([
      ["text", "61"],
      ["write", toHex(concat([hex("88 29 03 ea"), utf8(reason)]))],
      "end",
      [
        "close",
        { code: 1006, reason: "", initiator: "local", isClean: false, violation: { closeCode: 1002 } },
      ],
    ]);
    expect(trySending(connection)).toEqual(NOTHING);
  });

  test("[WS55] [WS57] [WS59] reports a lost TCP connection, once, in the middle of a message too", () => {
    const { steps, connection } = open();
    connection.receive(text("half", { fin: false }));
    connection.receiveEnd();
    connection.receive(text("late"));
    connection.receiveEnd();
    expect(connection.state).toBe("closed");
    expect(steps).toEqual(["end", ["close", { code: 1006, reason: "", initiator: "none", isClean: false }]]);
    expect(trySending(connection)).toEqual(NOTHING);
  });
});

describe("a client's end", () => {
  const client: ConnectionOptions = { nextMaskKey: () => 0x01020304 };

  test("[WS62] masks what it sends, answers too", () => {
    const { steps, connection } = open({}, client);
    connection.sendText("a");
    connection.receive(hex("89 01 62"));
    expect(steps).toEqual([
      ["write", "81 81 01 02 03 04 60"],
      ["write", "8a 81 01 02 03 04 63"],
    ]);
  });

  test("[WS63] shares no frame", () => {
    const { connection } = open({}, client);
    expect(() => connection.sendBroadcast(createTextBroadcast("a"))).toThrow("masks");
  });

  test("[WS51] [WS57] answers a Close and leaves the end to the server", () => {
    const { steps, connection } = open({}, client);
    connection.receive(hex("88 02 03 e8"));
    expect(steps).toEqual([
      ["write", "88 82 01 02 03 04 02 ea"],
      ["close", { code: 1000, reason: "", initiator: "remote", isClean: true }],
    ]);
    connection.receiveEnd();
    expect(steps.slice(2)).toEqual(["end"]);
  });

  test("[WS33] [WS57] refuses a masked frame, and ends", () => {
    const { steps, connection } = open({}, client);
    connection.receive(text("a"));
    expect(steps.at(-2)).toBe("end");
    expect(steps.at(-1)).toHaveProperty("1.violation.name", "masked");
  });
});

test("[WS58] [WS62] talks to itself: client and server finish a conversation and close cleanly", () => {
  const toServer: Uint8Array[] = [];
  const toClient: Uint8Array[] = [];
  let key = 7;
  const client = open(
    { write: (bytes) => toServer.push(bytes) },
    { nextMaskKey: () => (key = (key * 48_271) % 0x7fffffff) },
  );
  const server = open({
    write: (bytes) => toClient.push(bytes),
    onMessage: (_type, payload) => server.connection.sendText(payload),
  });
  client.connection.sendText("九头蛇".repeat(100));
  client.connection.sendPing(utf8("?"));
  client.connection.close(1000, "done");
  for (const bytes of toServer) server.connection.receive(bytes);
  for (const bytes of toClient) client.connection.receive(bytes);
  expect([client.connection.state, server.connection.state]).toEqual(["closed", "closed"]);
  expect(server.steps.at(-1)).toEqual([
    "close",
    { code: 1000, reason: "done", initiator: "remote", isClean: true },
  ]);
  // What the server sent before it closed came while the client was closing.
  expect(client.steps).toEqual([["close", { code: 1000, reason: "", initiator: "local", isClean: true }]]);
});
