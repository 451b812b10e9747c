// One direction of one exchange: bytes in, in whatever pieces, units out. A request's way begins with a request's head,
// an answer's with an answer's; what follows is a body, chunks or frames, as the heads announce (RFC 9112 §6.3, RFC 6455 §4).
import type { FrameDescription } from "@hydra/rfc6455";
import { createEventStream, type EventStream } from "./event-stream.ts";
import { fieldsOfFrame, isDataFrame, kindOfFrame, readFrame } from "./frames.ts";
import { headerValue, readHead } from "./http-head.ts";
import { createLayout, toLatin1 } from "./layout.ts";
import { concatenate, fieldsOfPackets, PacketWay } from "./packets.ts";
import type { Direction, Field, HttpHead, UnitDetail, UnitKind } from "./unit.ts";

/** A unit without what only the exchange has. */
export interface FoundUnit {
  readonly kind: UnitKind;
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
  readonly detail: UnitDetail;
}

/** What comes next. `rest` is what cannot be read; it is one unit in the end. */
type Stage =
  | { readonly type: "head" }
  | {
      readonly type: "body";
      readonly head: HttpHead;
      readonly fields: Field[];
      readonly headBytes: number;
      readonly bodyBytes: number;
    }
  | { readonly type: "chunks"; readonly events: EventStream | undefined }
  | { readonly type: "frames"; readonly packets: PacketWay | undefined }
  | { readonly type: "rest"; readonly name: "body" | "unread" };

export class OneWay {
  readonly #direction: Direction;
  /** Whether an answer to the other way's request has no body whatever its head announces. */
  readonly #isAnswerEmpty: () => boolean;
  #stage: Stage = { type: "head" };
  #pending: Uint8Array = new Uint8Array(0);
  /** Bytes were lost: what comes is believed again when it looks like a beginning. */
  #isAstray = false;

  constructor(direction: Direction, isAnswerEmpty: () => boolean) {
    this.#direction = direction;
    this.#isAnswerEmpty = isAnswerEmpty;
  }

