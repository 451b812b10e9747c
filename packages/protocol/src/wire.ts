// The microscope on the wire: what a page asks for and is shown of the bytes of its own connections. Types only;
// codec/wire.ts reads them. SPEC PR90–PR95.
import { ORIGIN_HEADER, PAGE_HEADER } from "@hydra/feed";

/** Name, before `_` and what distinguishes servers, of the cookie that makes a capture readable by the browser that opened it. */
export const CAPTURE_COOKIE = "hydra_capture";

/** A capture that was opened: `POST /api/lab/wire`. */
export interface WireCapture {
  /** For the parameter `capture` of a feed request. */
  readonly captureId: string;
  /** Unread bytes and pieces kept; past either the oldest are dropped, and counted. */
  readonly maxBytes: number;
  readonly maxPieces: number;
  /** A capture that is not read for so long ends. */
  readonly idleMs: number;
}

/** One piece of an exchange, as the server read it from the socket or gave it to it. */
export interface WirePiece {
  /** Counts the capture's pieces, from 1, dropped ones too. */
  readonly number: number;
  /** When, by the server's clock, epoch milliseconds. */
  readonly at: number;
  /** Which TCP connection of the capture, from 1: requests may share one. */
  readonly connection: number;
  /** Which request of the capture, with its answer and all that follows an upgrade; from 1. */
  readonly exchange: number;
  /** `received` from the page, `sent` to it, or the exchange `ended`. */
  readonly type: "received" | "sent" | "ended";
  /** Bytes of this exchange that went the same way before; 0 for `ended`. */
  readonly offset: number;
  /** In base64 (RFC 4648 §4); empty for `ended`. */
  readonly bytes: string;
}

/** What `GET /api/lab/wire/:captureId` answers. */
export interface WireAnswer {
  /** In order, newer than what was asked for. */
  readonly pieces: readonly WirePiece[];
  /** Pieces and bytes dropped unread so far, because they were not read in time. */
  readonly lostPieces: number;
  readonly lostBytes: number;
}

/**
 * Header fields that are shown as they are. Of every other field, those that a proxy or an identity provider adds among them, each
 * byte of the value is shown as an asterisk. In lower case.
 */
export const SHOWN_HEADER_FIELDS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "access-control-allow-origin",
  "allow",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "dnt",
  "etag",
  "expires",
  "host",
  "if-none-match",
  "keep-alive",
  "last-event-id",
  "origin",
  "pragma",
  "priority",
  "referer",
  "retry-after",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-storage-access",
  "sec-gpc",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "sec-websocket-key",
  "sec-websocket-protocol",
  "sec-websocket-version",
  "te",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "vary",
  "x-accel-buffering",
  "x-content-type-options",
  PAGE_HEADER,
  ORIGIN_HEADER,
]);
