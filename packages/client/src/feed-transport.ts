// The one interface every transport implements: open a feed from a cursor, deliver frames, say why it ended.
// A transport neither retries nor keeps state: resume, gaps, back-off and switching are connection.ts's.
import type { AttackAnswer, AttackRequest, Cursor, ErrorCode, Frame, TransportName } from "@hydra/protocol";

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
  /** Shows the requests' bytes to whoever opened the capture, in the lab's microscope. */
  readonly capture?: string | undefined;
  /** Polling only: pause between polls. */
  readonly pollIntervalMs: number;
}

/** What one delivery cost, as far as a client can see it: payload only, no headers. */
export interface Receipt {
  /** UTF-8 bytes of payload received since the last receipt. */
  readonly bytesIn: number;
  /** HTTP requests (or handshakes) made since the last receipt. */
  readonly requests: number;
}

/**
 * What a transport reports. Never called before its factory has returned, nor after `close()` was called or
 * `onEnd` was reported. Must not throw.
 */
export interface FeedEvents {
  /** A frame arrived, in the order sent. */
  onFrame(frame: Frame, receipt: Receipt): void;
  /** The server answered that nothing is newer than the cursor held (204, 304): a sign of life. */
  onUnchanged(receipt: Receipt): void;
  /** The answer's head has arrived, and no frame with it yet. Only a frame proves that a transport gets through. */
  onHead?(): void;
  /** Whether the server can reach its event log right now, as far as it says; before the frame it came with. */
  onLog?(isReachable: boolean): void;
  /** Something is odd but not yet over, in words: a first event that does not come. */
  onNotice(reason: string): void;
  /** The feed ended or could not be opened; the transport is finished. */
  onEnd(end: FeedEnd, receipt: Receipt): void;
}

export type FeedEnd = BrokenFeed | RefusedFeed;

/**
 * Why a transport does not get through on a network that lets plain requests through. `refused`: it is closed before its
 * first frame; `origin`: this server refuses sockets of this page, because a proxy sends it another Host; `silent`: no
 * frame comes; `held-back`: a stream is opened and its bytes are kept; `dropped`: it is cut again and again.
 */
export type Obstacle = "refused" | "origin" | "silent" | "held-back" | "dropped";

/** Worth another attempt. */
export interface BrokenFeed {
  /** `restart`: the server asked to come back; `lost`: broken or silent; `malformed`: it sent what cannot be read. */
  readonly type: "restart" | "lost" | "malformed";
  /** In words, for a log or a tooltip. */
  readonly reason: string;
  /** The server's hint for when to come back, milliseconds. */
  readonly retryAfterMs?: number;
  /** The server itself answered or closed it: asking why would tell no more. */
  readonly isOwn?: boolean;
  /** Something answered that was not the server, as far as can be told: it may end at any moment. */
  readonly isForeign?: boolean;
  /** What was held cannot be gone on from: the next attempt asks for a snapshot. */
  readonly needsSnapshot?: boolean;
}

/** The server will not serve this; asking again would not help. */
export interface RefusedFeed {
  readonly type: "refused";
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface OpenFeed {
  readonly name: TransportName;
  /** Tells a request-driven transport (polling, long-polling) what to ask for next. */
  hold(cursor: Cursor): void;
  /** Changes the pause between polls; no effect on other transports. */
  setPollInterval(pollIntervalMs: number): void;
  /** Ask now instead of waiting for a timer, or notice now that the other side is gone. */
  nudge(): void;
  /**
   * Sends an attack over the feed's own channel; absent where there is none. Undefined when the channel is not
   * open right now. Rejects with a ProtocolError: the server's, or `unavailable` when the feed ends, or `signal`
   * aborts, before the answer.
   */
  attack?(command: AttackRequest, signal: AbortSignal): Promise<AttackAnswer> | undefined;
  /** Stops at once and releases everything; idempotent. */
  close(): void;
}

export type TransportFactory = (request: FeedRequest, events: FeedEvents) => OpenFeed;
