// What the microscope shows: units, each a run of bytes that means something by itself (a request, an answer, a chunk, a
// frame), with every bit of it named. Types only.
import type { DecodedServerSentEvent } from "@hydra/protocol";
import type { MqttFieldName } from "@hydra/microscope";
import type { FrameDescription, FrameFieldName } from "@hydra/rfc6455";
import type { PacketPart } from "./packets.ts";

/** `received` by the server, from the page; `sent` by the server, to the page. */
export type Direction = "received" | "sent";

export const UNIT_KINDS = ["request", "answer", "chunk", "message", "control", "other"] as const;

/** `message` and `control` are WebSocket frames; `other` is whatever is none of these: a body without end, lost bytes. */
export type UnitKind = (typeof UNIT_KINDS)[number];

export type HttpFieldName =
  | "method"
  | "space"
  | "target"
  | "http-version"
  | "status"
  | "reason"
  | "line-end"
  | "header-name"
  | "header-colon"
  | "header-value"
  | "head-end"
  | "body"
  | "chunk-size"
  | "chunk-extension"
  | "chunk-line-end"
  | "chunk-data"
  | "chunk-end"
  | "last-chunk"
  | "trailers"
  | "sse-name"
  | "sse-value"
  | "sse-comment"
  | "sse-line-end"
  | "sse-dispatch"
  | "unread";

export type FieldName = HttpFieldName | FrameFieldName | MqttFieldName;

/** A named run of a unit's bits. A unit's fields follow each other without gap or overlap, from its first bit to its last. */
export interface Field {
  readonly name: FieldName;
  /** From the unit's first bit, the most significant one of its first byte. */
  readonly bitOffset: number;
  readonly bitLength: number;
  /** The header field, or the field of the event stream, that this belongs to, in lower case; of a length in MQTT, what has it. */
  readonly label?: string;
  /** Of a field of MQTT: its number, or its text. */
  readonly value?: number;
  readonly text?: string;
}

/** An HTTP head's start line in its three parts, and its fields as they were written. */
export interface HttpHead {
  readonly isRequest: boolean;
  /** Method, target and version of a request; version, status and reason of an answer. */
  readonly startLine: readonly [string, string, string];
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export interface Unit {
  readonly kind: UnitKind;
  readonly direction: Direction;
  readonly connection: number;
  readonly exchange: number;
  /** When its last byte passed the socket, epoch milliseconds by the server's clock. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
  /** How many of the bytes are payload; the others are what the protocol costs. */
  readonly payloadBytes: number;
  readonly detail: UnitDetail;
}

export type UnitDetail =
  | {
      readonly type: "head";
      readonly head: HttpHead;
      /** Since the request, of an answer. */ readonly afterMs?: number;
    }
  | {
      readonly type: "chunk";
      /** What the page's code receives when the chunk has come. */ readonly events: readonly DecodedServerSentEvent[];
      readonly isLast: boolean;
    }
  | {
      readonly type: "frame";
      readonly frame: FrameDescription;
      /** Of a data frame on a connection that carries MQTT. */ readonly packets?: readonly PacketPart[];
    }
  /** Bytes the server did not keep, because they were not read in time. */
  | { readonly type: "lost"; readonly lostBytes: number }
  | { readonly type: "unread" };
