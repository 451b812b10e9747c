// A frame as a lesson: every bit with its name, its place and the section that defines it. For a microscope on
// captured bytes; a receiver never calls it. SPEC WS70–WS73.
import { decodeClosePayload, type ClosePayload } from "../message/close-payload.ts";
import { describeViolation, type Violation } from "../violations.ts";
import {
  decodeFrameStart,
  decodeHeader,
  headerByteLength,
  lengthForm,
  type FrameHeader,
  type LengthForm,
} from "./header.ts";
import { applyMask } from "./masking.ts";
import { opcodeName, OPCODES, type OpcodeName } from "./opcodes.ts";
import { checkLength, checkStart, type Role } from "./rules.ts";

export type FrameFieldName =
  | "FIN"
  | "RSV1"
  | "RSV2"
  | "RSV3"
  | "opcode"
  | "MASK"
  | "payload length"
  | "extended payload length"
  | "masking key"
  | "payload";

/** One field of RFC 6455 §5.2's picture. */
export interface FrameField {
  readonly name: FrameFieldName;
  /** From the frame's first bit, the most significant one of its first byte. */
  readonly bitOffset: number;
  readonly bitLength: number;
  /** The bits as a number; absent for the payload. */
  readonly value?: number;
  /** Of RFC 6455. */
  readonly section: string;
}

export interface FrameDescription {
  /** Where in the bytes given the frame begins. */
  readonly byteOffset: number;
  readonly header: FrameHeader;
  /** Undefined for a reserved opcode. */
  readonly opcodeName: OpcodeName | undefined;
  readonly lengthForm: LengthForm;
  /** In the order of the wire, without gaps or overlaps. */
  readonly fields: readonly FrameField[];
  /** Header and payload; where the next frame begins, counted from this one. */
  readonly frameBytes: number;
  /** The whole payload is among the bytes given. */
  readonly isComplete: boolean;
  /** As much of the payload as there is, unmasked; a copy. */
  readonly payload: Uint8Array;
  /** Of a complete Close frame that breaks no rule. */
  readonly close?: ClosePayload;
  /** What this frame breaks by itself, whatever came before it. */
  readonly violations: readonly Violation[];
}

export interface DescribeFrameOptions {
  /** Where in `bytes` the frame begins; default 0. */
  readonly byteOffset?: number;
  /** Whose reading: `server` (the default) for frames that a client sent. */
  readonly role?: Role;
}

/** Describes the frame that begins at `byteOffset`; undefined as long as its header is not complete. Never throws. */
export function describeFrame(
  bytes: Uint8Array,
  { byteOffset = 0, role = "server" }: DescribeFrameOptions = {},
): FrameDescription | undefined {
  const [first, second] = bytes.subarray(byteOffset, byteOffset + 2);
  if (first === undefined || second === undefined) return undefined;
  const start = decodeFrameStart(first, second);
  const headerEnd = byteOffset + headerByteLength(start);
  if (bytes.length < headerEnd) return undefined;
  const header = decodeHeader(start, bytes.subarray(byteOffset, headerEnd));
  const payload = Uint8Array.from(bytes.subarray(headerEnd, headerEnd + header.payloadLength));
  if (header.masked) applyMask(payload, header.maskKey, 0);
  const isComplete = payload.length === header.payloadLength;
  const close = isComplete && header.opcode === OPCODES.close ? decodeClosePayload(payload) : undefined;
  const broken = [
    checkStart(start, role),
    checkLength(header),
    typeof close === "string" ? close : undefined,
  ].filter((name) => name !== undefined);
  return {
    byteOffset,
    header,
    opcodeName: opcodeName(header.opcode),
    lengthForm: lengthForm(header),
    fields: layOut(header),
    frameBytes: header.byteLength + header.payloadLength,
    isComplete,
    payload,
    ...(typeof close === "object" ? { close } : {}),
    violations: broken.map(describeViolation),
  };
}

/** The picture of RFC 6455 §5.2, as a list. */
function layOut(header: FrameHeader): FrameField[] {
  const form = lengthForm(header);
  const fields: FrameField[] = [];
  let bitOffset = 0;
  function add(name: FrameFieldName, bitLength: number, value?: number): void {
    if (bitLength === 0) return;
    const section = name === "masking key" ? "§5.3" : "§5.2";
    fields.push({ name, bitOffset, bitLength, section, ...(value === undefined ? {} : { value }) });
    bitOffset += bitLength;
  }
  add("FIN", 1, Number(header.fin));
  add("RSV1", 1, Number(header.rsv1));
  add("RSV2", 1, Number(header.rsv2));
  add("RSV3", 1, Number(header.rsv3));
  add("opcode", 4, header.opcode);
  add("MASK", 1, Number(header.masked));
  add("payload length", 7, header.shortLength);
  if (form !== 7) add("extended payload length", form, header.payloadLength);
  if (header.masked) add("masking key", 32, header.maskKey);
  add("payload", 8 * header.payloadLength);
  return fields;
}
