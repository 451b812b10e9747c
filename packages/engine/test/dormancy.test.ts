// Families that come and go by the thousand: each must be what it is when it is alone in a world.
import { describe, expect, it } from "vitest";
import {
  apply,
  battleOf,
  battlesOf,
  createWorld,
  decodeWorld,
  encodeWorld,
  preview,
  SKILL_NAMES,
} from "../src/index.ts";
import type { BattleEvent, Entry } from "../src/index.ts";
import { stateOf } from "../src/battle-state.ts";
import { MAX_AWAKE } from "../src/dormancy.ts";
import { readable } from "./game.ts";

const FAMILIES = 16 * MAX_AWAKE;
/** Between two entries, so that of all families few are cooling down at a time. */
const PAUSE_MS = 1_000;

/** Every player's turn three times: found and join, hit, hit again; `pauseMs` between two entries. */
function history(pauseMs: number): Entry[] {
  const events: BattleEvent[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (let number = 0; number < FAMILIES; number += 1) {
      const familyId = `f${number}`;
      const rules = { cooldownScale: 1, maxHp: 300 };
      if (round === 0) {
        events.push({ type: "family-created", familyId, name: "F", seed: number, rules });
        events.push({ type: "player-joined", familyId, playerId: "p", name: "P" });
      }
      const skill = SKILL_NAMES[(number + round) % SKILL_NAMES.length] ?? "slash";
      events.push({ type: "attack", familyId, playerId: "p", commandId: `c${round % 2}`, skill });
    }
  }
  return events.map((event, index) => ({ seq: index + 1, at: 1_000 + index * pauseMs, event }));
}

describe("dormant battles", () => {
  it("[EN64] [EN65] are as those that are alone and never sleep, and only so many are awake", () => {
    const world = createWorld();
    const entries = history(PAUSE_MS);
    const outcomes = entries.map((entry) => apply(world, entry));
    expect(world.awake.size).toBeLessThanOrEqual(MAX_AWAKE);
    const alone = new Map(Array.from(battlesOf(world), ({ familyId }) => [familyId, createWorld()]));
    for (const [index, entry] of entries.entries()) {
      const own = alone.get(entry.event.familyId);
      if (own !== undefined) expect(apply(own, entry)).toStrictEqual(outcomes[index]);
    }
    for (const battle of battlesOf(world)) {
      const own = battleOf(alone.get(battle.familyId) ?? world, battle.familyId);
      expect(readable(battle)).toStrictEqual(own && readable(own));
    }
  });

  it("[EN65] are none while all players are cooling down: all of them are in a battle", () => {
    const world = createWorld();
    for (const entry of history(0)) apply(world, entry);
    expect(world.awake.size).toBe(FAMILIES);
  });

  it("[EN65] come of being looked at, too", () => {
    const world = createWorld();
    for (const entry of history(PAUSE_MS)) apply(world, entry);
    const copy = decodeWorld(encodeWorld(world));
    expect(copy.awake.size).toBe(0);
    for (const battle of battlesOf(copy)) readable(battle);
    expect(copy.awake.size).toBe(MAX_AWAKE);
  });

  it("[EN65] are those that nobody has joined: asking and listing wakes none", () => {
    const world = createWorld();
    const rules = { cooldownScale: 1, maxHp: 300 };
    apply(world, {
      seq: 1,
      at: 1,
      event: { type: "family-created", familyId: "f", name: "F", seed: 1, rules },
    });
    const battle = battleOf(world, "f");
    if (battle !== undefined) readable(battle);
    const event = { type: "attack", familyId: "f", playerId: "p", commandId: "c", skill: "slash" } as const;
    expect(preview(world, event, 2)).toMatchObject({ code: "unknown-player" });
    expect(world.awake.size).toBe(0);
  });

  it("[EN65] are not those with tens of thousands of rows: writing them would keep all players waiting", () => {
    const world = createWorld();
    const rules = { cooldownScale: 0, maxHp: 1e12 };
    const events: BattleEvent[] = [
      { type: "family-created", familyId: "f", name: "F", seed: 1, rules },
      { type: "player-joined", familyId: "f", playerId: "p", name: "P" },
    ];
    for (let n = 0; n < 10_000; n += 1)
      events.push({ type: "attack", familyId: "f", playerId: "p", commandId: `c${n}`, skill: "slash" });
    for (const [index, event] of events.entries()) apply(world, { seq: index + 1, at: 1, event });
    const battle = battleOf(world, "f");
    expect(battle && stateOf(battle).tryRest(1e15)).toBe(false);
  });
});
