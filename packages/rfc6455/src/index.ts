export * from "./handshake/accept-key.ts";
export type { HeaderFields } from "./handshake/header-fields.ts";
export * from "./handshake/opening.ts";
export { decodeUtf8, encodeUtf8 } from "./message/utf8-text.ts";
export * from "./message/utf8.ts";
