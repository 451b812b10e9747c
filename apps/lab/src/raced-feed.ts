// A feed that a run races on, whatever server it is of.
import type { ClockEstimate } from "@hydra/client";
import type { Connection, FeedView } from "@hydra/feed/client";
import type { BotsOfServer, Content, LaneFeed, LaneFeedOptions, LedgerLane } from "@hydra/lab";
import type { LedgerRead, VersionPublished } from "@hydra/measure";
import type { TransportName } from "@hydra/protocol";

export interface RacedFeed<View extends FeedView = FeedView> {
  readonly familyId: string | null;
  /** What the server has addresses for. */
  readonly transports: readonly TransportName[];
  /** What cannot be measured here, a sentence each. */
  readonly lacks: readonly string[];
  connect(options: LaneFeedOptions<View, string>): LaneFeed<View>;
  contentOf(view: View): Content;
  /** Of the server, by this machine's `localNow`. Rejects when it cannot be asked. */
  estimateClock(signal: AbortSignal): Promise<ClockEstimate>;
  /** Does nothing where there is no ledger. */
  readLedgers(lanes: readonly LedgerLane[], onEvent: (event: LedgerRead) => void): Promise<void>;
  /** Finds out what was published, beside the lanes; undefined where nothing but they can. */
  openWitness?(onEvent: (event: VersionPublished) => void): Pick<Connection<View>, "close">;
  /** Bots; undefined where others make the changes. */
  readonly traffic?: BotsOfServer;
  /** The page that repeats the run, or the feed itself. */
  readonly link: string;
}
