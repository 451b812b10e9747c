// The accept key: the server's proof that it read this very handshake and implements WebSocket, not just HTTP.
// RFC 6455 §4.2.2 step 5.4. SPEC WS16.
import { encodeUtf8 } from "../message/utf8-text.ts";
import { encodeBase64 } from "./base64.ts";
import { sha1 } from "./sha1.ts";

/** The constant of RFC 6455 §1.3: "unlikely to be used by network endpoints that do not understand" WebSocket. */
export const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Every step from Sec-WebSocket-Key to Sec-WebSocket-Accept, for showing them. */
export interface AcceptKeySteps {
  readonly key: string;
  /** The key as it was sent, not decoded, with the GUID after it. */
  readonly concatenated: string;
  /** 20 bytes. */
  readonly digest: Uint8Array;
  readonly acceptKey: string;
}

/** Computes the accept key of a Sec-WebSocket-Key, which need not be valid. */
export function deriveAcceptKey(key: string): AcceptKeySteps {
  const concatenated = key + WEBSOCKET_GUID;
  const digest = sha1(encodeUtf8(concatenated));
  return { key, concatenated, digest, acceptKey: encodeBase64(digest) };
}
