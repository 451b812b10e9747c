// What a session is given, and what it reports to the connection it belongs to.
import type { TransportName } from "../wire/transports.ts";
import type { Audit } from "./audit.ts";
import type { Tally } from "./counters.ts";
import type { FaultBench } from "./fault-bench.ts";
import type { Probe } from "./probe.ts";
import type { FeedFrame, FeedRequest, Obstacle, TransportTable } from "./transport.ts";
import type { FeedView, Replica } from "./view-codec.ts";

export type Phase =
  | { readonly type: "opening" }
  /** `log` is present while the server reports that its event log cannot be reached. */
  | { readonly type: "live"; readonly log?: "unreachable" }
  /** `retryAt` by Date.now(). */
  | {
      readonly type: "waiting";
      readonly retryAt: number;
      readonly reason: string;
      /** How long the feed that ended had been live; undefined when it had no frame. */
      readonly liveMs: number | undefined;
      /** The server closed it to restart. */
      readonly isRestart: boolean;
      /** The server answers plain requests, and this transport does not get through. */
      readonly obstacle?: Obstacle;
    }
  | { readonly type: "suspended" }
  | { readonly type: "refused"; readonly code: string; readonly reason: string };

/** What the server sent over a session's feed. */
export interface FeedEvent<View extends FeedView, Frame extends FeedFrame> {
  /** `unchanged`: nothing is newer than what is held (204, 304, an empty delta). */
  readonly type: "applied" | "snapshot" | "stale" | "unchanged";
  /** Absent with 204 and 304. */
  readonly frame?: Frame;
  /** What it was an answer to: of the first what the feed was opened from, of any other what this feed had built by then. */
  readonly held: View | undefined;
  /** The first since the feed was opened: it serves. */
  readonly isFirst: boolean;
  /** A snapshot that takes the place of what is shown, although that is later: the server has it not. */
  readonly isRewind: boolean;
}

/** What all sessions of a connection have in common. */
export interface SessionContext<View extends FeedView, Frame extends FeedFrame> {
  readonly table: TransportTable<Frame>;
  readonly request: Pick<FeedRequest<Frame>, "url" | "query" | "token" | "WebSocket" | "messaging">;
  readonly replica: Replica<View, Frame>;
  readonly pollIntervalMs: () => number;
  /** The view to resume from, asked at each opening. */
  readonly shown: () => View | undefined;
  /** The view is not what the server has: where it is shown, a snapshot of its own seq is to replace it. */
  readonly distrust: (view: View, frame: Frame) => void;
  /** Whatever a frame leads to is taken, for tests of the auditor. */
  readonly isUngated: boolean;
  readonly faults: FaultBench | undefined;
  readonly tally: Tally;
  readonly audit: Audit;
  readonly random: () => number;
  /** One plain question to the server; see probe.ts. */
  readonly ask: (signal: AbortSignal) => Promise<Probe>;
  /** The platform's hint on the network. */
  readonly isOnline: () => boolean;
  /** Those that a feed opened now has; aborted when there are others. */
  readonly credentials: () => AbortSignal;
}

export interface SessionOptions {
  readonly name: TransportName;
  /** Begins suspended. */
  readonly isSuspended: boolean;
}

export interface SessionEvents<View extends FeedView, Frame extends FeedFrame> {
  onEvent(event: FeedEvent<View, Frame>): void;
  /** Not called for the phase a session is created in. */
  onPhase(phase: Phase): void;
  /** An attempt begins; not called for the first one. */
  onOpening(): void;
  /** The answer's head has arrived, without a frame yet. */
  onHead(): void;
  /** `obstacle`: the server answers plain requests meanwhile. */
  onNotice(reason: string, obstacle?: Obstacle): void;
  /** The first frame is from before what is shown: the transport gets through, and what is shown is not answered. */
  onBehind(reason: string): void;
  /** Whether what is shown may go back to where this session's server is. */
  mayRewind(): boolean;
}
