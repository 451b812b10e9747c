// What an application sees of a feed that survives reconnects and switches. createConnection (connection.ts) makes one. Times are
// epoch milliseconds by this machine's clock unless stated otherwise.
import type { Cursor } from "../wire/cursor.ts";
import type { Fields } from "../wire/fields.ts";
import type { TransportName } from "../wire/transports.ts";
import type { Finding } from "./audit.ts";
import type { AutoMemory, AutoState } from "./auto-types.ts";
import type { FaultBench } from "./fault-bench.ts";
import type { Command, FeedFrame, FeedRequest, Obstacle } from "./transport.ts";
import type { FeedView } from "./view-codec.ts";

/** `auto`: the best that the network lets through, found by trying. */
export type TransportChoice = TransportName | "auto";

/** One step of the view, for animation and measuring. */
export interface Update<View extends FeedView, Frame extends FeedFrame = FeedFrame> {
  readonly view: View;
  /** That led to it, and over which transport it came. */
  readonly frame: Frame;
  readonly transport: TransportName;
  /** `delta`: contiguous; `snapshot`: the first state or an explicit reset. */
  readonly type: "delta" | "snapshot";
  /** Part of what the frame covers was shown before, as another feed brought it. */
  readonly isOverlapping: boolean;
  /** The `seq` a delta led on from, as the server has it; absent with a snapshot. */
  readonly from?: number;
  /** How many published versions this update covers, and the server's time of the first and of the last. */
  readonly versions: number;
  readonly firstPublishedAt: number;
  readonly publishedAt: number;
  /** By localNow() (this machine's epoch milliseconds, fractions, never stepping) when it arrived. */
  readonly receivedAt: number;
  /** Of the view, where the frame has one to compare it with and it can be computed; the same as the frame's where it holds. */
  readonly heldDigest?: string;
  /** A snapshot that was not to be expected from what was shown before. */
  readonly isReset: boolean;
  /** What the auditor has found: nothing, unless something went wrong. */
  readonly findings: readonly Finding[];
}

/** `Code`: of the refusals that the feed's server has. */
export type ConnectionState<Code extends string = string> =
  /**
   * `reason` is what is odd when it takes long, e.g. a proxy that may be buffering; `obstacle` that the server answers
   * and this transport does not get through.
   */
  | { readonly type: "connecting"; readonly reason?: string; readonly obstacle?: Obstacle }
  /** `log: "unreachable"`: what is shown stays the newest state, and commands are refused until the server reports otherwise. */
  | { readonly type: "live"; readonly log?: "unreachable" }
  /** Waiting, or trying again; `retryAt` (by Date.now()) is when the next attempt starts (or started). */
  | {
      readonly type: "reconnecting";
      readonly retryAt: number;
      readonly reason: string;
      readonly obstacle?: Obstacle;
    }
  /** The same, while the platform reports no network: attempts are further apart. */
  | { readonly type: "offline"; readonly retryAt: number }
  /** Closed by `pause`; the view and its cursor are kept. */
  | { readonly type: "paused" }
  /** The server will not serve this feed (there is none, or it is forbidden); only a switch tries again. */
  | { readonly type: "refused"; readonly code: Code; readonly reason: string }
  | { readonly type: "closed" };

/** The proof of a switch or a reconnect. */
export interface ResumeReport {
  readonly type: "switch" | "reconnect";
  readonly from: TransportName;
  readonly to: TransportName;
  /** Cursor that the new feed was opened with; where nothing was held yet, that of the first state. */
  readonly resumedAt: Cursor;
  /**
   * True when the server resumed from the cursor: by delta, with nothing newer, or with a snapshot that was to be expected
   * (ViewCodec), and when nothing was held yet; false when it had to start over with any other.
   */
  readonly resumed: boolean;
  /** By the auditor: losses between what was shown before and after; each snapshot that was not to be expected counts 1. */
  readonly missed: number;
  /** By the auditor: updates that were shown and not newer than the one before. */
  readonly repeated: number;
  /** Frames since the last report that led to another state than the server's, by its digest. */
  readonly diverged: number;
  /** The server's digest held of what is shown. False also where it gave none. */
  readonly verified: boolean;
  /** Updates both feeds delivered while they overlapped, and the view took once. */
  readonly overlapped: number;
  /** From the request to the new feed's first answer; 0 where the server started over within a feed that stayed open. */
  readonly tookMs: number;
}

/** Counters since the connection was made; never reset. */
export interface Counters {
  /** Deltas the view took. */
  readonly applied: number;
  /** Frames ignored because the view was as new already. */
  readonly stale: number;
  /** Deltas that led from elsewhere, each answered by asking for a snapshot. */
  readonly gaps: number;
  /** Snapshots that replaced a view: after a gap, in a new epoch, or because one was due. */
  readonly resets: number;
  /** Frames that led to another state than the server's, by its digest; each answered by asking for a snapshot. */
  readonly diverged: number;
  /** Losses of a broker that were made up for by a request to the feed itself. */
  readonly repairs: number;
  /** By the auditor, from what was shown alone: losses, and updates that were not newer than the one before. The latter is 0 unless this library is wrong. */
  readonly missed: number;
  readonly repeated: number;
  /** Times the feed came back after it was lost, or was another one. */
  readonly reconnects: number;
  /** Feeds ended because the server sent what cannot be read. */
  readonly malformed: number;
  readonly requests: number;
  readonly payloadBytesIn: number;
}

