import { describe, expect, it } from "vitest";
import {
  apply,
  around,
  battleOf,
  createWorld,
  MAX_HP,
  playerOf,
  rankOf,
  top,
  type Entry,
} from "../src/index.ts";
import { monsterName, successorHp } from "../src/rules.ts";
import { createGame, FAMILY, finishedIn } from "./game.ts";

/** A game whose every hit defeats the monster: half of 1, rounded down, is nothing. */
function createQuickGame() {
  return createGame({ rules: { maxHp: 1, cooldownScale: 0 } });
}

describe("rounds", () => {
  it("[EN30] begins with a whole monster and nobody ranked", () => {
    const { battle } = createGame({ rules: { maxHp: 77 } });
    expect(battle.round).toBe(1);
    expect(battle.monster).toStrictEqual({ name: monsterName(1), hp: 77, maxHp: 77, status: "fighting" });
    expect(top(battle, 10)).toStrictEqual([]);
  });

  it("[EN31] ends with the killing blow, and waits 10 s", () => {
    const game = createQuickGame();
    game.join("ann");
    const { at } = game;
    expect(game.hit("ann")).toMatchObject({ killingBlow: true, damage: 1 });
    expect(game.battle.monster).toMatchObject({ hp: 0, status: "defeated", respawnsAt: at + 10_000 });
    game.at += 9_999.5;
    expect(game.attack("ann")).toStrictEqual({ type: "rejected", code: "monster-defeated", retryAfterMs: 1 });
    game.at += 0.5;
    expect(game.hit("ann")).toMatchObject({ killingBlow: true });
    expect(game.battle.round).toBe(2);
  });

  it("[EN32] gives the successor half as much again, rounded down, up to the greatest safe integer", () => {
    expect([1, 2, 3, 7, 1_000].map(successorHp)).toStrictEqual([1, 3, 4, 10, 1_500]);
    expect([MAX_HP, MAX_HP - 1, Math.ceil(MAX_HP / 1.5)].map(successorHp)).toStrictEqual([
      MAX_HP,
      MAX_HP,
      MAX_HP,
    ]);
    let hp = 3;
    for (let round = 0; round < 200; round++) {
      expect(Number.isSafeInteger(hp)).toBe(true);
      hp = successorHp(hp);
    }
    expect(hp).toBe(MAX_HP);
  });

  it("[EN33] names the monsters in turn, and again from the first", () => {
    const names = Array.from({ length: 100 }, (_, index) => monsterName(index + 1));
    const cycle = new Set(names).size;
    expect(cycle).toBeGreaterThanOrEqual(10);
    expect(names.slice(cycle)).toStrictEqual(names.slice(0, -cycle));
  });

  const effective: Record<string, Entry["event"]> = {
    "an attack that counts": {
      type: "attack",
      familyId: FAMILY,
      playerId: "ann",
      commandId: "x",
      skill: "slash",
    },
    "a player who joins": { type: "player-joined", familyId: FAMILY, playerId: "new", name: "New" },
    "a respawn that is due": { type: "respawn-due", familyId: FAMILY },
  };
  it.each(Object.entries(effective))("[EN34] begins with %s, at respawnsAt or later", (_name, event) => {
    const game = createGame({ rules: { maxHp: 10, cooldownScale: 0 } });
    game.join("ann", "bob");
    game.hit("ann");
    game.at += 10_000;
    game.seq = 50;
    expect(game.apply(event).type).not.toBe("rejected");
    const { round, roundStartedSeq, version, monster, totalDamage } = game.battle;
    expect({ round, roundStartedSeq, version }).toStrictEqual({ round: 2, roundStartedSeq: 50, version: 50 });
    const taken = event.type === "attack" ? totalDamage : 0;
    expect([monster.maxHp, monster.hp]).toStrictEqual([15, 15 - taken]);
    expect(top(game.battle, 10).map(({ playerId }) => playerId)).toStrictEqual(taken > 0 ? ["ann"] : []);
  });

  it("[EN34] forgets damage, hits and rank of the round before, and keeps cooldowns", () => {
    const game = createGame({ rules: { maxHp: 260 } });
    game.join("ann", "bob");
    game.hit("bob");
    game.hit("ann", { skill: "ultimate" });
    game.at += 10_000;
    expect(game.apply({ type: "respawn-due", familyId: FAMILY })).toStrictEqual({
      type: "respawned",
      round: 2,
    });
    const { battle } = game;
    expect(playerOf(battle, "ann")).toStrictEqual({
      playerId: "ann",
      name: "ANN",
      damage: 0,
      hits: 0,
      rank: undefined,
    });
    expect([rankOf(battle, "ann"), around(battle, "ann", 3), battle.totalDamage]).toStrictEqual([
      undefined,
      [],
      0,
    ]);
    expect(game.attack("ann", { skill: "ultimate" })).toMatchObject({
      code: "cooldown",
      retryAfterMs: 5_000,
    });
    const { damage } = game.hit("bob");
    expect(playerOf(battle, "bob")).toMatchObject({ damage, hits: 1, rank: 1 });
  });

  it("[EN34] rejects a respawn that is not due", () => {
    const game = createQuickGame();
    game.join("ann");
    const event = { type: "respawn-due", familyId: FAMILY } as const;
    expect(game.apply(event)).toStrictEqual({ type: "rejected", code: "not-due" });
    game.hit("ann");
    game.at += 9_999;
    expect(game.apply(event)).toStrictEqual({ type: "rejected", code: "not-due" });
    game.at += 1;
    expect(game.apply(event)).toStrictEqual({ type: "respawned", round: 2 });
    expect(game.apply(event)).toStrictEqual({ type: "rejected", code: "not-due" });
  });

  it("[EN35] remembers how a round ended, from the killing blow on", () => {
    const game = createGame({ rules: { maxHp: 255 }, at: 2_000 });
    game.join("ann", "bob", "idle");
    game.at = 2_500;
    const first = game.hit("bob", { skill: "fireball" });
    game.at = 3_000;
    const last = game.hit("ann", { skill: "ultimate" });
    const row = (playerId: string, { damage, seq }: typeof first) => ({
      playerId,
      name: playerId.toUpperCase(),
      damage,
      hits: 1,
      reachedSeq: seq,
    });
    const ranking = [row("ann", last), row("bob", first)];
    expect(finishedIn(game.battle)).toStrictEqual([
      {
        round: 1,
        monster: { name: monsterName(1), maxHp: 255 },
        startedAt: 2_000,
        endedAt: 3_000,
        players: 2,
        totalDamage: 255,
        ranking,
        lastHit: { playerId: "ann", name: "ANN", damage: last.damage },
      },
    ]);
    expect(top(game.battle, 10)).toStrictEqual(ranking);
    game.at = 20_000;
    game.apply({ type: "respawn-due", familyId: FAMILY });
    game.at = 20_500;
    game.hit("ann", { skill: "ultimate" });
    game.hit("bob", { skill: "fireball" });
    game.at = 35_500;
    game.hit("ann", { skill: "ultimate" });
    expect(finishedIn(game.battle)[1]).toMatchObject({ round: 2, startedAt: 20_000, endedAt: 35_500 });
  });

  it("[EN35] remembers the best 100", () => {
    const crowd = createGame({ rules: { maxHp: 1_500 } });
    const players = Array.from({ length: 150 }, (_, index) => `player-${index}`);
    crowd.join(...players);
    for (const player of players) if (crowd.battle.monster.hp > 0) crowd.hit(player);
    const [finished] = finishedIn(crowd.battle);
    expect(finished?.ranking).toHaveLength(Math.min(100, finished?.players ?? 0));
  });

  it("[EN36] shows the last 16 hits, across rounds", () => {
    const game = createQuickGame();
    game.join("ann");
    const hits = Array.from({ length: 20 }, () => {
      const { seq, damage, critical } = game.hit("ann");
      game.at += 10_000;
      return { seq, playerId: "ann", damage, critical };
    });
    expect(game.battle.recentHits).toStrictEqual(hits.slice(-16));
  });

  it("[EN34] numbers rounds by what happened, not by time that passed", () => {
    const world = createWorld();
    const rules = { cooldownScale: 0, maxHp: 1 };
    apply(world, {
      seq: 1,
      at: 0,
      event: { type: "family-created", familyId: "f", name: "F", seed: 1, rules },
    });
    apply(world, {
      seq: 2,
      at: 0,
      event: { type: "player-joined", familyId: "f", playerId: "p", name: "P" },
    });
    const attack = (commandId: string) =>
      ({ type: "attack", familyId: "f", playerId: "p", commandId, skill: "slash" }) as const;
    apply(world, { seq: 3, at: 0, event: attack("a") });
    apply(world, { seq: 4, at: 1e9, event: attack("b") });
    expect(battleOf(world, "f")?.round).toBe(2);
  });
});
