// One whole frame as bytes: header, payload, mask (RFC 6455 §5.2, §5.3). SPEC WS20, WS24.
import { allocateZeroed, type Allocate } from "../platform.ts";
import { encodedByteLength, writeHeader } from "./header.ts";
import { applyMask } from "./masking.ts";
import type { Opcode } from "./opcodes.ts";

export interface FrameToEncode {
  readonly opcode: Opcode;
  readonly payload: Uint8Array;
  /** Default true. */
  readonly fin?: boolean;
  /** 32 bits; present: the frame is masked with it. A client takes a new one from a strong source for each (§5.3). */
  readonly maskKey?: number | undefined;
}

/** Writes a frame; `payload` is copied and left as it is. */
export function encodeFrame(frame: FrameToEncode, allocate: Allocate = allocateZeroed): Uint8Array {
  const { opcode, payload, fin = true, maskKey } = frame;
  const header = { opcode, payloadLength: payload.length, fin, maskKey };
  const headerBytes = encodedByteLength(header);
  const bytes = allocate(headerBytes + payload.length);
  writeHeader(header, bytes);
  bytes.set(payload, headerBytes);
  if (maskKey !== undefined) applyMask(bytes.subarray(headerBytes), maskKey, 0);
  return bytes;
}
