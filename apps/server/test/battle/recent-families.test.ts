// The order of the families, against the plain way to get it: sorting all of them each time.
import { apply, battleOf, battlesOf, createWorld, isListedAt, type Battle, type World } from "@hydra/engine";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecentFamilies } from "../../src/battle/recent-families.ts";

const rules = { cooldownScale: 0, maxHp: 1e9 };

/** Families by number; each number is a player who joins that family, which is made first if need be. */
function play(steps: readonly number[], onChange: (battle: Battle) => void, world = createWorld()): World {
  let seq = 0;
  const change = (battle: Battle | undefined) => battle !== undefined && onChange(battle);
  for (const step of steps) {
    const familyId = `f${step}`;
    if (battleOf(world, familyId) === undefined) {
      seq += 1;
      apply(world, {
        seq,
        at: seq,
        event: { type: "family-created", familyId, name: familyId, seed: 1, rules },
      });
      change(battleOf(world, familyId));
    }
    seq += 1;
    apply(world, {
      seq,
      at: seq,
      event: { type: "player-joined", familyId, playerId: `p${seq}`, name: "P" },
    });
    change(battleOf(world, familyId));
  }
  return world;
}

/** All of them, page by page. */
function listAll(recent: RecentFamilies, limit: number): string[] {
  const listed: string[] = [];
  let before: number | undefined = Infinity;
  while (before !== undefined) {
    const page = recent.page(before, limit);
    listed.push(...page.familyIds);
    before = page.nextSeq;
  }
  return listed;
}

function recentOf(world: World): RecentFamilies {
  return new RecentFamilies((familyId, version) => isListedAt(world, familyId, version));
}

function sortedIn(world: World): string[] {
  const sorted = [...battlesOf(world)].sort((a, b) => b.version - a.version);
  return sorted.map(({ familyId }) => familyId);
}

describe("recent families", () => {
  it("[PR42] are every family once, the latest change first, in pages of any size", () => {
    const steps = fc.array(fc.nat({ max: 40 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 60 }), (order, limit) => {
        const world = createWorld();
        const noted = recentOf(world);
        play(order, (battle) => noted.note(battle), world);
        const sorted = sortedIn(world);
        expect(listAll(noted, limit)).toEqual(sorted);
        const restored = recentOf(world);
        for (const battle of battlesOf(world)) restored.load(battle);
        restored.sort();
        expect(listAll(restored, limit)).toEqual(sorted);
      }),
    );
  });

  it("[PR42] stay in order when thousands of changes are out of date", () => {
    const world = createWorld();
    const noted = recentOf(world);
    const order = Array.from({ length: 10_000 }, (_, n) => (n * 7) % 3);
    play([5, ...order], (battle) => noted.note(battle), world);
    expect(listAll(noted, 2)).toEqual(sortedIn(world));
  });
});
