// The payload of a Close frame: nothing, or two bytes of code and a reason in UTF-8 (RFC 6455 §5.5.1). SPEC WS39, WS64.
import type { ViolationName } from "../violations.ts";
import { isSendableCloseCode } from "./close-codes.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8-text.ts";

/** What a Close frame holds; without a code there is no reason either. */
export interface ClosePayload {
  readonly code: number | undefined;
  readonly reason: string;
}

/** What fits a control frame (RFC 6455 §5.5) beside the code, in bytes of UTF-8. */
export const MAX_CLOSE_REASON_BYTES = 123;

/** Reads a Close frame's payload, or gives which rule it breaks. */
export function decodeClosePayload(bytes: Uint8Array): ClosePayload | ViolationName {
  const [high, low] = bytes;
  if (high === undefined) return { code: undefined, reason: "" };
  if (low === undefined) return "truncated-close-code";
  const code = high * 256 + low;
  if (!isSendableCloseCode(code)) return "invalid-close-code";
  const reason = decodeUtf8(bytes.subarray(2));
  return reason === undefined ? "invalid-close-reason" : { code, reason };
}

/** @throws RangeError when the code must not be sent, the reason is too long, or there is a reason and no code. */
export function encodeClosePayload({ code, reason }: ClosePayload): Uint8Array {
  if (code === undefined) {
    if (reason !== "") throw new RangeError("A close reason needs a close code.");
    return new Uint8Array(0);
  }
  if (!Number.isInteger(code) || !isSendableCloseCode(code)) {
    throw new RangeError(`The close code ${code} must not be sent.`);
  }
  const text = encodeUtf8(reason);
  if (text.length > MAX_CLOSE_REASON_BYTES) {
    throw new RangeError(`A close reason has at most ${MAX_CLOSE_REASON_BYTES} bytes.`);
  }
  const bytes = new Uint8Array(2 + text.length);
  bytes[0] = code >> 8;
  bytes[1] = code & 0xff;
  bytes.set(text, 2);
  return bytes;
}
