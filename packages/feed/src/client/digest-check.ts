// Holds what one session has built against the digests of the server's frames, and decides what becomes of a difference: the feed starts
// over with a snapshot, unless that has been tried and differs as well. SPEC DG1–DG3.
import type { Tally } from "./counters.ts";
import type { SessionContext } from "./session-types.ts";
import type { FeedFrame } from "./transport.ts";
import type { FeedView, Replica } from "./view-codec.ts";

export class DigestCheck<View extends FeedView, Frame extends FeedFrame> {
  readonly #replica: Pick<Replica<View, Frame>, "digestOf">;
  readonly #tally: Tally;
  readonly #isUngated: boolean;
  /** Snapshots in a row that differed. */
  #snapshots = 0;

  constructor({
    replica,
    tally,
    isUngated,
  }: Pick<SessionContext<View, Frame>, "replica" | "tally" | "isUngated">) {
    this.#replica = replica;
    this.#tally = tally;
    this.#isUngated = isUngated;
  }

  /**
   * @param view what the frame has led to
   * @returns false when the feed is to start over: the view is not what the server has
   */
  accepts(view: View, { type, digest }: Frame): boolean {
    if (!differs(digest, this.#replica.digestOf(view))) {
      if (type === "snapshot") this.#snapshots = 0;
      return true;
    }
    this.#tally.diverged += 1;
    if (type === "snapshot") this.#snapshots += 1;
    return this.#snapshots > 1 || this.#isUngated;
  }
}

/** Whether two digests contradict each other; where one is not known there is nothing to compare. */
function differs(digest: string | undefined, held: string | undefined): boolean {
  return digest !== undefined && held !== undefined && digest !== held;
}
