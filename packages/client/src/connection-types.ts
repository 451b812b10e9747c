// What an application sees of a feed that survives reconnects and switches. createConnection (connection.ts)
// makes one. Times are epoch milliseconds by this machine's clock unless said otherwise.
import type { AttackAnswer, Cursor, ErrorCode, FrameHit, TransportName } from "@hydra/protocol";
import type { Monster, RankedEntry, Skill } from "@hydra/engine";
import type { AutoMemory, AutoState } from "./auto-types.ts";
import type { Obstacle } from "./feed-transport.ts";

/** `auto`: the best that the network lets through, found by trying. */
export type TransportChoice = TransportName | "auto";

/** The family's state as this client holds it; a new object whenever it changes. */
export interface View {
  readonly cursor: Cursor;
  readonly publishedAt: number;
  readonly round: number;
  readonly monster: Monster;
  readonly players: number;
  readonly totalDamage: number;
  /** Best first. Rows that did not change keep their identity. */
  readonly entries: readonly RankedEntry[];
}

/** One step of the view, for animation and measuring. */
export interface Update {
  readonly view: View;
  readonly transport: TransportName;
  /** `delta`: contiguous; `snapshot`: the first state or an explicit reset. */
  readonly type: "delta" | "snapshot";
  readonly hits: readonly FrameHit[];
  /** The `seq` a delta led on from, as the server said; absent with a snapshot. */
  readonly from?: number;
  /** How many published versions this update covers, and the server's time of the first and of the last. */
  readonly versions: number;
  readonly firstPublishedAt: number;
  readonly publishedAt: number;
  /** By localNow() of clock.ts (this machine's epoch milliseconds, fractions, never stepping) when it arrived. */
  readonly receivedAt: number;
}

export type ConnectionState =
  /**
   * `reason` says what is odd when it takes long, e.g. a proxy that may be buffering; `obstacle` that the server answers
   * and this transport does not get through.
   */
  | { readonly type: "connecting"; readonly reason?: string; readonly obstacle?: Obstacle }
  /** `log: "unreachable"`: what is shown stays the newest state, and attacks are refused until the server says otherwise. */
  | { readonly type: "live"; readonly log?: "unreachable" }
  /** Waiting, or trying again; `retryAt` (by Date.now()) is when the next attempt starts (or started). */
  | {
      readonly type: "reconnecting";
      readonly retryAt: number;
      readonly reason: string;
      readonly obstacle?: Obstacle;
    }
  /** The same, while the platform says that there is no network: attempts are further apart. */
  | { readonly type: "offline"; readonly retryAt: number }
  /** Let go of by `pause`; the view and its cursor are kept. */
  | { readonly type: "paused" }
  /** The server will not serve this feed (no such family, forbidden); only a switch tries again. */
  | { readonly type: "refused"; readonly code: ErrorCode; readonly reason: string }
  | { readonly type: "closed" };

/** The proof of a switch or a reconnect. */
export interface ResumeReport {
  readonly type: "switch" | "reconnect";
  readonly from: TransportName;
  readonly to: TransportName;
  /** Cursor from which the new feed went on. */
  readonly resumedAt: Cursor;
  /**
   * True when the server went on from the cursor: by delta, with nothing newer, or with the snapshot that begins a new
   * round; false when it had to start over with any other snapshot.
   */
  readonly resumed: boolean;
  /** Updates that never reached the view: 0 when resumed; each snapshot that replaced a chain counts 1. */
  readonly missed: number;
  /** Updates that were applied to the view twice. */
  readonly repeated: number;
  /** Updates both feeds delivered while they overlapped, and the view took once. */
  readonly overlapped: number;
  /** From the request to the new feed's first word. */
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
  /** Snapshots that replaced a view: after a gap, in a new epoch, or in a new round. */
  readonly resets: number;
  /** Updates shown that were not newer than the one before: 0 unless this library is wrong. */
  readonly repeated: number;
  /** Times the feed came back after it was lost. */
  readonly reconnects: number;
  /** Feeds ended because the server sent what cannot be read. */
  readonly malformed: number;
  readonly requests: number;
  readonly payloadBytesIn: number;
}

export interface ConnectionEvents {
  onUpdate?(update: Update): void;
  onState?(state: ConnectionState): void;
  onResume?(report: ResumeReport): void;
  /** What the automatic choice has found has changed; undefined when it ends. */
  onAuto?(auto: AutoState | undefined): void;
}

export interface SwitchLimits {
  /** Longest it may take, milliseconds; default 10,000. Infinity: until something else is asked for. */
  readonly timeoutMs?: number;
  /** One attempt only: for a switch that nobody asked for, which must not insist. */
  readonly isTrial?: boolean;
}

export interface FeedConnection {
  /** In use. */
  readonly transport: TransportName;
  /** Undefined while the transport is somebody's own choice. */
  readonly auto: AutoState | undefined;
  readonly state: ConnectionState;
  readonly view: View | undefined;
  readonly counters: Counters;
  /**
   * Make before break: the new transport resumes from the cursor held, the old one is closed when the new one
   * has spoken. A later call overrides one still under way, which then rejects with an AbortError. When the new
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
  /** Opens the transport in use anew, make before break: a socket carries the session of its handshake. Rejects as switchTo. */
  reopen(): Promise<ResumeReport>;
  /**
   * The session cookie is another one. No attack goes over a socket that was opened before, and one that is under way is given
   * up as `unavailable`: sent again it would be somebody else's. Opens nothing; see `reopen`.
   */
  renewSession(): void;
  /**
   * Attacks with a fresh commandId and tries again with the same one, over whatever is open, until the server
   * has answered or `timeoutMs` (default 10,000) is over.
   * @throws ProtocolError with the server's code; `unavailable` when no answer came in time.
   */
  attack(skill: Skill, options?: { timeoutMs?: number }): Promise<AttackAnswer>;
  setPollInterval(pollIntervalMs: number): void;
  /** The network or the page is back: catch up now instead of waiting for a timer. */
  nudge(): void;
  /** The platform's hint on the network: attempts slow down or hurry, and never end. */
  setOnline(isOnline: boolean): void;
  /** The network is another one: what did not get through may do so now. */
  hurry(): void;
  /** Whether somebody may be looking: out of sight the automatic choice tries nothing. */
  setInSight(isInSight: boolean): void;
  /** Lets go of the feed and keeps the view; idempotent. */
  pause(): void;
  /** Goes on from the cursor held after `pause`; else as `nudge`. */
  resume(): void;
  close(): void;
}

export interface ConnectionOptions extends ConnectionEvents {
  readonly baseUrl: string;
  readonly familyId: string;
  readonly transport: TransportChoice;
  /** Begins paused. */
  readonly isPaused?: boolean;
  /** Where the automatic choice keeps what it found; default nowhere. */
  readonly autoMemory?: AutoMemory;
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  /** Marks the feed's requests for the server's cost ledger. */
  readonly lane?: string | undefined;
  /** Default 3,000. */
  readonly pollIntervalMs?: number;
  /** A cursor's view to begin from, e.g. another connection's. */
  readonly view?: View;
  /** 0 ≤ random() < 1; tests pass their own. */
  readonly random?: () => number;
}
