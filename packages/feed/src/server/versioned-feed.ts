// What the hub and all transports need of a feed, whatever it carries.
import type { Cursor } from "../wire/cursor.ts";
import type { EncodedFrame } from "./encoded-frame.ts";

/**
 * A state with versions. `seq` grows strictly, and may have gaps; `epoch` names what the seqs are counted in: a cursor of
 * another epoch, or one that is ahead, is a stranger's and gets a snapshot. `feedContract` (@hydra/feed/testing) tests one.
 */
export interface VersionedFeed {
  /** 1 to 32 of `[A-Za-z0-9]`. */
  readonly epoch: string;
  /** The newest version's seq. Looking publishes: what is returned here is what `frameSince` leads to. */
  readonly seq: number;
  /** Of the version published last; looking at it publishes nothing. */
  readonly publishedSeq: number;
  /**
   * What leads from a cursor to the newest version: a delta when the cursor is not too old, else a snapshot; from the newest
   * version itself an empty delta. Encoded once for all that ask from the same cursor.
   */
  frameSince(cursor: Cursor | undefined): EncodedFrame;
  /**
   * Calls the listener after every change until the function returned is called. Absent: the feed's owner calls the hub
   * (`Hub.announce`).
   */
  onChange?(listener: () => void): () => void;
}

/** Whether the feed has nothing newer than what the cursor is of. Publishes, as `seq` does. */
export function isNewest(feed: VersionedFeed, cursor: Cursor | undefined): cursor is Cursor {
  return cursor !== undefined && cursor.epoch === feed.epoch && cursor.seq === feed.seq;
}

/** Whether the cursor is of the version published last. No look: what the feed has become since makes no version. */
export function isPublished(feed: VersionedFeed, { epoch, seq }: Cursor): boolean {
  return epoch === feed.epoch && seq === feed.publishedSeq;
}
