import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerOpening,
  encodeOpeningAnswer,
  type HeaderFields,
  type OpeningRefused,
  type OpeningRequest,
} from "../../src/index.ts";

/** RFC 6455 §1.2's own example, its subprotocols and origin included. */
const EXAMPLE: OpeningRequest = {
  method: "GET",
  httpVersion: "1.1",
  headers: {
    host: "server.example.com",
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    origin: "http://example.com",
    "sec-websocket-protocol": "chat, superchat",
    "sec-websocket-version": "13",
  },
};

function withHeaders(headers: HeaderFields): OpeningRequest {
  return { ...EXAMPLE, headers: { ...EXAMPLE.headers, ...headers } };
}

function textOf(request: OpeningRequest): string {
  return Buffer.from(encodeOpeningAnswer(answerOpening(request))).toString();
}

describe("an opening handshake that is accepted", () => {
  test("[WS16] [WS17] [WS18] answers the RFC's own example, and selects none of its subprotocols", () => {
    expect(textOf(EXAMPLE)).toBe(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    );
  });

  test.each<[string, HeaderFields]>([
    ["[WS12] Upgrade in capitals", { upgrade: "WebSocket" }],
    ["[WS12] Upgrade as one of a list", { upgrade: "h2c, websocket" }],
    ["[WS13] Connection as Firefox sends it", { connection: "keep-alive, Upgrade" }],
    ["[WS13] Connection in two fields", { connection: ["keep-alive", "upgrade"] }],
    [
      "[WS15] the key of §4.1's note, whose spare bits are not 0",
      { "sec-websocket-key": "AQIDBAUGBwgJCgsMDQ4PEC==" },
    ],
    ["[WS15] a key with spaces around it", { "sec-websocket-key": " dGhlIHNhbXBsZSBub25jZQ== " }],
    ["[WS17] no offers", { "sec-websocket-protocol": undefined }],
    [
      "[WS17] what browsers offer",
      { "sec-websocket-extensions": "permessage-deflate; client_max_window_bits" },
    ],
    ["[WS17] a quoted parameter", { "sec-websocket-extensions": 'foo; bar="b\\az"; x=1, , baz' }],
    ["[WS17] offers in two fields", { "sec-websocket-extensions": ["a;b", "c"] }],
  ])("accepts %s and declines every extension", (_title, headers) => {
    const answer = answerOpening(withHeaders(headers));
    expect(answer).toMatchObject({ type: "accepted", status: 101 });
    expect(Object.keys(answer.headers)).toEqual(["Upgrade", "Connection", "Sec-WebSocket-Accept"]);
  });

  test("[WS10] accepts a later HTTP/1", () => {
    expect(answerOpening({ ...EXAMPLE, httpVersion: "1.2" }).status).toBe(101);
  });
});

