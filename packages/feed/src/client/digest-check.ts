// Holds what one session has built against the digests of the server's frames, and decides what becomes of a difference: the feed starts
// over with a snapshot, unless that has been tried and differs as well. SPEC DG1–DG4.
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
  /** The last snapshot had no digest: what is compared next is of it, too. */
  #isUnproven = false;

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
    const held = digest === undefined ? undefined : this.#replica.digestOf(view);
    if (held === undefined) {
      this.#isUnproven ||= type === "snapshot";
      return true;
    }
    const isOfSnapshot = type === "snapshot" || this.#isUnproven;
    this.#isUnproven = false;
    if (digest === held) {
      if (isOfSnapshot) this.#snapshots = 0;
      return true;
    }
    this.#tally.diverged += 1;
    if (isOfSnapshot) this.#snapshots += 1;
    return this.#snapshots > 1 || this.#isUngated;
  }
}