export interface ConnectionEvents<View extends FeedView, Frame extends FeedFrame = FeedFrame> {
  onUpdate?(update: Update<View, Frame>): void;
  onState?(state: ConnectionState): void;
  onResume?(report: ResumeReport): void;
  /** What the automatic choice has found has changed; undefined when it ends. */
  onAuto?(auto: AutoState | undefined): void;
}

export interface SwitchLimits {
  /** Longest it may take, milliseconds; default 10,000. Infinity: until something else is asked for. */
  readonly timeoutMs?: number;
  /** One attempt only: for a switch that was not asked for by a person. */
  readonly isTrial?: boolean;
}

export interface Connection<View extends FeedView> {
  /** In use. */
  readonly transport: TransportName;
  /** Undefined while the transport is the application's own choice. */
  readonly auto: AutoState | undefined;
  readonly state: ConnectionState;
  readonly view: View | undefined;
  readonly counters: Counters;
  /**
   * Make before break: the new transport resumes from the cursor held, the old one is closed when the new one
   * has answered. A later call overrides one still under way, which then rejects with an AbortError. When the new
   * transport cannot be opened the old one stays, and the promise rejects. Ends the automatic choice when it succeeds.
   */
  switchTo(transport: TransportName, limits?: SwitchLimits): Promise<ResumeReport>;
  /** Leaves the choice to the connection from now on; what is open stays until something better is. */
  chooseAutomatically(): void;
  /**
   * Uses the transport instead of what is open, which is closed first: for a page that must give its connection up before it
   * can have another. Resumes from the cursor held, and leaves an automatic choice automatic.
   */
  stepAside(transport: TransportName): void;
  /** Ends the automatic choice with what it has found. */
  stay(): void;
  /** Opens the transport in use anew, make before break: a socket keeps the credentials of its handshake. Rejects as switchTo. */
  reopen(): Promise<ResumeReport>;
  /**
   * The client's credentials (its cookie) are others: nothing is sent over a feed that was opened before. Opens nothing; see
   * `reopen`.
   */
  renewCredentials(): void;
  /**
   * Sends a command over the feed in use. Undefined when it takes none, or not right now; a command that is not answered may
   * be sent again with the same `commandId`. Resolves with the members of the server's `outcome`; rejects with a ProblemError:
   * the server's, or `unavailable` when the feed ends, or `signal` aborts, before the answer.
   */
  send(command: Command, signal: AbortSignal): Promise<Fields> | undefined;
  setPollInterval(pollIntervalMs: number): void;
  /** The network or the page is back: catch up now instead of waiting for a timer. */
  nudge(): void;
  /** The platform's hint on the network: attempts slow down or hurry, and never end. */
  setOnline(isOnline: boolean): void;
  /** The network is another one: what did not get through may do so now. */
  hurry(): void;
  /** Whether the page may be seen: out of sight the automatic choice tries nothing. */
  setInSight(isInSight: boolean): void;
  /** Closes the feed and keeps the view; idempotent. */
  pause(): void;
  /** Resumes from the cursor held after `pause`; else as `nudge`. */
  resume(): void;
  close(): void;
}

/** The question why a transport does not get through: a plain request that the server answers at once. */
export interface ProbeRequest {
  readonly url: string;
  /** Reads the answer's body. @throws DecodeError when it is not the server's */
  readonly read: (text: string) => void;
}

export interface ConnectionOptions<
  View extends FeedView,
  Frame extends FeedFrame = FeedFrame,
> extends ConnectionEvents<View, Frame> {
  /** The feed's own address, without a query: absolute, or in a page relative to it. */
  readonly url: string;
  readonly transport: TransportChoice;
  /** Parameters of the application's own, added to every request of the feed. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  /** Begins paused. */
  readonly isPaused?: boolean;
  /** Where the automatic choice keeps what it found; default nowhere. */
  readonly autoMemory?: AutoMemory;
  /** Milliseconds between polls; default 3,000. */
  readonly pollIntervalMs?: number;
  /** MQTT only: where the feed's room is, also as a function that is asked at each opening. Default the feed's own server's. */
  readonly messaging?: FeedRequest<Frame>["messaging"];
  /** A view to begin from, e.g. another connection's. */
  readonly view?: View;
  /** What to ask when a transport does not get through; default a poll of the feed. */
  readonly probe?: ProbeRequest;
  /** Faults on purpose, for a lab. */
  readonly faults?: FaultBench | undefined;
  /** In the place of the platform's own. */
  readonly WebSocket?: typeof WebSocket;
  /** 0 ≤ random() < 1; tests pass their own. */
  readonly random?: () => number;
}
