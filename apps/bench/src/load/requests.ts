// What connections send, ready to be written as latin1.
import type { Target } from "./orders.ts";

export function getRequest({ path }: Target, headers: readonly string[] = []): string {
  return ["GET " + path + " HTTP/1.1", "Host: 127.0.0.1", ...headers, "", ""].join("\r\n");
}

/** RFC 6455 §4.1. Who is measured does not care that every key is the same one. */
export function handshake(target: Target, headers: readonly string[] = []): string {
  return getRequest(target, [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ]);
}

/** Longest payload whose length fits the frame's second byte (RFC 6455 §5.2). */
const MAX_SHORT_PAYLOAD = 125;

/** A masked text frame, as a client must send it; a key of zeros leaves the text as it is (RFC 6455 §5.3). */
export function textFrame(text: string): string {
  return header(0x81, text) + text;
}

/** A masked binary frame with what a watcher of a feed's topics says first: CONNECT and SUBSCRIBE (MQTT 3.1.1 §3.1, §3.8). */
export function mqttOpening({ topic = "" }: Target): string {
  const text = (value: string): string => uint16(value.length) + value;
  // Level 4, clean session, no keep alive, no identifier.
  const connect = `${text("MQTT")}\x04\x02${uint16(0)}${text("")}`;
  const subscribe = `${uint16(1)}${text(`${topic}/snapshot`)}\0${text(`${topic}/delta`)}\0`;
  const packet = (first: number, body: string): string => String.fromCharCode(first, body.length) + body;
  const packets = packet(0x10, connect) + packet(0x82, subscribe);
  return header(0x82, packets) + packets;
}

/** A masked binary frame with PINGREQ (MQTT 3.1.1 §3.12). */
export const MQTT_PING = `${header(0x82, "\xc0\0")}\xc0\0`;

function uint16(value: number): string {
  return String.fromCharCode(value >> 8, value & 0xff);
}

/** RFC 6455 §5.5.3 */
export function pongFrame(payload: string): string {
  return header(0x8a, payload) + payload;
}

function header(firstByte: number, { length }: string): string {
  if (length > MAX_SHORT_PAYLOAD) throw new RangeError("too long for a short frame");
  return String.fromCharCode(firstByte, 0x80 | length, 0, 0, 0, 0);
}

export function attackRequest({ path }: Target, token: string): (commandId: string) => string {
  const head = (length: number): string =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
  // Commands of one run have the same length, and so the same head.
  const known = head(attackBody("0".repeat(COMMAND_ID_LENGTH)).length);
  return (commandId) => known + attackBody(commandId);
}

export const COMMAND_ID_LENGTH = 16;

function attackBody(commandId: string): string {
  return `{"commandId":"${commandId}","skill":"slash"}`;
}

export function attackMessage(commandId: string): string {
  return textFrame(`{"type":"attack","commandId":"${commandId}","skill":"slash"}`);
}
