// What a watcher receives, the same on all transports. Types only. SPEC PR20–PR29.
import type { Monster, RankedEntry } from "@hydra/engine";

export type Frame = SnapshotFrame | DeltaFrame | HeartbeatFrame;

/** A frame that moves a watcher's cursor. */
export type FeedFrame = SnapshotFrame | DeltaFrame;

/** The whole visible state. */
export interface SnapshotFrame {
  readonly type: "snapshot";
  readonly epoch: string;
  readonly seq: number;
  /** Epoch milliseconds by the server's clock, fractions allowed: when this version was first published. */
  readonly publishedAt: number;
  readonly round: number;
  readonly monster: Monster;
  /** Players who joined the family. */
  readonly players: number;
  readonly totalDamage: number;
  /** Best first, at most RANKING_SIZE. */
  readonly entries: readonly RankedEntry[];
}

/** What changed after `from` up to `seq`. `from` equals `seq` when a resumed connection has missed nothing. */
export interface DeltaFrame {
  readonly type: "delta";
  readonly epoch: string;
  readonly from: number;
  readonly seq: number;
  readonly publishedAt: number;
  /** How many published versions this delta covers, and when the first of them was published: what an honest
   * staleness charges to whoever skipped them. Absent when nothing changed. */
  readonly versions?: number;
  readonly firstPublishedAt?: number;
  readonly monster?: Monster;
  readonly players?: number;
  readonly totalDamage?: number;
  /** Changed or new rows, absolute values, best first. */
  readonly entries?: readonly RankedEntry[];
  /** Players no longer among the entries. */
  readonly left?: readonly string[];
  /** A few recent hits, oldest first, for the screen only: not every hit, and possibly seen before. */
  readonly hits?: readonly FrameHit[];
}

export interface FrameHit {
  readonly playerId: string;
  readonly damage: number;
  readonly critical: boolean;
}

/** Sent on SSE and WebSocket when nothing else was; a client gives up at twice `intervalMs`. */
export interface HeartbeatFrame {
  readonly type: "heartbeat";
  /** The server's clock, epoch milliseconds. */
  readonly now: number;
  readonly intervalMs?: number;
  /** Present while attacks cannot be taken: what was published last stays the newest state. Absent: they can. */
  readonly log?: "unreachable";
}