  take(bytes: Uint8Array): FoundUnit[] {
    if (this.#isAstray && !this.#looksLikeBeginning(bytes)) return [unread(bytes)];
    this.#isAstray = false;
    this.#pending = concatenate(this.#pending, bytes);
    const units: FoundUnit[] = [];
    for (let unit = this.#next(); unit !== undefined; unit = this.#next()) {
      this.#pending = this.#pending.subarray(unit.bytes.length);
      units.push(unit);
    }
    return units;
  }

  /** So many bytes are missing here. */
  lose(lostBytes: number): FoundUnit[] {
    const lost: FoundUnit = {
      kind: "other",
      bytes: new Uint8Array(0),
      fields: [],
      detail: { type: "lost", lostBytes },
    };
    const rest = this.end();
    if (this.#stage.type === "frames") this.#stage.packets?.lose();
    this.#isAstray = true;
    return [...rest, lost];
  }

  /** Nothing more comes: what is left is a unit as it is. */
  end(): FoundUnit[] {
    const bytes = this.#pending;
    this.#pending = new Uint8Array(0);
    if (bytes.length === 0) return [];
    if (this.#stage.type === "frames") {
      const frame = readFrame(bytes, this.#direction);
      if (frame !== undefined) return [frameUnit(frame, bytes, this.#stage.packets)];
    }
    return [unread(bytes, this.#stage.type === "rest" ? this.#stage.name : "unread")];
  }

  #next(): FoundUnit | undefined {
    if (this.#pending.length === 0) return undefined;
    switch (this.#stage.type) {
      case "head":
        return this.#nextHead();
      case "body":
        return this.#nextBody(this.#stage);
      case "chunks":
        return this.#nextChunk(this.#stage.events);
      case "frames":
        return this.#nextFrame(this.#stage.packets);
      case "rest":
        return undefined;
    }
  }

  #nextHead(): FoundUnit | undefined {
    const read = readHead(this.#pending, this.#direction === "received");
    if (read === "incomplete") return undefined;
    if (read === "none") {
      this.#stage = { type: "rest", name: "unread" };
      return undefined;
    }
    const { head, fields, byteLength } = read;
    this.#stage = this.#afterHead(head, fields, byteLength);
    if (this.#stage.type === "body") return this.#nextBody(this.#stage);
    return headUnit(head, fields, this.#pending.subarray(0, byteLength));
  }

  /** RFC 9112 §6.3, in its order. */
  #afterHead(head: HttpHead, fields: Field[], headBytes: number): Stage {
    const isUpgrade = (headerValue(head, "upgrade") ?? "").toLowerCase() === "websocket";
    if (head.isRequest) {
      const bodyBytes = Number(headerValue(head, "content-length") ?? 0);
      if (bodyBytes > 0) return { type: "body", head, fields, headBytes, bodyBytes };
      return isUpgrade ? this.#frames(head) : { type: "rest", name: "unread" };
    }
    const status = Number(head.startLine[1]);
    if (status === 101) return this.#frames(head);
    if (status < 200) return { type: "head" };
    if (status === 204 || status === 304 || this.#isAnswerEmpty()) return { type: "rest", name: "unread" };
    if (/\bchunked$/i.test(headerValue(head, "transfer-encoding") ?? "")) {
      const isEventStream = headerValue(head, "content-type")?.startsWith("text/event-stream") === true;
      return { type: "chunks", events: isEventStream ? createEventStream() : undefined };
    }
    const length = headerValue(head, "content-length");
    if (length === undefined || !/^\d+$/.test(length)) return { type: "rest", name: "body" };
    return { type: "body", head, fields, headBytes, bodyBytes: Number(length) };
  }

  /** The subprotocol names what they carry: a client that offers MQTT offers nothing else. */
  #frames(head: HttpHead): Stage {
    const isMqtt = headerValue(head, "sec-websocket-protocol") === "mqtt";
    const sender = this.#direction === "received" ? "client" : "server";
    return { type: "frames", packets: isMqtt ? new PacketWay(sender) : undefined };
  }

  #nextBody(stage: Stage & { type: "body" }): FoundUnit | undefined {
    const { head, fields, headBytes, bodyBytes } = stage;
    const byteLength = headBytes + bodyBytes;
    if (this.#pending.length < byteLength) return undefined;
    this.#stage = { type: "rest", name: "unread" };
    const body: Field = { name: "body", bitOffset: 8 * headBytes, bitLength: 8 * bodyBytes };
    const all = bodyBytes === 0 ? fields : [...fields, body];
    return headUnit(head, all, this.#pending.subarray(0, byteLength));
  }

  /** RFC 9112 §7.1 */
  #nextChunk(events: EventStream | undefined): FoundUnit | undefined {
    const text = toLatin1(this.#pending.subarray(0, MAX_CHUNK_LINE_BYTES));
    const lineEnd = text.indexOf("\r\n");
    const [, size, extension = ""] =
      CHUNK_LINE.exec(text.slice(0, lineEnd === -1 ? undefined : lineEnd)) ?? [];
    if (
      lineEnd === -1
        ? !CHUNK_LINE_BEGIN.test(text) || text.length === MAX_CHUNK_LINE_BYTES
        : size === undefined
    ) {
      this.#stage = { type: "rest", name: "unread" };
      return undefined;
    }
    if (lineEnd === -1 || size === undefined) return undefined;
    const layout = createLayout();
    const dataBytes = Number.parseInt(size, 16);
    layout.add(dataBytes === 0 ? "last-chunk" : "chunk-size", size.length);
    layout.add("chunk-extension", extension.length);
    layout.add("chunk-line-end", 2);
    if (dataBytes === 0) {
      const trailersEnd = text.indexOf("\r\n\r\n", lineEnd);
      if (trailersEnd === -1) return undefined;
      layout.add("trailers", Math.max(0, trailersEnd - lineEnd));
      layout.add("chunk-end", 2);
      this.#stage = { type: "rest", name: "unread" };
      const bytes = this.#pending.subarray(0, trailersEnd + 4);
      return {
        kind: "chunk",
        bytes,
        fields: layout.fields,
        detail: { type: "chunk", events: [], isLast: true },
      };
    }
    const dataBegin = lineEnd + 2;
    const bytes = this.#pending.subarray(0, dataBegin + dataBytes + 2);
    if (bytes.length < dataBegin + dataBytes + 2) return undefined;
    const data = bytes.subarray(dataBegin, dataBegin + dataBytes);
    const found = events?.take(data, layout) ?? [];
    if (events === undefined) layout.add("chunk-data", dataBytes);
    layout.add("chunk-end", 2);
    return {
      kind: "chunk",
      bytes,
      fields: layout.fields,
      detail: { type: "chunk", events: found, isLast: false },
    };
  }

  #nextFrame(packets: PacketWay | undefined): FoundUnit | undefined {
    const frame = readFrame(this.#pending, this.#direction);
    if (frame?.isComplete !== true) return undefined;
    return frameUnit(frame, this.#pending.subarray(0, frame.frameBytes), packets);
  }

  /** A piece begins where the server began to write, which is mostly where a chunk or a frame does. */
  #looksLikeBeginning(bytes: Uint8Array): boolean {
    if (this.#stage.type === "chunks")
      return CHUNK_LINE.test(toLatin1(bytes.subarray(0, 16)).split("\r\n")[0] ?? "");
    if (this.#stage.type !== "frames") return false;
    return readFrame(bytes, this.#direction)?.violations.length === 0;
  }
}

const CHUNK_LINE = /^([0-9a-f]{1,8})((?:;.*)?)$/i;
const CHUNK_LINE_BEGIN = /^[0-9a-f]{0,8}(;.*)?\r?$/i;
const MAX_CHUNK_LINE_BYTES = 4_096;

function headUnit(head: HttpHead, fields: readonly Field[], bytes: Uint8Array): FoundUnit {
  return { kind: head.isRequest ? "request" : "answer", bytes, fields, detail: { type: "head", head } };
}

function frameUnit(frame: FrameDescription, bytes: Uint8Array, packets: PacketWay | undefined): FoundUnit {
  const kind = kindOfFrame(frame);
  const fields = fieldsOfFrame(frame, bytes.length);
  if (packets === undefined || !isDataFrame(frame))
    return { kind, bytes, fields, detail: { type: "frame", frame } };
  const parts = packets.take(frame.payload);
  const payload = { bitOffset: 8 * frame.header.byteLength, byteLength: frame.payload.length };
  return {
    kind,
    bytes,
    fields: [...fields.filter(({ name }) => name !== "payload"), ...fieldsOfPackets(parts, payload)],
    detail: { type: "frame", frame, packets: parts },
  };
}

function unread(bytes: Uint8Array, name: "body" | "unread" = "unread"): FoundUnit {
  const layout = createLayout();
  layout.add(name, bytes.length);
  return { kind: "other", bytes, fields: layout.fields, detail: { type: "unread" } };
}
