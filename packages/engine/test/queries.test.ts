import { describe, expect, it } from "vitest";
import { around, playerOf, rankOf, readyAtOf, top } from "../src/index.ts";
import { createGame } from "./game.ts";

/** Twenty players who hit in this order, so that of equal damage the lower number is ahead; two more who never hit. */
function createCrowd() {
  const game = createGame({ rules: { cooldownScale: 0 } });
  const players = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, "0")}`);
  game.join(...players, "idle", "other");
  for (const player of players) game.hit(player);
  return { ...game, battle: game.battle, players };
}

describe("queries", () => {
  it("[EN20] ranks by damage, and equals by who got there first", () => {
    const { battle } = createCrowd();
    const rows = top(battle, 100);
    expect(rows).toHaveLength(20);
    const sorted = rows.toSorted((a, b) => b.damage - a.damage || a.reachedSeq - b.reachedSeq);
    expect(rows).toStrictEqual(sorted);
    expect(new Set(rows.map(({ damage }) => damage)).size).toBeLessThan(20);
  });

  it("[EN21] gives every row the seq of its last hit", () => {
    const game = createGame({ rules: { cooldownScale: 0 } });
    game.join("ann");
    game.hit("ann");
    const { seq, totalDamage } = game.hit("ann");
    expect(top(game.battle, 1)).toStrictEqual([
      { playerId: "ann", name: "ANN", damage: totalDamage, hits: 2, reachedSeq: seq },
    ]);
  });

  it("[EN22] gives every player's exact rank", () => {
    const { battle } = createCrowd();
    for (const [index, { playerId, name, damage, hits }] of top(battle, 100).entries()) {
      expect(rankOf(battle, playerId)).toBe(index + 1);
      expect(playerOf(battle, playerId)).toStrictEqual({ playerId, name, damage, hits, rank: index + 1 });
    }
  });

  it("[EN23] ranks no player who has not hit", () => {
    const { battle } = createCrowd();
    expect(rankOf(battle, "idle")).toBeUndefined();
    expect(around(battle, "idle", 3)).toStrictEqual([]);
    expect(playerOf(battle, "idle")).toStrictEqual({
      playerId: "idle",
      name: "IDLE",
      damage: 0,
      hits: 0,
      rank: undefined,
    });
    expect([rankOf(battle, "eve"), around(battle, "eve", 3), playerOf(battle, "eve")]).toStrictEqual([
      undefined,
      [],
      undefined,
    ]);
  });

  it("[EN24] gives as many rows as asked for", () => {
    const { battle } = createCrowd();
    const all = top(battle, Infinity);
    for (const count of [1, 2.9, 19, 20, 21])
      expect(top(battle, count)).toStrictEqual(all.slice(0, Math.floor(count)));
    for (const count of [0, -1, NaN, -Infinity, 0.5]) expect(top(battle, count)).toStrictEqual([]);
  });

  it("[EN24] gives the neighbours there are", () => {
    const { battle } = createCrowd();
    const all = top(battle, Infinity);
    for (const [index, { playerId }] of all.entries()) {
      for (const neighbours of [0, 1, 3, 19, 500, Infinity]) {
        const expected = all.slice(Math.max(0, index - neighbours), index + neighbours + 1);
        expect(around(battle, playerId, neighbours)).toStrictEqual(expected);
      }
      expect(around(battle, playerId, -2)).toStrictEqual([all[index]]);
      expect(around(battle, playerId, NaN)).toStrictEqual([all[index]]);
    }
  });

  it("[EN26] gives when each skill that cools may be used again, until it may", () => {
    const game = createGame({ rules: { cooldownScale: 0.5 }, at: 1_000 });
    game.join("ann", "bob");
    expect(readyAtOf(game.battle, "ann", 1_000)).toStrictEqual({});
    game.hit("ann", { skill: "ultimate" });
    game.at = 1_010;
    game.hit("ann", { skill: "slash" });
    expect(readyAtOf(game.battle, "ann", 1_010)).toStrictEqual({ slash: 1_135, ultimate: 8_500 });
    expect(readyAtOf(game.battle, "ann", 1_135)).toStrictEqual({ ultimate: 8_500 });
    expect(game.attack("ann", { skill: "ultimate" })).toMatchObject({ retryAfterMs: 8_500 - 1_010 });
    expect(readyAtOf(game.battle, "ann", 8_500)).toStrictEqual({});
    expect([readyAtOf(game.battle, "bob", 1_010), readyAtOf(game.battle, "eve", 1_010)]).toStrictEqual([
      {},
      {},
    ]);
  });

  it("refuses a battle that is not the engine's", () => {
    const { battle } = createCrowd();
    expect(() => top({ ...battle }, 1)).toThrow(TypeError);
  });
});
