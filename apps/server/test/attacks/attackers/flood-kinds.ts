// What is sent by floods: the smallest requests and frames that make the server do something, as many as there is room for in
// what it reads at once.
import { ECHO_SOCKETS, MAX_ECHO_BYTES, routes, SOCKET_TRANSPORTS } from "@hydra/protocol";
import { clientFrame, OPCODES } from "../../raw-socket.ts";
import { MQTT_PATH } from "../../messaging/mqtt-socket.ts";
import type { Flood } from "./flood.ts";
import { largeRequests } from "./large-requests.ts";
import { MQTT, mqttFloods } from "./mqtt-bytes.ts";

const FLOOD_BYTES = 256 * 1024;
const FRAMES = { connections: 128 };
const REQUESTS = { connections: 64 };

function repeated(unit: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(FLOOD_BYTES / unit.length) }, () => unit));
}

function request(line: string, ...fields: readonly string[]): Buffer {
  return repeated(Buffer.from([`${line} HTTP/1.1`, "Host: 127.0.0.1", ...fields, "", ""].join("\r\n")));
}

const ping = (): Buffer => repeated(clientFrame(OPCODES.ping, ""));
const empty = (): Buffer => repeated(clientFrame(OPCODES.text, ""));
const fragment = (): Buffer => repeated(clientFrame(OPCODES.continuation, "x", { fin: false }));
const begin = (): Buffer => clientFrame(OPCODES.text, "x", { fin: false });

type Handshake = Pick<Flood, "socketPath" | "headers">;

/** Sockets, by the name they have in titles: the player's two, the lab's two, and the broker's. */
function sockets(familyId: string): [name: string, handshake: Handshake][] {
  return [
    ...SOCKET_TRANSPORTS.map((name): [string, Handshake] => [
      name,
      { socketPath: routes.feed(familyId, name) },
    ]),
    ...ECHO_SOCKETS.map((name): [string, Handshake] => [
      `echo ${name}`,
      { socketPath: routes.labEcho(name) },
    ]),
    ["mqtt", { socketPath: MQTT_PATH, headers: MQTT }],
  ];
}

function frameFloods(familyId: string): [name: string, flood: Flood][] {
  const huge = Buffer.from("82ff000001000000000000000000", "hex");
  return sockets(familyId).flatMap(([name, handshake]): [string, Flood][] => [
    [`pings to ${name}, unread`, { ...FRAMES, ...handshake, reads: false, bytes: ping() }],
    [`empty messages to ${name}`, { ...FRAMES, ...handshake, reads: true, bytes: empty() }],
    [`fragments to ${name}`, { ...FRAMES, ...handshake, reads: true, first: begin(), bytes: fragment() }],
    [`frames of 2^40 bytes to ${name}`, { ...FRAMES, ...handshake, reads: true, bytes: huge }],
  ]);
}

function packetFloods(familyId: string): [name: string, flood: Flood][] {
  const handshake = { socketPath: MQTT_PATH, headers: MQTT };
  return mqttFloods(familyId).map(({ name, first, unit, reads = true }): [string, Flood] => [
    `${name} to mqtt`,
    { ...FRAMES, ...handshake, reads, first, bytes: repeated(unit) },
  ]);
}

/** A binary message of the largest size, of which three quarters come. */
function unfinishedMessage(): Buffer {
  const header = Buffer.alloc(14);
  header.set([0x82, 0xff]);
  header.writeBigUInt64BE(BigInt(MAX_ECHO_BYTES), 2);
  return Buffer.concat([header, Buffer.alloc((MAX_ECHO_BYTES / 4) * 3)]);
}

function echoFloods(): [name: string, flood: Flood][] {
  const first = unfinishedMessage();
  return ECHO_SOCKETS.map((name): [string, Flood] => [
    `messages of 16 MiB that never end to echo ${name}`,
    { ...FRAMES, reads: true, socketPath: routes.labEcho(name), first },
  ]);
}

function requestFloods(familyId: string): [name: string, flood: Flood][] {
  const json = "Content-Type: application/json";
  const polls = routes.feed(familyId, "polling");
  const kinds: [name: string, bytes: Buffer][] = [
    ["polls", request(`GET ${polls}`)],
    ["long-polls", request(`GET ${routes.feed(familyId, "long-polling")}?since=none:0`)],
    ["polls of a wrong cursor (400)", request(`GET ${polls}?since=x`)],
    [
      "attacks without a session (401)",
      request(`POST ${routes.attacks(familyId)}`, json, "Content-Length: 0"),
    ],
    [
      "attacks of another site (403)",
      request(`POST ${routes.attacks(familyId)}`, json, "Origin: http://evil.example", "Content-Length: 0"),
    ],
    ["unknown paths (404)", request("GET /api/nothing")],
    ["unknown methods (405)", request("DELETE /healthz")],
    ["bodies too large (413)", request("POST /api/families", json, "Content-Length: 9999999")],
    ["two hosts (400)", request("GET /healthz", "Host: b")],
    [
      "handshakes of version 8 (426)",
      request(
        `GET ${routes.feed(familyId, "websocket")}`,
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 8",
      ),
    ],
    ["lists of families", request(`GET ${routes.families}`)],
    ["metrics", request("GET /metrics")],
    ["pages", request("GET /")],
    ...largeRequests(familyId).map(([name, unit]): [string, Buffer] => [name, repeated(unit)]),
    ["no HTTP", repeated(Buffer.from("\0\x01\r\n"))],
    ["header fields without end", repeated(Buffer.from("X: y\r\n"))],
  ];
  const unread = new Set(["polls", "long-polls", "unknown paths (404)", "metrics"]);
  return [
    ...kinds.map(([name, bytes]): [string, Flood] => [
      `pipelined ${name}`,
      { ...REQUESTS, reads: true, bytes },
    ]),
    ...kinds
      .filter(([name]) => unread.has(name))
      .map(([name, bytes]): [string, Flood] => [
        `pipelined ${name}, unread`,
        { ...REQUESTS, reads: false, bytes },
      ]),
  ];
}

export function floodsOn(familyId: string): ReadonlyMap<string, Flood> {
  return new Map([
    ...frameFloods(familyId),
    ...packetFloods(familyId),
    ...echoFloods(),
    ...requestFloods(familyId),
  ]);
}
