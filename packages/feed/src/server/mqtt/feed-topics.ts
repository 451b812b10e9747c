// Which topics there are: of a feed with topic T, `T/snapshot` and `T/delta`, and nothing else. A name for which the application's
// function returns no feed, and every filter with a wildcard (MQTT 3.1.1 §4.7), is no topic.
import type { VersionedFeed } from "../versioned-feed.ts";
import { createTopicEncodings, type TopicEncodings } from "./publish-packet.ts";

/** Which frames a topic carries. */
export type TopicPart = "snapshot" | "delta";

export interface FeedTopic {
  /** T, without the last level. */
  readonly name: string;
  readonly part: TopicPart;
  readonly feed: VersionedFeed;
}

const FILTER = /^([^+#\s\0]+)\/(snapshot|delta)$/;

/**
 * @param filter of a subscription
 * @param feedOf by T; what it throws is thrown
 */
export function parseFeedTopic(
  filter: string,
  feedOf: (topic: string) => VersionedFeed | undefined,
): FeedTopic | undefined {
  const match = FILTER.exec(filter);
  if (match === null) return undefined;
  const [, name = "", part] = match;
  const feed = feedOf(name);
  return feed && { name, part: part === "snapshot" ? "snapshot" : "delta", feed };
}

/** One for all that watch a feed by the same topic; gone with the feed. */
export class EncodingsByFeed {
  readonly #byFeed = new WeakMap<VersionedFeed, Map<string, TopicEncodings>>();

  of({ feed, name }: FeedTopic): TopicEncodings {
    const byName = this.#byFeed.get(feed) ?? new Map<string, TopicEncodings>();
    const encodings = byName.get(name) ?? createTopicEncodings(name);
    this.#byFeed.set(feed, byName.set(name, encodings));
    return encodings;
  }
}
