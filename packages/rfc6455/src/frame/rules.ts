// What a received header must not hold (RFC 6455 §5), in three questions: what the first two bytes alone can break,
// where in a sequence of frames they stand, and what the length breaks. Each answers with the first rule broken, in
// the order written here, or undefined. Pure; the state they need comes in. SPEC WS30–WS37, WS45.
import type { Limits } from "../limits.ts";
import type { ViolationName } from "../violations.ts";
import { lengthForm, shortestForm, type FrameHeader, type FrameStart } from "./header.ts";
import { isControl, opcodeName, OPCODES } from "./opcodes.ts";

/** Which end of the connection this is. A server's frames go out as they are, a client's masked (RFC 6455 §5.1). */
export type Role = "server" | "client";

/** The message that is under way. */
export interface MessageProgress {
  readonly type: "text" | "binary" | undefined;
  readonly byteLength: number;
  readonly fragments: number;
}

/** @param role whose frames are read: `server` reads what a client sent. */
export function checkStart(start: FrameStart, role: Role): ViolationName | undefined {
  // §5.2: "MUST be 0 unless an extension is negotiated", and none is.
  if (start.rsv1 || start.rsv2 || start.rsv3) return "reserved-bits";
  if (opcodeName(start.opcode) === undefined) return "reserved-opcode";
  if (isControl(start.opcode)) {
    // §5.5: control frames have 125 bytes or less and are not fragmented.
    if (!start.fin) return "fragmented-control";
    if (lengthForm(start) !== 7) return "long-control";
  }
  // §5.1: a server closes upon a frame that is not masked, a client upon one that is.
  if (role === "server" && !start.masked) return "unmasked";
  if (role === "client" && start.masked) return "masked";
  return undefined;
}

/** RFC 6455 §5.4: a message is one frame that begins it and those that continue it, no other message in between. */
export function checkSequence({ opcode }: FrameStart, progress: MessageProgress): ViolationName | undefined {
  if (isControl(opcode)) return undefined;
  if (opcode === OPCODES.continuation) return progress.type === undefined ? "nothing-to-continue" : undefined;
  return progress.type === undefined ? undefined : "message-unfinished";
}

/** RFC 6455 §5.2, "Payload length": the 64-bit form's highest bit is 0, and no form is longer than needed. */
export function checkLength(header: FrameHeader): ViolationName | undefined {
  if (header.payloadLength === Infinity) return "length-sign-bit";
  return shortestForm(header.payloadLength) < lengthForm(header) ? "length-not-shortest" : undefined;
}

/**
 * RFC 6455 §10.4: what a header announces is refused before it is received.
 * @param header of a frame that belongs to a message, not a control frame.
 */
export function checkLimits(
  { payloadLength }: FrameHeader,
  { progress, limits }: { progress: MessageProgress; limits: Limits },
): ViolationName | undefined {
  if (payloadLength > limits.maxFrameBytes) return "frame-too-big";
  if (progress.byteLength + payloadLength > limits.maxMessageBytes) return "message-too-big";
  return progress.fragments + 1 > limits.maxFragments ? "too-many-fragments" : undefined;
}
