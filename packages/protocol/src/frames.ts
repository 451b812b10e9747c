// What a watcher receives, the same on all transports. Types only. SPEC PR20–PR29.
import type { Monster, RankedEntry } from "@hydra/engine";
import type { DeltaEnvelope, HeartbeatFrame, SnapshotEnvelope } from "@hydra/feed";

export type Frame = SnapshotFrame | DeltaFrame | HeartbeatFrame;

/** A frame that moves a watcher's cursor. */
export type FeedFrame = SnapshotFrame | DeltaFrame;

/** The whole visible state. */
export interface SnapshotFrame extends SnapshotEnvelope {
  readonly round: number;
  readonly monster: Monster;
  /** Players who joined the family. */
  readonly players: number;
  readonly totalDamage: number;
  /** Best first, at most RANKING_SIZE. */
  readonly entries: readonly RankedEntry[];
}

/** What changed after `from` up to `seq`. `from` equals `seq` when a resumed connection has missed nothing. */
export interface DeltaFrame extends DeltaEnvelope {
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
