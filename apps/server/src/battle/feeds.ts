// The feeds of the families that are watched, asked for or played in: made when first needed, and dropped when a thousand
// others are there, they have no watchers and nothing has happened to them for a while. One that is made again has no record of
// which players left the top before, and answers older cursors with a snapshot; otherwise it is the same.
import type { Battle } from "@hydra/engine";
import { RankingFeed, type RankingFeedOptions } from "../ranking/ranking-feed.ts";

export interface FeedsOptions extends RankingFeedOptions {
  /** Whether it has subscribers, or a change that has not been sent to them. */
  isWatched(feed: RankingFeed): boolean;
}

interface UsedFeed {
  readonly feed: RankingFeed;
  /** Monotonic milliseconds. */
  usedAt: number;
}

/** Feeds kept whether or not they are used; a small family's takes some 4 KB with its frames. */
const MAX_UNUSED = 1_000;
/** A request that has just asked for a feed may be about to watch it. */
const RECENT_MS = 10_000;

export class Feeds {
  readonly #options: FeedsOptions;
  /** By familyId; what was looked at longest ago comes first. */
  readonly #feeds = new Map<string, UsedFeed>();

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  /** The battle's feed, made if need be: before a hit that it has to note is applied. */
  of(battle: Battle): RankingFeed {
    const usedAt = performance.now();
    const known = this.#feeds.get(battle.familyId);
    if (known !== undefined) {
      known.usedAt = usedAt;
      return known.feed;
    }
    this.#makeRoom(usedAt);
    const feed = new RankingFeed(battle, this.#options);
    this.#feeds.set(battle.familyId, { feed, usedAt });
    return feed;
  }

  /** The feed there is; asking for it does not count as use. */
  known(familyId: string): RankingFeed | undefined {
    return this.#feeds.get(familyId)?.feed;
  }

  /** Whether it was asked for, or played in, within so long. */
  wasUsed(familyId: string, withinMs: number): boolean {
    const usedAt = this.#feeds.get(familyId)?.usedAt;
    return usedAt !== undefined && performance.now() - usedAt < withinMs;
  }

  /** The family is gone. @returns the feed it had */
  drop(familyId: string): RankingFeed | undefined {
    const feed = this.known(familyId);
    this.#feeds.delete(familyId);
    return feed;
  }

  /** Whether there are so many players that one may leave the top: only a feed that was there has a record of which. */
  mayForget(battle: Battle): boolean {
    return battle.players >= this.#options.rankingSize && !this.#feeds.has(battle.familyId);
  }

  /** Looks at two, so that what a burst has left behind goes away in the end. */
  #makeRoom(now: number): void {
    for (let look = 0; look < 2 && this.#feeds.size >= MAX_UNUSED; look += 1) {
      const [oldest] = this.#feeds;
      if (oldest === undefined) return;
      const [familyId, used] = oldest;
      this.#feeds.delete(familyId);
      if (now - used.usedAt < RECENT_MS || this.#options.isWatched(used.feed))
        this.#feeds.set(familyId, used);
    }
  }
}
