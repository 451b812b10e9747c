// What a session holds of the feed that it has open, from its opening to its end.
import type { Phase } from "./session-types.ts";
import type { SilenceWatch } from "./silence-watch.ts";
import type { OpenFeed } from "./transport.ts";
import type { FeedView } from "./view-codec.ts";

export interface Attempt<View extends FeedView> {
  /** Undefined while it is being opened. */
  feed: OpenFeed | undefined;
  /** Built from nothing but its frames, and what it was opened with. */
  view: View | undefined;
  readonly credentials: AbortSignal;
  readonly silence: SilenceWatch | undefined;
  isAnswered: boolean;
  /** Its first frame was from before what is held. */
  isBehind: boolean;
  /** What the server reported last; true until it reports otherwise. */
  isLogReachable: boolean;
}

/** That of a feed that was answered. */
export function livePhase({ isLogReachable }: Attempt<FeedView>): Phase {
  return isLogReachable ? { type: "live" } : { type: "live", log: "unreachable" };
}
