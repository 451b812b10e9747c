// Where a player stands: the feed has the top, the server's answer the rest.
import { expect, it } from "vitest";
import type { RankedEntry } from "@hydra/engine";
import { standingOf } from "../../src/stores/standing.ts";

const entry = (playerId: string, damage: number): RankedEntry => ({
  playerId,
  name: playerId,
  damage,
  hits: 1,
  reachedSeq: 1,
});
const ME = {
  playerId: "me",
  name: "me",
  damage: 3,
  hits: 1,
  rank: 140,
  around: [entry("x", 4), entry("me", 3)],
};

it("takes the row that is shown over an older answer", () => {
  const standing = standingOf([entry("a", 9), entry("me", 8)], ME);
  expect(standing).toEqual({ rank: 2, damage: 8, hits: 1, index: 1, around: [] });
});

it("takes the answer with its neighbours when the row is not shown", () => {
  expect(standingOf([entry("a", 9)], ME)).toMatchObject({
    rank: 140,
    damage: 3,
    index: -1,
    around: ME.around,
  });
});

it("has no rank before the first hit", () => {
  expect(standingOf([], { ...ME, rank: null }).rank).toBeUndefined();
});
