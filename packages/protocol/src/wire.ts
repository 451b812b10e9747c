// The microscope on the wire: what a page asks for and is shown of the bytes of its own connections. Types only;
// codec/wire.ts reads them. SPEC PR90–PR95.

/** Name, before `_` and what tells servers apart, of the cookie that makes a capture readable by the browser that opened it. */
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
  /** Pieces and bytes dropped unread so far, because nobody read in time. */
  readonly lostPieces: number;
  readonly lostBytes: number;
}

/** Header fields whose values are secrets: each byte of theirs is shown as an asterisk. */
export const SECRET_HEADER_FIELDS = ["authorization", "proxy-authorization", "cookie", "set-cookie"] as const;
