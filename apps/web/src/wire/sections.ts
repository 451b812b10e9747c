// Where each field is defined, and what part it plays: the rules' own names, the same in every language.
import { MQTT_SECTIONS, type MqttFieldName } from "@hydra/microscope";
import type { FieldName } from "./unit.ts";

type OtherFieldName = Exclude<FieldName, Exclude<MqttFieldName, "unread">>;

/** Of a field's name, or of the name that a label is. */
export function isMqttField(name: string): name is MqttFieldName {
  return Object.hasOwn(MQTT_SECTIONS, name) && name !== "unread";
}

/** "" for what is not understood. */
export function sectionOf(name: FieldName): string {
  return isMqttField(name) ? `MQTT 3.1.1 ${MQTT_SECTIONS[name]}` : SECTIONS[name];
}

/** RFC 9110 HTTP semantics, 9112 HTTP/1.1, 6455 WebSocket, 9111 caching; HTML is WHATWG's standard. */
const SECTIONS: Readonly<Record<OtherFieldName, string>> = {
  method: "RFC 9112 §3.1",
  space: "RFC 9112 §3",
  target: "RFC 9112 §3.2",
  "http-version": "RFC 9112 §2.3",
  status: "RFC 9110 §15",
  reason: "RFC 9112 §4",
  "line-end": "RFC 9112 §2.2",
  "header-name": "RFC 9110 §5.1",
  "header-colon": "RFC 9112 §5",
  "header-value": "RFC 9110 §5.5",
  "head-end": "RFC 9112 §2.1",
  body: "RFC 9112 §6",
  "chunk-size": "RFC 9112 §7.1",
  "chunk-extension": "RFC 9112 §7.1.1",
  "chunk-line-end": "RFC 9112 §7.1",
  "chunk-data": "RFC 9112 §7.1",
  "chunk-end": "RFC 9112 §7.1",
  "last-chunk": "RFC 9112 §7.1",
  trailers: "RFC 9112 §7.1.2",
  "sse-name": "HTML §9.2.6",
  "sse-value": "HTML §9.2.6",
  "sse-comment": "HTML §9.2.5",
  "sse-line-end": "HTML §9.2.5",
  "sse-dispatch": "HTML §9.2.6",
  unread: "",
  FIN: "RFC 6455 §5.2",
  RSV1: "RFC 6455 §5.2, §9",
  RSV2: "RFC 6455 §5.2",
  RSV3: "RFC 6455 §5.2",
  opcode: "RFC 6455 §5.2, §11.8",
  MASK: "RFC 6455 §5.2",
  "payload length": "RFC 6455 §5.2",
  "extended payload length": "RFC 6455 §5.2",
  "masking key": "RFC 6455 §5.3",
  payload: "RFC 6455 §5.2, §5.3",
};

/** Of the header fields that have a sentence. */
export const HEADER_SECTIONS = {
  host: "RFC 9110 §7.2",
  connection: "RFC 9110 §7.6.1",
  upgrade: "RFC 9110 §7.8",
  "sec-websocket-key": "RFC 6455 §4.1, §11.3.1",
  "sec-websocket-protocol": "RFC 6455 §1.9, §11.3.4",
  "sec-websocket-version": "RFC 6455 §4.1, §11.3.5",
  "sec-websocket-extensions": "RFC 6455 §9.1",
  "sec-websocket-accept": "RFC 6455 §4.2.2",
  origin: "RFC 6454 §7",
  "user-agent": "RFC 9110 §10.1.5",
  accept: "RFC 9110 §12.5.1",
  "accept-encoding": "RFC 9110 §12.5.3",
  "accept-language": "RFC 9110 §12.5.4",
  "cache-control": "RFC 9111 §5.2",
  pragma: "RFC 9111 §5.4",
  referer: "RFC 9110 §10.1.3",
  cookie: "RFC 6265 §5.4",
  authorization: "RFC 9110 §11.6.2",
  "sec-fetch-site": "W3C Fetch Metadata §2.3",
  "sec-fetch-mode": "W3C Fetch Metadata §2.2",
  "sec-fetch-dest": "W3C Fetch Metadata §2.1",
  "sec-ch-ua": "UA Client Hints §3.1",
  "sec-ch-ua-mobile": "UA Client Hints §3.5",
  "sec-ch-ua-platform": "UA Client Hints §3.7",
  "if-none-match": "RFC 9110 §13.1.2",
  etag: "RFC 9110 §8.8.3",
  "content-type": "RFC 9110 §8.3",
  "content-length": "RFC 9110 §8.6",
  "transfer-encoding": "RFC 9112 §6.1",
  date: "RFC 9110 §6.6.1",
  "keep-alive": "RFC 2068 §19.7.1",
  vary: "RFC 9110 §12.5.5",
  "x-content-type-options": "WHATWG Fetch §3.6",
  "x-accel-buffering": "nginx",
  priority: "RFC 9218 §5",
} as const satisfies Record<string, string>;

export type KnownHeader = keyof typeof HEADER_SECTIONS;

export function isKnownHeader(name: string): name is KnownHeader {
  return Object.hasOwn(HEADER_SECTIONS, name);
}

const SSE_FIELDS = ["event", "id", "data", "retry"] as const;

export function sseField(name: string): (typeof SSE_FIELDS)[number] | "unknown" {
  return SSE_FIELDS.find((field) => field === name) ?? "unknown";
}

/** How a run of bytes is painted: what the application needs, what the protocol adds about it, what only separates words. */
export type Tone = "payload" | "meaning" | "name" | "key" | "glue" | "unread";

export function toneOf(name: FieldName): Tone {
  if (!isMqttField(name)) return TONES[name];
  return name === "application message" ? "payload" : "meaning";
}

const TONES: Readonly<Record<OtherFieldName, Tone>> = {
  method: "meaning",
  space: "glue",
  target: "meaning",
  "http-version": "meaning",
  status: "meaning",
  reason: "meaning",
  "line-end": "glue",
  "header-name": "name",
  "header-colon": "glue",
  "header-value": "meaning",
  "head-end": "glue",
  body: "payload",
  "chunk-size": "meaning",
  "chunk-extension": "meaning",
  "chunk-line-end": "glue",
  "chunk-data": "payload",
  "chunk-end": "glue",
  "last-chunk": "meaning",
  trailers: "meaning",
  "sse-name": "name",
  "sse-value": "payload",
  "sse-comment": "meaning",
  "sse-line-end": "glue",
  "sse-dispatch": "glue",
  unread: "unread",
  FIN: "meaning",
  RSV1: "meaning",
  RSV2: "meaning",
  RSV3: "meaning",
  opcode: "meaning",
  MASK: "meaning",
  "payload length": "meaning",
  "extended payload length": "meaning",
  "masking key": "key",
  payload: "payload",
};
