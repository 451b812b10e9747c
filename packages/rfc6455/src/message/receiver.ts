// Bytes in, messages out: the receiving half of a connection (RFC 6455 §6.2), fed with whatever pieces TCP delivers.
// Upstream connection.ts feeds it; header, rules, masking, utf8 and assembler do the parts. Answers nothing: what a
// ping or a violation leads to is connection.ts's. SPEC WS30–WS45.
import {
  decodeFrameStart,
  decodeHeader,
  headerByteLength,
  MAX_HEADER_BYTES,
  type FrameHeader,
  type FrameStart,
} from "../frame/header.ts";
import { applyMask } from "../frame/masking.ts";
import { isControl, OPCODES } from "../frame/opcodes.ts";
import { checkLength, checkLimits, checkSequence, checkStart, type Role } from "../frame/rules.ts";
import { DEFAULT_LIMITS, type Limits } from "../limits.ts";
import { allocateZeroed, type Platform } from "../platform.ts";
import { describeViolation, type Violation, type ViolationName } from "../violations.ts";
import { createAssembler, type Assembler } from "./assembler.ts";
import { decodeClosePayload, type ClosePayload } from "./close-payload.ts";
import { advanceUtf8, UTF8_BOUNDARY, UTF8_REFUSED, type Utf8State } from "./utf8.ts";

/** `text`: the payload is valid UTF-8, in bytes; decodeUtf8 or the platform's own decoder makes a string of it. */
export type MessageType = "text" | "binary";

/** Called in the order of the bytes, before the `receive` that completes what they report has returned. */
export interface ReceiverEvents {
  /** `payload` is the callee's: nothing else holds or changes it. So in all of these. */
  onMessage(type: MessageType, payload: Uint8Array): void;
  onPing(payload: Uint8Array): void;
  onPong(payload: Uint8Array): void;
  /** The peer's Close frame; nothing is reported after it. */
  onClose(close: ClosePayload): void;
  /** The peer broke a rule; nothing is reported after it. */
  onViolation(violation: Violation): void;
}

export interface ReceiverOptions extends Platform {
  /** Which end this is; default `server`. */
  readonly role?: Role;
  /** Default DEFAULT_LIMITS. */
  readonly limits?: Limits;
  /** False refuses a binary message with 1003; default true. */
  readonly acceptsBinary?: boolean;
}

export interface Receiver {
  /**
   * Takes the next bytes of the connection, in any split, and reports what they complete. Reads `chunk` only, and
   * keeps no reference to it. Linear in its length. Never throws of what a peer sent.
   * @throws Error when called from one of its events, or after one of them threw: the state is then unknown.
   */
  receive(chunk: Uint8Array): void;
  /** Ignores whatever comes from now on, also the rest of the chunk in hand. */
  stop(): void;
}

/** Everything a receiver remembers between two chunks. */
interface Reception {
  readonly events: ReceiverEvents;
  readonly role: Role;
  readonly limits: Limits;
  readonly acceptsBinary: boolean;
  readonly isUtf8: (bytes: Uint8Array) => boolean;
  readonly messageAssembler: Assembler;
  /** Control frames may come between the fragments of a message (§5.4), so they have a place of their own. */
  readonly controlAssembler: Assembler;
  /** The header under way. */
  readonly headerBytes: Uint8Array;
  headerFilled: number;
  /** 2 until the first two bytes have given how many there are. */
  headerNeeded: number;
  start: FrameStart | undefined;
  /** The frame whose payload is under way, and how much of that has come. */
  frame: FrameHeader | undefined;
  payloadFilled: number;
  /** The message under way. */
  readonly progress: { type: MessageType | undefined; byteLength: number; fragments: number };
  utf8: Utf8State;
  isStopped: boolean;
}

export function createReceiver(events: ReceiverEvents, options: ReceiverOptions = {}): Receiver {
  const { allocate = allocateZeroed } = options;
  const reception: Reception = {
    events,
    role: options.role ?? "server",
    limits: options.limits ?? DEFAULT_LIMITS,
    acceptsBinary: options.acceptsBinary ?? true,
    isUtf8: options.isUtf8 ?? isNeverKnown,
    messageAssembler: createAssembler(allocate),
    controlAssembler: createAssembler(allocate),
    headerBytes: new Uint8Array(MAX_HEADER_BYTES),
    headerFilled: 0,
    headerNeeded: 2,
    start: undefined,
    frame: undefined,
    payloadFilled: 0,
    progress: { type: undefined, byteLength: 0, fragments: 0 },
    utf8: UTF8_BOUNDARY,
    isStopped: false,
  };
  let isReceiving = false;
  return {
    receive(chunk) {
      if (isReceiving) throw new Error("A receiver is busy, or was broken by what one of its events threw.");
      isReceiving = true;
      for (let at = 0; at < chunk.length && !reception.isStopped;) {
        at =
          reception.frame === undefined
            ? takeHeader(reception, chunk, at)
            : takePayload(reception, chunk, at);
      }
      isReceiving = false;
    },
    stop: () => stop(reception),
  };
}

