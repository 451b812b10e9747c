// The one interface that every transport implements: open a feed from a cursor, deliver its frames, report why it ended. A transport
// does not retry and has no view: resume, gaps and back-off are a session's, switching is a connection's.
import type { Cursor } from "../wire/cursor.ts";
import type { Fields } from "../wire/fields.ts";
import type { DeltaEnvelope, HeartbeatFrame, SnapshotEnvelope } from "../wire/frames.ts";
import type { TransportName } from "../wire/transports.ts";
import type { OpenLink } from "./room-link.ts";

/** A frame that moves a cursor; what it carries besides its envelope is the feed's own. */
export type FeedFrame = SnapshotEnvelope | DeltaEnvelope;

/** Where a feed is published to. */
export type MessagingAddress = BrokerAddress | LinkedRoom;

/** A room of a messaging system that the application connects to itself. */
export interface LinkedRoom {
  readonly openLink: OpenLink;
  /**
   * Where what a room lost is asked for, by polling and long-polling, if that is not the feed's own address: one whose held answers are
   * at versions that messages of the room lead to.
   */
  readonly feedUrl?: string;
}

/** A broker of MQTT 3.1.1; what is absent is of the feed's own server. */
export interface BrokerAddress {
  /** Of the broker, `ws(s)://…`. Default `/mqtt` of the feed's own server, which alone gets the query and the token. */
  readonly url?: string;
  /** T, whose frames are published to `T/snapshot` and `T/delta`. Default the path of the feed's address: `prices`. */
  readonly topic?: string;
  readonly username?: string;
  readonly password?: string;
}

/** What to open. */
export interface FeedRequest<Frame extends FeedFrame> {
  /** The feed's own address, absolute, without a query, e.g. `http://127.0.0.1:3000/prices`. */
  readonly url: string;
  /** Parameters of the application's own, added to every request. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** What the client holds; undefined asks for a snapshot. */
  readonly since: Cursor | undefined;
  /** What comes first must be the server's own: what others retain of it led, or may have led, to what is given up. Default false. */
  readonly isAnew?: boolean | undefined;
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  /** Polling only: pause between polls, milliseconds. */
  readonly pollIntervalMs: number;
  /** Undefined for a type of frame that is not known. @throws DecodeError when it is no frame. */
  readonly readFrame: (fields: Fields) => Frame | HeartbeatFrame | undefined;
  /** Whether a newer snapshot was to be expected from what is held, so that it is no sign of a gap. Default: none is. */
  readonly isExpected?: ((frame: Frame) => boolean) | undefined;
  /** A delta for a client at `seq`, a version within it; undefined where it leads on from its own `from` only. Default: none does. */
  readonly shorten?: ((frame: Frame, seq: number) => Frame | undefined) | undefined;
  /** Of `mqtt` only; a function is asked at each opening. */
  readonly messaging?: MessagingAddress | ((signal: AbortSignal) => Promise<MessagingAddress>) | undefined;
  readonly meter?: Meter | undefined;
  /** In the place of the platform's own, e.g. where it has none. */
  readonly WebSocket?: typeof WebSocket | undefined;
}

/** Counts what a feed costs, as far as a client can see it: payload only, no headers. */
export interface Meter {
  /** An HTTP request or a handshake begins. */
  addRequest(): void;
  /** UTF-8 bytes of payload were received. */
  addBytes(bytes: number): void;
  /** A message was lost by a broker, and is made up for by a request to the feed itself. */
  addRepair?(): void;
  /** A frame was discarded because what is held is as new. */
  addStale?(): void;
}

/**
 * What a transport reports. Never called before its factory has returned, nor after `close()` was called or `onEnd` was
 * reported. Must not throw.
 */
export interface FeedEvents<Frame extends FeedFrame> {
  /** A frame arrived, in the order sent. */
  onFrame(frame: Frame | HeartbeatFrame): void;
  /** The server answered that nothing is newer than the cursor held (204, 304). */
  onUnchanged(): void;
  /** The answer's head has arrived, and no frame with it yet. Only a frame proves that a transport gets through. */
  onHead?(): void;
  /** Whether the server can reach its event log right now, as it reports; before the frame it came with. */
  onLog?(isReachable: boolean): void;
  /** Something is odd but not yet over, in words: a first event that does not come. */
  onNotice?(reason: string): void;
  /** The server is there, and nothing is newer: a transport whose protocol has pings of its own gets no heartbeats. */
  onAlive?(): void;
  /** The feed ended or could not be opened; the transport is finished. */
  onEnd(end: FeedEnd): void;
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
  /** The server itself answered or closed it: asking why would bring nothing. */
  readonly isOwn?: boolean;
  /** Something answered that is not the server: it may end at any moment. */
  readonly isForeign?: boolean;
  /** The server cannot resume from what was held: the next attempt asks for a snapshot. */
  readonly needsSnapshot?: boolean;
}

/** The server will not serve this; asking again would not help. */
export interface RefusedFeed {
  readonly type: "refused";
  readonly code: string;
  readonly reason: string;
}

/** A command for the server, as it goes out: one JSON message. */
export interface Command {
  /** What its answer is matched by, and what makes sending it again safe. */
  readonly commandId: string;
  readonly [member: string]: unknown;
}

/** A feed that was opened. What a transport has no use for is absent. */
export interface OpenFeed {
  /** Stops at once and releases everything; idempotent. */
  close(): void;
  /** Asks now instead of waiting for a timer or a parked answer. */
  nudge?(): void;
  /** Changes the pause between polls. */
  setPollInterval?(pollIntervalMs: number): void;
  /**
   * Sends a command over the feed's own channel. Undefined when it is not open right now. Resolves with the members of the
   * server's `outcome`; rejects with a ProblemError: the server's, or `unavailable` when the feed ends, or `signal` aborts,
   * before the answer.
   */
  send?(command: Command, signal: AbortSignal): Promise<Fields> | undefined;
}

export type TransportFactory<Frame extends FeedFrame> = (
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
) => OpenFeed;

export type TransportTable<Frame extends FeedFrame> = Readonly<
  Record<TransportName, TransportFactory<Frame>>
>;
