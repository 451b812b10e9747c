// The ranking against a sorted array: any sequence of players who reach new damage, over spans that need one digit and
// spans that need all fourteen, with few ties and with nothing but ties.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createRanking,
  insertRanked,
  rankAt,
  removeRanked,
  type Ranking,
} from "../../src/ranking/ranking.ts";
import { playersFrom } from "../../src/ranking/walk.ts";

/** Players in order, best first, by the rule: damage descending, then who got there first. */
class SortedRows {
  readonly rows: { player: number; damage: number; order: number }[] = [];
  #order = 0;

  reach(player: number, damage: number): void {
    this.leave(player);
    this.rows.push({ player, damage, order: this.#order++ });
    this.rows.sort((a, b) => b.damage - a.damage || a.order - b.order);
  }

  leave(player: number): void {
    const index = this.rows.findIndex((row) => row.player === player);
    if (index >= 0) this.rows.splice(index, 1);
  }

  players(): number[] {
    return this.rows.map(({ player }) => player);
  }
}

class Both {
  readonly ranking: Ranking = createRanking();
  readonly sorted = new SortedRows();
  readonly places = new Map<number, number>();

  reach(player: number, damage: number): void {
    this.leave(player);
    this.places.set(player, insertRanked(this.ranking, player, damage));
    this.sorted.reach(player, damage);
    expect(this.ranking.newestRank).toBe(this.sorted.players().indexOf(player) + 1);
  }

  leave(player: number): void {
    const place = this.places.get(player);
    if (place !== undefined) removeRanked(this.ranking, place);
    this.places.delete(player);
    this.sorted.leave(player);
  }

  expectSame(): void {
    const players = this.sorted.players();
    expect(playersFrom(this.ranking, 1, Infinity)).toStrictEqual(players);
    expect(this.ranking.size).toBe(players.length);
    for (const [index, player] of players.entries()) {
      expect(rankAt(this.ranking, this.places.get(player) ?? 0)).toBe(index + 1);
    }
  }
}

const step = (damage: fc.Arbitrary<number>, players: number) =>
  fc.record({ player: fc.nat({ max: players - 1 }), damage, leaves: fc.boolean() });

const DAMAGES = {
  "a few values, mostly ties": fc.integer({ min: 0, max: 2 }),
  "around the powers of 16, where a digit is added": fc
    .tuple(fc.nat({ max: 13 }), fc.integer({ min: -1, max: 1 }))
    .map(([power, offset]) => Math.min(Math.max(16 ** power + offset, 0), Number.MAX_SAFE_INTEGER)),
  "any safe integer": fc.maxSafeNat(),
  "what a few hits add up to": fc.integer({ min: 1, max: 900 }),
};

describe("ranking", () => {
  it.each(Object.entries(DAMAGES))("[EN20] [EN22] is the sorted order over %s", (_name, damage) => {
    fc.assert(
      fc.property(fc.array(step(damage, 40), { maxLength: 200 }), (steps) => {
        const both = new Both();
        for (const { player, damage, leaves } of steps) {
          if (leaves && both.places.has(player)) both.leave(player);
          else both.reach(player, damage);
        }
        both.expectSame();
      }),
    );
  });

  it("[EN20] keeps thousands of equals in order of arrival while they come and go", () => {
    const both = new Both();
    for (let player = 0; player < 1_500; player++) both.reach(player, 17);
    expect(both.ranking.chunks.used - 1).toBe(Math.ceil(1_500 / 16));
    for (let player = 0; player < 1_500; player += 7) both.leave(player);
    for (let player = 100; player < 1_300; player++) both.leave(player);
    both.expectSame();
    for (let player = 0; player < 1_500; player += 3) both.reach(player, player % 2 === 0 ? 17 : 18);
    both.expectSame();
  });

  it("[EN22] gives any stretch from any rank on", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 60 }), { maxLength: 120 }),
        fc.integer({ min: 1, max: 130 }),
        fc.nat({ max: 130 }),
        (damages, first, count) => {
          const both = new Both();
          for (const [player, damage] of damages.entries()) both.reach(player, damage);
          const expected = both.sorted.players().slice(first - 1, first - 1 + count);
          expect(playersFrom(both.ranking, first, count)).toStrictEqual(expected);
        },
      ),
    );
  });

  it("[EN25] gives back every block when the last player leaves, and takes no more than it needs again", () => {
    const both = new Both();
    const fill = () => {
      for (let player = 0; player < 400; player++) both.reach(player, (player * 7_919) % 5_000);
      for (let player = 0; player < 400; player++) both.reach(player, 6_000);
      for (let player = 0; player < 400; player++) both.leave(player);
    };
    fill();
    const { nodes, chunks, queues } = both.ranking;
    const used = [nodes.used, chunks.used, queues.used];
    expect(nodes.free.length).toBe(nodes.used - 2);
    expect([chunks.free.length, queues.free.length]).toStrictEqual([chunks.used - 1, queues.used - 1]);
    fill();
    expect([nodes.used, chunks.used, queues.used]).toStrictEqual(used);
    for (const pool of [nodes, chunks, queues]) expect(pool.words.every((word) => word === 0)).toBe(true);
  });
});
