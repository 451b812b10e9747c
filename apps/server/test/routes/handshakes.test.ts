// One verdict on a handshake, whichever of the four sockets is asked: the feed's and the echo's, the library's and the
// hand-written one.
import { randomBytes } from "node:crypto";
import { ECHO_SOCKETS, routes, SOCKET_TRANSPORTS, type ErrorCode } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";
import { expectProblem } from "../problem.ts";
import { parseAnswer, RawConnection } from "../raw-connection.ts";

let server: RunningServer;
let familyId: string;
beforeAll(async () => {
  server = await startServer();
  familyId = await createFamily(server);
});
afterAll(() => server.close());

interface Handshake {
  readonly method?: string;
  readonly version?: string;
  /** In the place of the usual ones; undefined leaves a field out, a list sends it several times. */
  readonly fields?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent behind the head in one breath. */
  readonly body?: string;
}

function encode(
  path: string,
  { method = "GET", version = "1.1", fields = {}, body = "" }: Handshake,
): string {
  const all: NonNullable<Handshake["fields"]> = {
    Host: "127.0.0.1",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    ...fields,
  };
  const lines = Object.entries(all).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => `${name}: ${value}`),
  );
  return `${method} ${path} HTTP/${version}\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const field = (name: string, value: string | readonly string[] | undefined): Handshake => ({
  fields: { [name]: value },
});

const accepted: [string, Handshake][] = [
  ["as a browser sends it", {}],
  ["with words in capitals", { fields: { Upgrade: "WebSocket", Connection: "UPGRADE" } }],
  ["with Connection as Firefox has it", field("Connection", "keep-alive, Upgrade")],
  ["with Connection in two fields", field("Connection", ["keep-alive", "Upgrade"])],
  ["with the key of RFC 6455 §4.1's note", field("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEC==")],
  [
    "that offers an extension",
    field("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
  ],
  ["that offers extensions in two fields", field("Sec-WebSocket-Extensions", ["a; b=1", "c"])],
  ["that offers subprotocols", field("Sec-WebSocket-Protocol", "chat, superchat")],
  ["that expects to go on", field("Expect", "100-continue")],
  ["that announces no body", field("Content-Length", "0")],
  ["whose first frame comes with it", { body: "\x89\x80\x00\x00\x00\x00" }],
];

const refused: [string, ErrorCode, Handshake][] = [
  ["by POST", "method-not-allowed", { method: "POST", fields: { "Content-Length": "0" } }],
  ["by HEAD", "method-not-allowed", { method: "HEAD" }],
  ["over HTTP/1.0", "invalid-body", { version: "1.0" }],
  [
    "over HTTP/1.0, kept alive",
    "invalid-body",
    { version: "1.0", fields: { Connection: "keep-alive, Upgrade" } },
  ],
  ["without Host", "invalid-body", field("Host", undefined)],
  ["with an empty Host", "invalid-body", field("Host", "")],
  ["with two Hosts", "invalid-body", field("Host", ["127.0.0.1", "127.0.0.2"])],
  ["without Upgrade", "upgrade-required", field("Upgrade", undefined)],
  ["to h2c", "upgrade-required", field("Upgrade", "h2c")],
  ["to h2c or websocket", "upgrade-required", field("Upgrade", "h2c, websocket")],
  ["to websocket twice", "upgrade-required", field("Upgrade", ["websocket", "websocket"])],
  ["to something like it", "upgrade-required", field("Upgrade", "websocket2")],
  ["without Connection", "upgrade-required", field("Connection", undefined)],
  ["whose Connection does not name Upgrade", "upgrade-required", field("Connection", "keep-alive")],
  ["without a version", "upgrade-required", field("Sec-WebSocket-Version", undefined)],
  ["of version 8", "upgrade-required", field("Sec-WebSocket-Version", "8")],
  ["of version 99", "upgrade-required", field("Sec-WebSocket-Version", "99")],
  ["of version 013", "upgrade-required", field("Sec-WebSocket-Version", "013")],
  ["of version 13.0", "upgrade-required", field("Sec-WebSocket-Version", "13.0")],
  ["of two versions", "upgrade-required", field("Sec-WebSocket-Version", ["13", "8"])],
  ["without a key", "invalid-body", field("Sec-WebSocket-Key", undefined)],
  ["with an empty key", "invalid-body", field("Sec-WebSocket-Key", "")],
  ["with a key of 15 bytes", "invalid-body", field("Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0O")],
  ["with a key of 17 bytes", "invalid-body", field("Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0ODxA=")],
  ["with a key that is not base64", "invalid-body", field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j-_==")],
  ["with two keys", "invalid-body", field("Sec-WebSocket-Key", [KEY, KEY])],
  ["with a garbled offer of extensions", "invalid-body", field("Sec-WebSocket-Extensions", "a b; =")],
  ["with a garbled offer of subprotocols", "invalid-body", field("Sec-WebSocket-Protocol", "a b")],
  ["with one subprotocol twice", "invalid-body", field("Sec-WebSocket-Protocol", "a, b, a")],
  ["with a body", "invalid-body", { fields: { "Content-Length": "2" }, body: "{}" }],
  [
    "with a body in chunks",
    "invalid-body",
    { fields: { "Transfer-Encoding": "chunked" }, body: "2\r\n{}\r\n0\r\n\r\n" },
  ],
  ["from another origin", "forbidden-origin", field("Origin", "https://evil.example")],
];

interface Socket {
  readonly name: string;
  readonly path: () => string;
  /** Which has to be offered, and is answered. */
  readonly subprotocol?: string;
}

const sockets: readonly Socket[] = [
  ...SOCKET_TRANSPORTS.map((name) => ({ name, path: () => routes.feed(familyId, name) })),
  ...ECHO_SOCKETS.map((name) => ({ name: `echo ${name}`, path: () => routes.labEcho(name) })),
  { name: "mqtt", path: () => routes.feed(familyId, "mqtt"), subprotocol: "mqtt" },
];

const OFFER = "Sec-WebSocket-Protocol";

function encodeFor({ path, subprotocol }: Socket, handshake: Handshake): string {
  if (subprotocol === undefined) return encode(path(), handshake);
  const { [OFFER]: offered, ...fields } = handshake.fields ?? {};
  const all = [subprotocol, ...(offered === undefined ? [] : [offered].flat())].join(", ");
  return encode(path(), { ...handshake, fields: { ...fields, [OFFER]: all } });
}

describe.each(sockets)("[PR60] [PR67] [PR85] [PR100] $name", (socket) => {
  it.each(accepted)("takes a handshake %s", async (_what, handshake) => {
    await using connection = await RawConnection.open(server.port);
    const received = await connection.send(encodeFor(socket, handshake)).untilText("\r\n\r\n");
    const [head = ""] = received.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    // PR66: no extension, and but for MQTT no subprotocol.
    const answered = socket.subprotocol === undefined ? [] : [OFFER];
    expect(head.match(/^[\w-]+(?=:)/gm)).toEqual([
      "Upgrade",
      "Connection",
      "Sec-WebSocket-Accept",
      ...answered,
    ]);
  });

  it.each(refused)("refuses a handshake %s: %s", async (_what, code, handshake) => {
    await using connection = await RawConnection.open(server.port);
    // A request that was none is answered on a connection that stays open, and HEAD without the body.
    const isHead = handshake.method === "HEAD";
    const isWhole = (received: string): boolean =>
      isHead ? received.endsWith("\r\n\r\n") : parseAnswer(received).isWhole;
    const answer = parseAnswer(await connection.send(encodeFor(socket, handshake)).until(isWhole));
    if (isHead) expect(answer).toMatchObject({ status: 405, body: "" });
    else expectProblem(answer, code);
    if (code !== "upgrade-required") return;
    // RFC 9110 §7.8, §15.5.22; RFC 6455 §4.4
    expect(answer.headers).toMatch(/^upgrade: websocket\r?$/im);
    expect(answer.headers).toMatch(/^connection: (.*, )?upgrade\b/im);
    if ("Sec-WebSocket-Version" in (handshake.fields ?? {}))
      expect(answer.headers).toMatch(/^sec-websocket-version: 13\r?$/im);
  });
});
