// What a page, a look for idle families and a change cost where there are many families: how many notes are looked at.
import { describe, expect, it } from "vitest";
import { RecentFamilies } from "../../src/battle/recent-families.ts";

const FAMILIES = 20_000;
/** A clearance that is due may be met on the way, and what is not worth one is passed over each time. */
const FEW = 3_000;

/** Families by version, and how often it was asked for one. */
class Families {
  readonly recent = new RecentFamilies((familyId, version) => {
    this.looks += 1;
    return this.#versions.get(familyId) === version;
  });
  readonly #versions = new Map<string, number>();
  #seq = 0;
  looks = 0;

  change(familyId: string, wasHit: boolean): void {
    this.#seq += 1;
    this.#versions.set(familyId, this.#seq);
    this.recent.note({ familyId, wasHit, version: this.#seq, changedAt: this.#seq });
  }

  retire(familyId: string): void {
    this.#versions.delete(familyId);
  }

  looksOf(work: () => void): number {
    const before = this.looks;
    work();
    return this.looks - before;
  }
}

function manyHit(): Families {
  const families = new Families();
  for (let number = 0; number < FAMILIES; number += 1) families.change(`f${number}`, true);
  return families;
}

describe("among twenty thousand families", () => {
  it("[PR42] a page is read past what two busy ones leave behind once, and not by every reader", () => {
    const families = manyHit();
    for (let hit = 0; hit < 0.9 * FAMILIES; hit += 1) families.change(`busy${hit % 2}`, true);
    const page = () => families.recent.page(Infinity, 100);
    families.looksOf(page);
    expect(families.looksOf(page)).toBeLessThan(FEW);
    expect(page().familyIds.slice(0, 3)).toEqual(["busy1", "busy0", `f${FAMILIES - 1}`]);
  });

  it("[EN37] an empty one is found without passing over those in which a player has hit", () => {
    const families = manyHit();
    families.change("empty", false);
    const looks = families.looksOf(() => {
      const [oldest] = families.recent.oldest(false);
      expect(oldest?.familyId).toBe("empty");
    });
    expect(looks).toBeLessThan(FEW);
  });

  it("[EN37] those that were retired are passed over once", () => {
    const families = manyHit();
    for (let number = 0; number < FAMILIES / 2; number += 1) families.retire(`f${number}`);
    const oldest = () => {
      for (const { familyId } of families.recent.oldest(true)) return familyId;
      return undefined;
    };
    expect(oldest()).toBe(`f${FAMILIES / 2}`);
    expect(families.looksOf(oldest)).toBeLessThan(FEW);
  });

  it("[PR42] changes of a few are worth a look at all now and then only", () => {
    const families = manyHit();
    const changes = 10 * FAMILIES;
    const looks = families.looksOf(() => {
      for (let hit = 0; hit < changes; hit += 1) families.change(`busy${hit % 3}`, true);
    });
    expect(looks / changes).toBeLessThan(3);
    expect(families.recent.page(Infinity, 5).familyIds).toHaveLength(5);
  });
});