/** Takes header bytes one by one: there are 14 at most, and any of them may be a chunk's last. Returns where it is. */
function takeHeader(reception: Reception, chunk: Uint8Array, from: number): number {
  const { headerBytes } = reception;
  let at = from;
  while (reception.headerFilled < reception.headerNeeded) {
    if (at === chunk.length) return at;
    headerBytes[reception.headerFilled++] = chunk[at++] ?? 0;
    // What two bytes can break is refused without waiting for a length or a key that may never come.
    if (reception.headerFilled === 2) beginHeader(reception);
    if (reception.isStopped) return at;
  }
  finishHeader(reception);
  return at;
}

function beginHeader(reception: Reception): void {
  const start = decodeFrameStart(reception.headerBytes[0] ?? 0, reception.headerBytes[1] ?? 0);
  const violation =
    checkStart(start, reception.role) ??
    checkSequence(start, reception.progress) ??
    // §7.4.1, 1003: "an endpoint that understands only text data MAY send this if it receives a binary message".
    (start.opcode === OPCODES.binary && !reception.acceptsBinary ? "binary-not-accepted" : undefined);
  if (violation !== undefined) return refuse(reception, violation);
  reception.start = start;
  reception.headerNeeded = headerByteLength(start);
}

function finishHeader(reception: Reception): void {
  const { start, headerBytes, progress, limits } = reception;
  if (start === undefined) return;
  const frame = decodeHeader(start, headerBytes);
  const violation =
    checkLength(frame) ?? (isControl(frame.opcode) ? undefined : checkLimits(frame, { progress, limits }));
  if (violation !== undefined) return refuse(reception, violation);
  reception.headerFilled = 0;
  reception.headerNeeded = 2;
  reception.frame = frame;
  reception.payloadFilled = 0;
  if (!isControl(frame.opcode)) {
    // §5.4: the first frame has the message's type, those that continue it do not.
    if (frame.opcode === OPCODES.text) progress.type = "text";
    if (frame.opcode === OPCODES.binary) progress.type = "binary";
    progress.byteLength += frame.payloadLength;
    progress.fragments++;
  }
  // No byte of an empty payload will come to ask for this.
  if (frame.payloadLength === 0) finishFrame(reception, frame);
}

/** Takes what the chunk has of the frame's payload, or less where a block ends. Returns where it is. */
function takePayload(reception: Reception, chunk: Uint8Array, from: number): number {
  const { frame, payloadFilled } = reception;
  if (frame === undefined) return from;
  const frameBytes = frame.payloadLength - payloadFilled;
  const availableBytes = Math.min(frameBytes, chunk.length - from);
  const place = assemblerOf(reception, frame).reserve({ availableBytes, frameBytes, isLast: frame.fin });
  const to = from + place.length;
  place.set(chunk.subarray(from, to));
  if (frame.masked) applyMask(place, frame.maskKey, payloadFilled);
  reception.payloadFilled += place.length;
  // §8.1, and at the first wrong byte rather than at the message's end.
  if (reception.progress.type === "text" && !isControl(frame.opcode)) {
    checkText(reception, place);
  }
  if (place.length === frameBytes && !reception.isStopped) finishFrame(reception, frame);
  return to;
}

function checkText(reception: Reception, piece: Uint8Array): void {
  if (reception.utf8 === UTF8_BOUNDARY && reception.isUtf8(piece)) return;
  reception.utf8 = advanceUtf8(reception.utf8, piece);
  if (reception.utf8 === UTF8_REFUSED) refuse(reception, "invalid-utf8");
}

/** A platform without a check of its own. */
function isNeverKnown(): boolean {
  return false;
}

function assemblerOf(reception: Reception, { opcode }: FrameHeader): Assembler {
  return isControl(opcode) ? reception.controlAssembler : reception.messageAssembler;
}

function finishFrame(reception: Reception, frame: FrameHeader): void {
  const { events, controlAssembler } = reception;
  reception.frame = undefined;
  switch (frame.opcode) {
    case OPCODES.close:
      return finishClose(reception, controlAssembler.take());
    case OPCODES.ping:
      return events.onPing(controlAssembler.take());
    case OPCODES.pong:
      return events.onPong(controlAssembler.take());
    default:
      if (frame.fin) finishMessage(reception);
  }
}

function finishClose(reception: Reception, payload: Uint8Array): void {
  const close = decodeClosePayload(payload);
  if (typeof close === "string") return refuse(reception, close);
  // §1.4: "after receiving a control frame indicating the connection should be closed, a peer discards any further data".
  stop(reception);
  reception.events.onClose(close);
}

function finishMessage(reception: Reception): void {
  const { progress, messageAssembler, events } = reception;
  const { type } = progress;
  // §8.1: a text that ends within a character is as wrong as one with a wrong byte.
  if (reception.utf8 !== UTF8_BOUNDARY) return refuse(reception, "invalid-utf8");
  progress.type = undefined;
  progress.byteLength = 0;
  progress.fragments = 0;
  const payload = messageAssembler.take();
  if (type !== undefined) events.onMessage(type, payload);
}

function refuse(reception: Reception, name: ViolationName): void {
  stop(reception);
  reception.events.onViolation(describeViolation(name));
}

function stop(reception: Reception): void {
  reception.isStopped = true;
  reception.messageAssembler.discard();
  reception.controlAssembler.discard();
}
