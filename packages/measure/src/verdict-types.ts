// What a verdict is made from beside the table, and what it holds: codes and numbers, no words, so that a page can show
// it in any language. ME70–ME75.
import type { Measured } from "./comparison.ts";
import type { RunBlocks } from "./figures.ts";

/** How a lane's transport behaves; nothing in a table shows it. */
export interface LaneTraits {
  readonly lane: string;
  /** It keeps a connection, or a request, open between updates (long-polling, SSE, WebSocket). */
  readonly holdsConnection: boolean;
  /** It asks once in a while. */
  readonly pollIntervalMs?: number;
  /** Of lanes that serve a need alike the least is chosen: what it asks of servers, proxies and its programmer. ME87. */
  readonly effort: number;
  /** It is taken for a reason of its own, a broker that is there; never only for its figures. ME87. */
  readonly isSpecial?: boolean;
  /** Written to learn from: never chosen. ME87. */
  readonly isLesson?: boolean;
  /** Updates come by a message broker's room. ME76. */
  readonly hasBroker?: boolean;
  /** Script, in bytes as it is sent, that a page loads only for this. */
  readonly codeBytes?: number;
}

export interface VerdictContext {
  /** The traffic and the network that were measured; passed through. */
  readonly hitsPerSecond: number;
  readonly weather: string;
  readonly lanes: readonly LaneTraits[];
  /** The run's own repetitions, by which differences are judged. */
  readonly blocks: RunBlocks;
  /** How long one request keeps a connection busy: a round trip through that weather. */
  readonly roundTripMs: number;
  /** When 95 of 100 versions are shown within this, a person takes it for at once. */
  readonly freshEnoughMs?: number;
}

/** What one watcher costs a server. */
export interface WatcherCost {
  readonly requestsPerSecond: number;
  /** Received and sent by the server, headers and framing included. */
  readonly bytesInPerSecond: number;
  readonly bytesOutPerSecond: number;
  /** Of its connection: in use at any moment, on average. What remains when a proxy, or HTTP/2, shares connections. */
  readonly connectionsBusy: number;
}

/** The interval of a difference: what is slower has more. */
export type Within = readonly [low: number, high: number];

/** Something that counts for a lane, or against it. `lane` names another one that it is compared with. */
export type Reason =
  /** It is notably fresher than every other one; `leadMs`: than the next at the 95th percentile. */
  | { readonly code: "freshest"; readonly lane: string; readonly leadMs: number }
  | { readonly code: "as-fresh-as"; readonly lane: string; readonly within: Within }
  /** Which of the two is fresher this run cannot tell. */
  | { readonly code: "unclear-beside"; readonly lane: string; readonly within: Within }
  | {
      readonly code: "slower-than";
      readonly lane: string;
      readonly differenceMs: number;
      readonly within: Within;
    }
  | { readonly code: "fresh-enough"; readonly p95Ms: number; readonly limitMs: number }
  | { readonly code: "too-slow"; readonly p95Ms: number; readonly limitMs: number }
  | { readonly code: "waits-for-next-poll"; readonly pollIntervalMs: number; readonly p50Ms: number }
  | { readonly code: "skips-versions"; readonly skipped: number; readonly share: number }
  | { readonly code: "loses-updates"; readonly missed: number; readonly repeated: number }
  | { readonly code: "diverges"; readonly diverged: number }
  | { readonly code: "left-unfinished"; readonly versions: number }
  | { readonly code: "had-outages"; readonly outages: number; readonly worstMs: number }
  | { readonly code: "fewest-bytes"; readonly bytesPerSecond: number }
  /** `factor` null: the other needs none at all. */
  | { readonly code: "more-bytes-than"; readonly lane: string; readonly factor: number | null }
  | { readonly code: "fewest-requests"; readonly requestsPerSecond: number }
  | { readonly code: "more-requests-than"; readonly lane: string; readonly factor: number | null }
  | { readonly code: "holds-connection" }
  | { readonly code: "shares-connections"; readonly busyShare: number }
  /** What of the feed is kept where: the broker the newest state, the feed's own server what one can resume from. */
  | { readonly code: "broker-keeps-newest" }
  /** Without offsets, every resume and every loss is a request to the feed itself. */
  | { readonly code: "resumes-beside-broker"; readonly repaired: number; readonly discarded: number }
  /** A provider limits messages a second and bytes a message; what is above it is conflated. */
  | { readonly code: "broker-has-caps" }
  /** `lane` is as fresh, and needs no broker. */
  | { readonly code: "as-good-without-broker"; readonly lane: string }
  | { readonly code: "loads-code"; readonly bytes: number }
  | { readonly code: "too-few-versions"; readonly versions: number; readonly needed: number }
  | { readonly code: "not-in-ledger" };

export interface LaneVerdict {
  readonly lane: string;
  /** It may be chosen: enough was measured, and it lost and repeated nothing. */
  readonly isEligible: boolean;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Of one watcher; null without a ledger. */
  readonly cost: WatcherCost | null;
  readonly reasons: readonly Reason[];
}

/** What a reader may need most. `balanced`: fresh enough, or as fresh as any, and then the fewest bytes. */
export type Need = "freshest" | "fewest-bytes" | "fewest-requests" | "fewest-connections" | "balanced";

export interface Choice {
  readonly need: Need;
  readonly lane: string;
  /** Other lanes that serve the need as well; those of least effort first. */
  readonly alike: readonly string[];
  /** Those for which this run cannot decide whether they are better, worse or alike; those of least effort first. */
  readonly unclear: readonly string[];
  /** False where a repetition of the run may come to another choice: a difference that decides it is about as large as what is notable. */
  readonly isFirm: boolean;
}

/** What to consider before believing a verdict. */
export type Caveat =
  /** The clock's uncertainty is more than the best median: compare lanes, but do not quote their staleness. */
  | { readonly code: "clock-uncertain"; readonly uncertaintyMs: number; readonly p50Ms: number }
  | { readonly code: "versions-unaccounted"; readonly versions: number }
  | { readonly code: "nothing-to-compare"; readonly eligible: number }
  /** Lanes were not measured in enough blocks that can be told apart, so that no difference could be claimed. */
  | {
      readonly code: "too-short";
      readonly blocks: number;
      readonly needed: number;
      readonly neededMs: number;
    };

/** What a difference must be to be claimed. */
export interface Thresholds {
  /** At least so much, and such a share of the lesser figure: ms, bytes a second, requests a second. */
  readonly notable: Readonly<Record<Measured, { readonly least: number; readonly share: number }>>;
  /** Within this a person takes an update for at once. */
  readonly freshEnoughMs: number;
  readonly blockMs: number;
  readonly blocks: number;
  /** Fewest blocks for a claim. */
  readonly neededBlocks: number;
}

export interface Verdict {
  readonly hitsPerSecond: number;
  readonly weather: string;
  readonly uncertaintyMs: number | null;
  /** Eligible ones first, the freshest of these first. */
  readonly lanes: readonly LaneVerdict[];
  /** One for each need that can be answered. */
  readonly choices: readonly Choice[];
  /** From what on a difference counts, and in how many blocks of the run it must stand. */
  readonly thresholds: Thresholds;
  readonly caveats: readonly Caveat[];
}
