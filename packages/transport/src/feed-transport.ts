// The one interface every transport implements: open a feed from a cursor, deliver frames, say why it ended.
// A transport neither retries nor keeps state: resume, gaps, back-off and switching are connection.ts's.
import type { Cursor, Frame, TransportName } from "@hydra/protocol";

/** What to open. */
export interface FeedRequest {
  /** Origin of the server, without a trailing slash, e.g. `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly familyId: string;
  /** What the caller holds; undefined asks for a snapshot. */
  readonly since: Cursor | undefined;
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  /** Marks the requests for the server's cost ledger. */
  readonly lane?: string | undefined;
  /** Polling only: pause between polls. */
  readonly pollIntervalMs: number;
}

/** What one delivery cost, as far as a client can see it: payload only, no headers. */
export interface Receipt {
  /** UTF-8 bytes of payload received. */
  readonly bytesIn: number;
  /** HTTP requests (or handshakes) made since the last receipt. */
  readonly requests: number;
}

/** What a transport reports. Never called after `close()` has returned or `onEnd` was called. */
export interface FeedEvents {
  /** A frame arrived, in the order sent. */
  onFrame(frame: Frame, receipt: Receipt): void;
  /** The server answered that nothing is newer than the cursor held (204, 304): a sign of life. */
  onUnchanged(receipt: Receipt): void;
  /** The feed ended or could not be opened; the transport is finished. */
  onEnd(end: FeedEnd): void;
}

export interface FeedEnd {
  /** `restart`: the server asked to come back; `lost`: broken or silent; `refused`: the server will not serve this. */
  readonly type: "restart" | "lost" | "refused";
  /** In words, for a log or a tooltip. */
  readonly reason: string;
  /** The server's hint for when to come back, milliseconds. */
  readonly retryAfterMs?: number;
}

export interface OpenFeed {
  readonly name: TransportName;
  /** Tells a request-driven transport (polling, long-polling) what to ask for next. */
  hold(cursor: Cursor): void;
  /** Changes the pause between polls; no effect on other transports. */
  setPollInterval(pollIntervalMs: number): void;
  /** Stops at once and releases everything; idempotent. */
  close(): void;
}

export type TransportFactory = (request: FeedRequest, events: FeedEvents) => OpenFeed;
