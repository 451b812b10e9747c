// Which feeds are kept: with a watcher for ever, else the ones used lately and a thousand more.
import { apply, battleOf, createWorld, type Battle } from "@hydra/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Feeds } from "../../src/battle/feeds.ts";
import type { RankingFeed } from "../../src/ranking/ranking-feed.ts";

const OPTIONS = { epoch: "e", rankingSize: 2, now: () => 0 };
const rules = { cooldownScale: 0, maxHp: 1e9 };

/** So many families, each with a player who has hit. */
function battles(count: number): Battle[] {
  const world = createWorld();
  let seq = 0;
  return Array.from({ length: count }, (_, number) => {
    const familyId = `f${number}`;
    const family = { type: "family-created", familyId, name: "F", seed: 1, rules } as const;
    const player = { type: "player-joined", familyId, playerId: "p", name: "P" } as const;
    const hit = { type: "attack", familyId, playerId: "p", commandId: "c", skill: "slash" } as const;
    for (const event of [family, player, hit]) apply(world, { seq: (seq += 1), at: seq, event });
    const battle = battleOf(world, familyId);
    if (battle === undefined) throw new Error("no battle");
    return battle;
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("feeds", () => {
  it("are one for each battle while it is used or watched, and only so many beside", () => {
    const watched = new Set<RankingFeed>();
    const feeds = new Feeds({ ...OPTIONS, isWatched: (feed) => watched.has(feed) });
    const all = battles(3_000);
    const [first] = all;
    if (first === undefined) throw new Error("no battle");
    const feed = feeds.of(first);
    watched.add(feed);
    for (const battle of all) {
      vi.advanceTimersByTime(100);
      feeds.of(battle);
    }
    expect(feeds.of(first)).toBe(feed);
    expect(all.filter(({ familyId }) => feeds.known(familyId) !== undefined).length).toBeLessThanOrEqual(
      1_000,
    );
  });

  it("are all there while each may be about to be watched", () => {
    const feeds = new Feeds({ ...OPTIONS, isWatched: () => false });
    const all = battles(2_000);
    const made = all.map((battle) => feeds.of(battle));
    expect(all.every((battle, index) => feeds.of(battle) === made[index])).toBe(true);
  });

  it("[invariant 6] that are made again lead on from every cursor of a round that no player has left", () => {
    const feeds = new Feeds({ ...OPTIONS, isWatched: () => false });
    const [battle] = battles(1);
    if (battle === undefined) throw new Error("no battle");
    expect(feeds.of(battle).frameSince({ epoch: "e", seq: 1 }).type).toBe("delta");
  });
});
