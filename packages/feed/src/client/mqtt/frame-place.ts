// What a frame of a room is to a client that holds a cursor. Messages may be lost, late, repeated, and older than what is held: their
// order is by cursor alone. Pure. SPEC MC10–MC12.
import type { Cursor } from "../../wire/cursor.ts";
import type { FeedFrame } from "../transport.ts";

export type FramePlace =
  /** It leads on from what is held. */
  | "next"
  /** A newer state, without what leads there. */
  | "ahead"
  /** State that is held already: what is retained, and what tells a cursor, is mostly that. */
  | "known"
  /** A delta to what is held already: late, or repeated. */
  | "late"
  /** A delta within which what is held lies. */
  | "around"
  /** It leads on from somewhere else, or belongs to another epoch. */
  | "gap";

export function placeOf(frame: FeedFrame, held: Cursor | undefined): FramePlace {
  if (held === undefined) return frame.type === "snapshot" ? "next" : "gap";
  if (frame.epoch !== held.epoch) return "gap";
  if (frame.seq <= held.seq) return frame.type === "snapshot" || frame.from === frame.seq ? "known" : "late";
  if (frame.type === "snapshot") return "ahead";
  if (frame.from < held.seq) return "around";
  return frame.from === held.seq ? "next" : "gap";
}
