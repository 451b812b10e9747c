export * from "./connection.ts";
export * from "./frame/describe-frame.ts";
export * from "./frame/encode-frame.ts";
export {
  decodeFrameStart,
  decodeHeader,
  encodeHeader,
  headerByteLength,
  lengthForm,
  MAX_HEADER_BYTES,
  shortestForm,
  type FrameHeader,
  type FrameStart,
  type HeaderToEncode,
  type LengthForm,
} from "./frame/header.ts";
export { applyMask } from "./frame/masking.ts";
export * from "./frame/opcodes.ts";
export type { Role } from "./frame/rules.ts";
export * from "./handshake/accept-key.ts";
export type { HeaderFields } from "./handshake/header-fields.ts";
export * from "./handshake/opening.ts";
export * from "./limits.ts";
export * from "./message/close-codes.ts";
export { MAX_CLOSE_REASON_BYTES, type ClosePayload } from "./message/close-payload.ts";
export * from "./message/receiver.ts";
export * from "./message/sender.ts";
export { decodeUtf8, encodeUtf8 } from "./message/utf8-text.ts";
export * from "./message/utf8.ts";
export type { Allocate, Platform } from "./platform.ts";
export * from "./violations.ts";
