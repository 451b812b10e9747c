// What makes of a feed's frames something an application can use: how they are read, and how a view is built from them. One of a
// feed's own is three or five pure functions; keyed-codec.ts is the one of keyed feeds.
import type { Cursor } from "../wire/cursor.ts";
import type { Fields } from "../wire/fields.ts";
import { frameFrom, type DeltaEnvelope, type FrameCodec, type SnapshotEnvelope } from "../wire/frames.ts";
import type { HeartbeatFrame } from "../wire/frames.ts";
import type { FeedFrame } from "./transport.ts";

/** A feed's state as a client holds it, at one version; a new object whenever it changes, never changed itself. */
export interface FeedView {
  readonly cursor: Cursor;
  /** Epoch milliseconds by the server's clock. */
  readonly publishedAt: number;
}

export interface ViewCodec<
  View extends FeedView,
  Snapshot extends SnapshotEnvelope,
  Delta extends DeltaEnvelope,
> extends FrameCodec<Snapshot, Delta> {
  /** The view that a snapshot is; parts that are the same as in `held` may keep their identity. @throws DecodeError */
  fromSnapshot(frame: Snapshot, held: View | undefined): View;
  /**
   * The view that a delta leads to from `held`, whose cursor is what it leads on from.
   * @throws DecodeError when it does not fit: a snapshot is asked for
   */
  applyDelta(held: View, frame: Delta): View;
  /**
   * The same delta for a view at `seq`, a version within it; for feeds whose deltas have rows as they are, and every row that left
   * since `from`, so that they lead on from any version within. Default: a delta leads on from its own `from` only.
   */
  shorten?(frame: Delta, seq: number): Delta;
  /** Whether a snapshot was to be expected from `held` on, so that it is no sign of a gap. Default: none is. */
  isExpected?(frame: Snapshot, held: View): boolean;
  /**
   * The digest of the state (PR110), from the view and not from the frames that led to it; undefined where it cannot be computed. May
   * remember the hashes of rows that stay. Default: nothing is verified.
   */
  digest?(view: View): string | undefined;
}

/** What a frame meant to a view. */
export type Reception<View extends FeedView> =
  /** A contiguous delta; an empty one ("resumed, nothing missed") gives the held view itself. */
  | { readonly type: "applied"; readonly view: View }
  /** A snapshot that is newer than what was held, or of another epoch. */
  | { readonly type: "snapshot"; readonly view: View }
  /** Nothing in it that is not held already. */
  | { readonly type: "stale" }
  /** It leads on from somewhere else: only a snapshot can help. */
  | { readonly type: "gap" };

/** A codec as sessions and connections use it. */
export interface Replica<View extends FeedView, Frame extends FeedFrame> {
  /** Undefined for a type of frame that is not known. @throws DecodeError */
  readFrame(fields: Fields): Frame | HeartbeatFrame | undefined;
  /**
   * Receives one frame; every view and frame has an answer. @throws DecodeError as the codec. SPEC PR20–PR27; invariants 4 (a delta is applied only if
   * `from` is what is held) and 9.
   */
  receive(held: View | undefined, frame: Frame): Reception<View>;
  /** Whether the server resumed from `held`: with anything but a snapshot that was not to be expected. */
  hasResumed(frame: Frame | undefined, held: View | undefined): boolean;
  /** As the codec's `shorten`; undefined for a frame that leads on from its own `from` only. */
  shorten(frame: Frame, seq: number): Frame | undefined;
  /** As the codec's `digest`. */
  digestOf(view: View): string | undefined;
}

export function createReplica<
  View extends FeedView,
  Snapshot extends SnapshotEnvelope,
  Delta extends DeltaEnvelope,
>(codec: ViewCodec<View, Snapshot, Delta>): Replica<View, Snapshot | Delta> {
  return {
    readFrame: (fields) => frameFrom(codec, fields),
    receive(held, frame) {
      if (frame.type === "delta") return receiveDelta(codec, held, frame);
      const { epoch, seq } = frame;
      if (held?.cursor.epoch === epoch && seq <= held.cursor.seq) return { type: "stale" };
      return { type: "snapshot", view: codec.fromSnapshot(frame, held) };
    },
    hasResumed(frame, held) {
      if (frame?.type !== "snapshot") return true;
      if (held === undefined || frame.epoch !== held.cursor.epoch) return false;
      return codec.isExpected?.(frame, held) ?? false;
    },
    shorten: (frame, seq) => (frame.type === "delta" ? codec.shorten?.(frame, seq) : undefined),
    digestOf: (view) => codec.digest?.(view),
  };
}

function receiveDelta<View extends FeedView, Delta extends DeltaEnvelope>(
  codec: Pick<ViewCodec<View, SnapshotEnvelope, Delta>, "applyDelta">,
  held: View | undefined,
  frame: Delta,
): Reception<View> {
  if (held === undefined || frame.epoch !== held.cursor.epoch) return { type: "gap" };
  const { seq } = held.cursor;
  if (frame.from === seq && frame.seq === seq) return { type: "applied", view: held };
  if (frame.seq <= seq) return { type: "stale" };
  // A delta from before the cursor cannot be applied either: what left in between is not in it.
  if (frame.from !== seq) return { type: "gap" };
  return { type: "applied", view: codec.applyDelta(held, frame) };
}