describe("an opening handshake that is refused", () => {
  test.each<[string, OpeningRequest, Partial<OpeningRefused>]>([
    ["[WS10] POST", { ...EXAMPLE, method: "POST" }, { status: 405, check: "method" }],
    ["[WS10] get in small letters", { ...EXAMPLE, method: "get" }, { status: 405, check: "method" }],
    ["[WS10] HTTP/1.0", { ...EXAMPLE, httpVersion: "1.0" }, { status: 400, check: "http-version" }],
    ["[WS10] HTTP/2", { ...EXAMPLE, httpVersion: "2.0" }, { status: 400, check: "http-version" }],
    ["[WS11] no Host", withHeaders({ host: undefined }), { status: 400, check: "host" }],
    ["[WS11] an empty Host", withHeaders({ host: "" }), { status: 400, check: "host" }],
    ["[WS11] two Hosts", withHeaders({ host: ["a", "b"] }), { status: 400, check: "host" }],
    ["[WS12] no Upgrade", withHeaders({ upgrade: undefined }), { status: 426, check: "upgrade" }],
    ["[WS12] Upgrade to something else", withHeaders({ upgrade: "h2c" }), { status: 426, check: "upgrade" }],
    [
      "[WS12] Upgrade to something that begins alike",
      withHeaders({ upgrade: "websocket2" }),
      { status: 426, check: "upgrade" },
    ],
    ["[WS13] no Connection", withHeaders({ connection: undefined }), { status: 400, check: "connection" }],
    [
      "[WS13] Connection without Upgrade",
      withHeaders({ connection: "keep-alive" }),
      { status: 400, check: "connection" },
    ],
    [
      "[WS14] no version",
      withHeaders({ "sec-websocket-version": undefined }),
      { status: 426, check: "version" },
    ],
    ["[WS14] version 8", withHeaders({ "sec-websocket-version": "8" }), { status: 426, check: "version" }],
    [
      "[WS14] version 013",
      withHeaders({ "sec-websocket-version": "013" }),
      { status: 426, check: "version" },
    ],
    [
      "[WS14] two versions",
      withHeaders({ "sec-websocket-version": "13, 8" }),
      { status: 426, check: "version" },
    ],
    ["[WS15] no key", withHeaders({ "sec-websocket-key": undefined }), { status: 400, check: "key" }],
    ["[WS15] an empty key", withHeaders({ "sec-websocket-key": "" }), { status: 400, check: "key" }],
    [
      "[WS15] 15 bytes",
      withHeaders({ "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAA" }),
      { status: 400, check: "key" },
    ],
    [
      "[WS15] 17 bytes",
      withHeaders({ "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAAA=" }),
      { status: 400, check: "key" },
    ],
    [
      "[WS15] no base64",
      withHeaders({ "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZ!==" }),
      { status: 400, check: "key" },
    ],
    [
      "[WS15] base64url",
      withHeaders({ "sec-websocket-key": "dGhlIHNhbXBsZSBub25j-_==" }),
      { status: 400, check: "key" },
    ],
    [
      "[WS15] a line's end after it",
      withHeaders({ "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==\n\nx" }),
      { status: 400, check: "key" },
    ],
    [
      "[WS15] two keys",
      withHeaders({ "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==" }),
      { status: 400, check: "key" },
    ],
    [
      "[WS17] a subprotocol twice",
      withHeaders({ "sec-websocket-protocol": "a, b, a" }),
      { status: 400, check: "protocol" },
    ],
    [
      "[WS17] a subprotocol with a space",
      withHeaders({ "sec-websocket-protocol": "a b" }),
      { status: 400, check: "protocol" },
    ],
    [
      "[WS17] an extension with a space",
      withHeaders({ "sec-websocket-extensions": "a b" }),
      { status: 400, check: "extensions" },
    ],
    [
      "[WS17] an empty parameter",
      withHeaders({ "sec-websocket-extensions": "a; ;b" }),
      { status: 400, check: "extensions" },
    ],
    [
      "[WS17] a parameter without value",
      withHeaders({ "sec-websocket-extensions": "a; b=" }),
      { status: 400, check: "extensions" },
    ],
    [
      "[WS17] a quoted value that is no token",
      withHeaders({ "sec-websocket-extensions": 'a; b=" "' }),
      { status: 400, check: "extensions" },
    ],
    [
      "[WS17] a quote that does not end",
      withHeaders({ "sec-websocket-extensions": 'a; b="c' }),
      { status: 400, check: "extensions" },
    ],
  ])("refuses %s", (_title, request, refusal) => {
    expect(answerOpening(request)).toMatchObject({ type: "refused", ...refusal });
  });

  test("[WS14] [WS18] sends which version it supports, why, and closes", () => {
    const body = "Sec-WebSocket-Version must be 13 (RFC 6455 §4.2.1, 6 and §4.4).";
    expect(textOf(withHeaders({ "sec-websocket-version": "8" }))).toBe(
      "HTTP/1.1 426 Upgrade Required\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Version: 13\r\nContent-Type: text/plain; charset=utf-8\r\n" +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });

  test("[WS10] [WS18] sends which method it takes", () => {
    expect(answerOpening({ ...EXAMPLE, method: "PUT" }).headers).toEqual({
      Connection: "close",
      Allow: "GET",
    });
  });

  test("[WS19] refuses by the first check that fails", () => {
    expect(answerOpening({ method: "PUT", httpVersion: "1.0", headers: {} })).toMatchObject({
      check: "method",
    });
    expect(answerOpening({ method: "GET", httpVersion: "1.0", headers: {} })).toMatchObject({
      check: "http-version",
    });
    expect(answerOpening({ method: "GET", httpVersion: "1.1", headers: { host: "a" } })).toMatchObject({
      check: "upgrade",
    });
  });
});

test("[WS19] answers every request", () => {
  const names = [...Object.keys(EXAMPLE.headers), "sec-websocket-extensions"];
  const likely = fc.constantFrom(
    ...Object.values(EXAMPLE.headers).filter((value) => typeof value === "string"),
  );
  const odd = fc.string({ unit: fc.constantFrom(...Array.from('aZ09+/=,;"\\ \t\r\n\0ÿ')) });
  const value = fc.oneof(likely, odd, fc.array(odd), fc.constant(undefined));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value)), fc.string(), (fields, other) => {
      const headers = Object.fromEntries(fields);
      const request = withHeaders(headers);
      expect([101, 400, 426]).toContain(answerOpening(request).status);
      expect(encodeOpeningAnswer(answerOpening(request)).length).toBeGreaterThan(0);
      expect(answerOpening({ method: other, httpVersion: other, headers }).status).toBe(405);
    }),
  );
});
