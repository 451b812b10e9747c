// What a measure is fed: what a page saw of its lanes, as plain JSON values in the order observed. Types and limits
// only; what each event means is numbered in ../SPEC.md (ME10–ME15).

/** Everything a measure takes. `at` is page-local: epoch milliseconds of a clock that never steps back. */
export type MeasureEvent = PageEvent | LaneEvent;

/** What concerns all lanes. */
export type PageEvent =
  PageHidden | PageVisible | ClockEstimated | VersionPublished | VersionsCounted | RunStarted | RunEnded;

export type LaneEvent =
  | LaneOpened
  | UpdateShown
  | NothingNewer
  | ViewReset
  | UpdateRepeated
  | LossRepaired
  | MessageDiscarded
  | LanePaused
  | LaneResumed
  | ReconnectBegan
  | ReconnectEnded
  | LaneSwitched
  | LedgerRead;

interface Observed {
  readonly at: number;
}

interface OnLane extends Observed {
  readonly lane: string;
}

/** A lane joins; events of a lane that never did are ignored. */
export interface LaneOpened extends OnLane {
  readonly type: "lane-opened";
}

/** A lane put a version on the screen. */
export interface UpdateShown extends OnLane {
  readonly type: "shown";
  readonly frame: "delta" | "snapshot";
  readonly epoch: string;
  readonly seq: number;
  /** By the server's clock, epoch milliseconds. */
  readonly publishedAt: number;
  /** What a delta leads from. */
  readonly from?: number;
  /** The server's count of the versions published after `from` up to `seq`. */
  readonly versions?: number;
  /** A snapshot that was not to be expected from what the lane showed. */
  readonly isReset?: true;
  /** Of this state, as the server gave it, and of what the lane holds: eight hexadecimal digits (the wire contract's PR110). */
  readonly digest?: string;
  readonly heldDigest?: string;
}

/** The server answered on this lane that nothing is newer than what it shows (204, 304). */
export interface NothingNewer extends OnLane {
  readonly type: "word";
}

/** The server started over with a snapshot. */
export interface ViewReset extends OnLane {
  readonly type: "reset";
  /** Updates that never reached the screen, beside those of `isReset`. */
  readonly missed: number;
  /** States that differed from the server's by their digests, and were not shown. */
  readonly diverged?: number;
}

/** The transport itself reports that it showed `count` updates again. */
export interface UpdateRepeated extends OnLane {
  readonly type: "repeated";
  readonly count: number;
}

/** What a broker lost, `count` times, was made up for by a request to the feed itself, before it was missed. */
export interface LossRepaired extends OnLane {
  readonly type: "repaired";
  readonly count: number;
}

/** `count` messages were late, or came again, and changed nothing. */
export interface MessageDiscarded extends OnLane {
  readonly type: "discarded";
  readonly count: number;
}

export interface LanePaused extends OnLane {
  readonly type: "lane-paused";
}

export interface LaneResumed extends OnLane {
  readonly type: "lane-resumed";
}

export interface PageHidden extends Observed {
  readonly type: "page-hidden";
}

export interface PageVisible extends Observed {
  readonly type: "page-visible";
}

/** A lane lost its feed. What is published until it is back stays due. */
export interface ReconnectBegan extends OnLane {
  readonly type: "reconnect-began";
}

export interface ReconnectEnded extends OnLane {
  readonly type: "reconnect-ended";
}

/** A lane changed its transport. */
export interface LaneSwitched extends OnLane {
  readonly type: "switched";
  readonly tookMs: number;
}

/** Server's clock minus the page's, which is at most `uncertaintyMs` away from the truth. */
export interface ClockEstimated extends Observed {
  readonly type: "clock";
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
}

/** A witness that is no lane received a version: it was published, whether a lane shows it or not. */
export interface VersionPublished extends Observed {
  readonly type: "published";
  readonly epoch: string;
  readonly seq: number;
  /** By the server's clock, epoch milliseconds. */
  readonly publishedAt: number;
}

/** The server's count of all versions it published after `from` up to `seq`. */
export interface VersionsCounted extends Observed {
  readonly type: "counted";
  readonly epoch: string;
  readonly from: number;
  readonly seq: number;
  readonly versions: number;
}

/** What the server counted on a lane's sockets since it has the lane: totals that only grow. */
export interface LedgerReading {
  readonly requests: number;
  /** Bytes the server received, headers and framing included. */
  readonly bytesIn: number;
  /** Bytes the server sent, headers and framing included. */
  readonly bytesOut: number;
  /** Connections opened. */
  readonly connections: number;
  readonly frames: number;
  /** Frames the server left out because the watcher was slow. */
  readonly skipped: number;
}

export interface LedgerRead extends OnLane, LedgerReading {
  readonly type: "ledger";
}

/** All figures begin anew. */
export interface RunStarted extends Observed {
  readonly type: "run-started";
  /** What is planned; sets how fine the timeline is. */
  readonly durationMs?: number;
}

export interface RunEnded extends Observed {
  readonly type: "run-ended";
}

/** More lanes than a browser has colours for, or connections; a pair of lanes costs one cell each. */
export const MAX_LANES = 16;
/** Versions remembered at least: 200 s of frames at the server's default of 20 a second. ME51. */
export const VERSION_WINDOW = 4_096;
/** A run's account stays open this long for what is still on its way: half again the slowest poll offered. ME42. */
export const DRAIN_MS = 15_000;
/** Events in a recording: six lanes at 33 updates a second for 16 minutes, some 30 MB of JSON. ME61. */
export const MAX_RECORDED_EVENTS = 200_000;
