import { describe, expect, it } from "vitest";
import { isSkill, preview, RESPAWN_DELAY_MS, SKILL_NAMES, SKILLS, type AttackEvent } from "../src/index.ts";
import { createGame, FAMILY, readable } from "./game.ts";

describe("attack", () => {
  it("[EN10] has the skills of the table and no other", () => {
    expect(SKILLS).toMatchObject({
      slash: { minDamage: 10, maxDamage: 20, cooldownMs: 250 },
      fireball: { minDamage: 60, maxDamage: 90, cooldownMs: 3_000 },
      ultimate: { minDamage: 250, maxDamage: 400, cooldownMs: 15_000 },
    });
    expect(SKILL_NAMES.every(isSkill)).toBe(true);
    expect(["", "Slash", "toString", "__proto__", null, 1, ["slash"]].some(isSkill)).toBe(false);
  });

  it.each(SKILL_NAMES)("[EN10] [EN12] takes what a %s may take, doubled when critical", (skill) => {
    const game = createGame({ rules: { cooldownScale: 0 } });
    game.join("ann");
    for (let attack = 0; attack < 500; attack++) {
      const { damage, critical } = game.hit("ann", { skill });
      const plain = critical ? damage / 2 : damage;
      expect(Number.isInteger(plain)).toBe(true);
      expect(plain).toBeGreaterThanOrEqual(SKILLS[skill].minDamage);
      expect(plain).toBeLessThanOrEqual(SKILLS[skill].maxDamage);
    }
  });

  it.each(SKILL_NAMES)("[EN13] ends the cooldown of a %s exactly when its time has passed", (skill) => {
    const game = createGame({ rules: { cooldownScale: 0.5 } });
    const { cooldownMs } = SKILLS[skill];
    game.join("ann");
    game.hit("ann", { skill });
    game.at += cooldownMs / 2 - 0.25;
    expect(game.attack("ann", { skill })).toStrictEqual({
      type: "rejected",
      code: "cooldown",
      retryAfterMs: 1,
    });
    game.at += 0.25;
    game.hit("ann", { skill });
  });

  it("[EN13] keeps one cooldown a player and skill, and none for what was rejected", () => {
    const game = createGame();
    game.join("ann", "bob");
    for (const skill of SKILL_NAMES) game.hit("ann", { skill });
    for (const skill of SKILL_NAMES) game.hit("bob", { skill });
    game.at += 200;
    expect(game.attack("ann")).toMatchObject({ code: "cooldown", retryAfterMs: 50 });
    game.at += 50;
    game.hit("ann");
  });

  it.each(SKILL_NAMES)(
    "[EN11] with a roll of its own is the same %s in any battle, anywhere in a log",
    (skill) => {
      const here = createGame({ rules: { cooldownScale: 0 }, seed: 1 });
      const there = createGame({ rules: { cooldownScale: 0 }, seed: 2 });
      for (const game of [here, there]) game.join("ann");
      there.seq = 2 ** 40;
      const seen = new Set<string>();
      for (let attack = 0; attack < 200; attack++) {
        const roll = Math.imul(attack, 0x9e3779b1) >>> 0;
        const { damage, critical } = here.hit("ann", { skill, roll });
        expect(there.hit("ann", { skill, roll })).toMatchObject({ damage, critical });
        expect(here.hit("ann", { skill, roll: roll + 2 ** 32 })).toMatchObject({ damage, critical });
        seen.add(`${damage} ${critical}`);
      }
      expect(seen.size).toBeGreaterThan(10);
    },
  );

  it("[EN14] takes no more than is left, and counts what was taken", () => {
    const game = createGame({ rules: { maxHp: 255, cooldownScale: 0 } });
    game.join("ann", "bob");
    const first = game.hit("ann", { skill: "fireball" });
    const last = game.hit("bob", { skill: "ultimate" });
    expect(last).toMatchObject({
      damage: 255 - first.damage,
      totalDamage: 255 - first.damage,
      killingBlow: true,
    });
    expect(game.battle).toMatchObject({
      totalDamage: 255,
      monster: { hp: 0, maxHp: 255, status: "defeated" },
    });
  });

  it("[EN15] gives the reason that comes first, and when to try again", () => {
    const game = createGame({ rules: { maxHp: 300 } });
    game.join("ann", "bob");
    const first = game.hit("ann", { commandId: "first", skill: "fireball" });
    game.hit("bob", { skill: "ultimate" });
    game.at += 1;
    expect(game.attack("eve")).toMatchObject({ code: "unknown-player" });
    expect(game.attack("ann", { commandId: "first" })).toStrictEqual({ ...first, duplicate: true });
    expect(game.attack("ann")).toMatchObject({
      code: "monster-defeated",
      retryAfterMs: RESPAWN_DELAY_MS - 1,
    });
    expect(game.attack("bob", { skill: "ultimate" })).toMatchObject({
      code: "monster-defeated",
      retryAfterMs: 14_999,
    });
    game.at += RESPAWN_DELAY_MS - 1;
    expect(game.attack("bob", { skill: "ultimate" })).toMatchObject({
      code: "cooldown",
      retryAfterMs: 5_000,
    });
    game.at += 5_000;
    game.hit("bob", { skill: "ultimate" });
  });

  it("[EN16] gives damage and rank with the hit counted", () => {
    const game = createGame({ rules: { cooldownScale: 0 } });
    game.join("ann", "bob");
    const [one, two, three] = [game.hit("ann"), game.hit("bob", { skill: "fireball" }), game.hit("ann")];
    expect([one.rank, two.rank, three.rank]).toStrictEqual([1, 1, 2]);
    expect(three.totalDamage).toBe(one.damage + three.damage);
  });
});

describe("preview", () => {
  const event = (playerId: string, options: Partial<AttackEvent> = {}): AttackEvent => ({
    type: "attack",
    familyId: FAMILY,
    playerId,
    commandId: "new",
    skill: "slash",
    ...options,
  });

  it("[EN9] gives what apply would give, where that is certain, and changes nothing", () => {
    const game = createGame({ rules: { maxHp: 300 } });
    game.join("ann", "bob");
    const first = game.hit("ann", { commandId: "first", skill: "fireball" });
    const before = readable(game.battle);
    const { world, at } = game;
    expect(preview(world, event("ann", { commandId: "first" }), at)).toStrictEqual({
      ...first,
      duplicate: true,
    });
    expect(preview(world, event("ann", { skill: "fireball" }), at + 1)).toMatchObject({
      retryAfterMs: 2_999,
    });
    expect(preview(world, event("eve"), at)).toStrictEqual({ type: "rejected", code: "unknown-player" });
    expect(preview(world, event("ann", { familyId: "no" }), at)).toMatchObject({ code: "unknown-family" });
    expect(preview(world, event("ann"), at)).toBeUndefined();
    expect(readable(game.battle)).toStrictEqual(before);
    game.hit("bob", { skill: "ultimate" });
    expect(preview(world, event("ann"), at + 1)).toMatchObject({
      code: "monster-defeated",
      retryAfterMs: 9_999,
    });
    expect(preview(world, event("ann"), at + RESPAWN_DELAY_MS)).toBeUndefined();
    expect(game.battle.round).toBe(1);
  });

  it("[EN9] counts from the newest entry's time when the clock is behind it", () => {
    const game = createGame({ at: 5_000 });
    game.join("ann");
    game.hit("ann");
    for (const now of [0, 5_000, NaN, -Infinity, Infinity]) {
      expect(preview(game.world, event("ann"), now)).toMatchObject({ code: "cooldown", retryAfterMs: 250 });
    }
  });
});
