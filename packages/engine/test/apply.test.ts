import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apply,
  battleOf,
  battlesOf,
  createWorld,
  decodeWorld,
  DEFAULT_RULES,
  encodeWorld,
  MAX_HP,
  SKILL_NAMES,
  roundOf,
  top,
  type BattleEvent,
  type Entry,
  type Outcome,
  type Rules,
} from "../src/index.ts";
import { createGame, FAMILY, readable } from "./game.ts";
import { anyText } from "./any-text.ts";

const NUMBERS = [NaN, Infinity, -Infinity, -1, 0, -0, 0.5, 1, 2 ** 32, 2 ** 53, 1e300, -1e300, 5e-324];
const number = fc.oneof(fc.constantFrom(...NUMBERS), fc.double(), fc.nat({ max: 300 }));
const id = fc.oneof(fc.constantFrom("", "a", "b", "__proto__", "\ud800", "é"), anyText());
const rules: fc.Arbitrary<Rules> = fc.record({ cooldownScale: number, maxHp: number });
const event: fc.Arbitrary<BattleEvent> = fc.oneof(
  fc.record({ type: fc.constant("family-created" as const), familyId: id, name: id, seed: number, rules }),
  fc.record({ type: fc.constant("player-joined" as const), familyId: id, playerId: id, name: id }),
  fc.record({ type: fc.constant("player-renamed" as const), familyId: id, playerId: id, name: id }),
  fc.record({ type: fc.constant("respawn-due" as const), familyId: id }),
  fc.record({
    type: fc.constant("attack" as const),
    familyId: id,
    playerId: id,
    commandId: id,
    skill: fc.constantFrom(...SKILL_NAMES),
  }),
);
const entries: fc.Arbitrary<Entry[]> = fc.array(fc.record({ seq: number, at: number, event }), {
  maxLength: 60,
});

describe("apply", () => {
  it("[EN1] gives the same outcomes and the same state for the same entries", () => {
    fc.assert(
      fc.property(entries, (entries) => {
        const [one, other] = [createWorld(), createWorld()];
        const outcomes = entries.map((entry) => apply(one, entry));
        expect(structuredClone(entries).map((entry) => apply(other, entry))).toStrictEqual(outcomes);
        expect(encodeWorld(other)).toBe(encodeWorld(one));
      }),
    );
  });

  it("[EN2] has an outcome for any entry, however odd", () => {
    fc.assert(
      fc.property(entries, (entries) => {
        const world = createWorld();
        for (const [index, { at, event }] of entries.entries()) {
          const outcome = apply(world, { seq: index + 1, at, event });
          if (outcome.type !== "hit") continue;
          expect(Number.isSafeInteger(outcome.damage) && outcome.damage > 0).toBe(true);
        }
      }),
    );
  });

  it.each([
    [
      { cooldownScale: -1, maxHp: 0 },
      { cooldownScale: 0, maxHp: 1 },
    ],
    [
      { cooldownScale: 7, maxHp: 1e300 },
      { cooldownScale: 1, maxHp: MAX_HP },
    ],
    [
      { cooldownScale: 0.25, maxHp: 10.9 },
      { cooldownScale: 0.25, maxHp: 10 },
    ],
    [{ cooldownScale: NaN, maxHp: NaN }, DEFAULT_RULES],
  ])("[EN3] takes the rules %o as %o", (rules, effective) => {
    const { battle } = createGame({ rules });
    expect(battle.rules).toStrictEqual(effective);
    expect(battle.monster).toMatchObject({ hp: effective.maxHp, maxHp: effective.maxHp });
  });

  it("[EN3] takes a seed modulo 2^32", () => {
    const damages = (seed: number) => {
      const game = createGame({ seed, rules: { cooldownScale: 0 } });
      game.join("ann");
      return Array.from({ length: 20 }, () => game.hit("ann").damage);
    };
    expect(damages(2 ** 32 + 5)).toStrictEqual(damages(5));
    expect(damages(6)).not.toStrictEqual(damages(5));
  });

  it("[EN4] lets time stand still rather than run backwards", () => {
    const game = createGame({ at: 5_000 });
    game.join("ann");
    game.hit("ann");
    for (const at of [0, 5_249, NaN, Infinity, -Infinity]) {
      game.at = at;
      expect(game.attack("ann")).toMatchObject({ code: "cooldown" });
    }
    game.at = 5_250;
    game.hit("ann");
  });

  it("[EN5] applies an entry once that is delivered twice, and none that is older", () => {
    const game = createGame();
    game.join("ann");
    const entry: Entry = {
      seq: 10,
      at: 1_000,
      event: { type: "attack", familyId: FAMILY, playerId: "ann", commandId: "c", skill: "slash" },
    };
    expect(apply(game.world, entry)).toMatchObject({ type: "hit" });
    const before = encodeWorld(game.world);
    for (const seq of [10, 9, 0, -1, 10.5, NaN, Infinity, 2 ** 53]) {
      const stale = { seq, at: 9e9, event: { ...entry.event, commandId: "d" } };
      expect(apply(game.world, stale)).toStrictEqual({ type: "rejected", code: "already-exists" });
    }
    expect(encodeWorld(game.world)).toBe(before);
  });

  it("[EN6] changes nothing that can be read when it rejects or repeats", () => {
    const game = createGame({ rules: { maxHp: 300 } });
    game.join("ann", "bob");
    const first = game.hit("ann", { commandId: "first", skill: "fireball" });
    game.hit("bob", { skill: "ultimate" });
    game.at += 10_000;
    expect(game.battle.monster.status).toBe("defeated");
    const before = readable(game.battle);
    expect(game.attack("ann", { commandId: "first" })).toStrictEqual({ ...first, duplicate: true });
    expect(game.attack("bob", { skill: "ultimate" })).toMatchObject({ code: "cooldown" });
    expect(game.attack("eve")).toMatchObject({ code: "unknown-player" });
    expect(
      game.apply({ type: "player-joined", familyId: FAMILY, playerId: "ann", name: "Other" }),
    ).toMatchObject({
      code: "already-exists",
    });
    expect(readable(game.battle)).toStrictEqual(before);
  });

  it("[EN7] names what is unknown and what exists already", () => {
    const game = createGame();
    game.join("ann");
    const rejected = (code: string) => ({ type: "rejected", code });
    const elsewhere = { familyId: "elsewhere", playerId: "ann" };
    expect(game.apply({ type: "player-joined", ...elsewhere, name: "Ann" })).toStrictEqual(
      rejected("unknown-family"),
    );
    expect(game.apply({ type: "attack", ...elsewhere, commandId: "c", skill: "slash" })).toStrictEqual(
      rejected("unknown-family"),
    );
    expect(game.apply({ type: "respawn-due", familyId: "elsewhere" })).toStrictEqual(
      rejected("unknown-family"),
    );
    expect(game.attack("bob")).toStrictEqual(rejected("unknown-player"));
    const again = {
      type: "family-created",
      familyId: FAMILY,
      name: "Again",
      seed: 1,
      rules: DEFAULT_RULES,
    } as const;
    expect(game.apply(again)).toStrictEqual(rejected("already-exists"));
    expect(game.battle.name).toBe("Family");
  });

  it("[EN7] keeps players of different families apart, even of one id", () => {
    const game = createGame();
    game.join("ann");
    game.apply({ type: "family-created", familyId: "second", name: "Second", seed: 1, rules: DEFAULT_RULES });
    const event = {
      type: "attack",
      familyId: "second",
      playerId: "ann",
      commandId: "c",
      skill: "slash",
    } as const;
    expect(game.apply(event)).toMatchObject({ code: "unknown-player" });
    expect(Array.from(battlesOf(game.world), ({ familyId }) => familyId)).toStrictEqual([FAMILY, "second"]);
    expect(battleOf(game.world, "third")).toBeUndefined();
  });

  it("[EN67] renames a player in the ranking, and asks all for a snapshot", () => {
    const game = createGame({ rules: { maxHp: 20 } });
    const rename = (playerId: string, name: string): Outcome =>
      game.apply({ type: "player-renamed", familyId: FAMILY, playerId, name });
    game.join("ann", "bob");
    game.hit("ann", { skill: "fireball" });
    const seq = game.seq;
    expect(rename("ann", "Anna")).toStrictEqual({ type: "player-renamed", playerId: "ann" });
    expect(top(game.battle, 9)).toMatchObject([{ playerId: "ann", name: "Anna", damage: 20 }]);
    expect(game.battle).toMatchObject({ version: seq, roundStartedSeq: seq, round: 1, players: 2 });
    expect(roundOf(game.battle, 1)?.lastHit.name).toBe("Anna");
    expect(decodeWorld(encodeWorld(game.world))).toBeDefined();
    const before = readable(game.battle);
    expect(rename("stranger", "Nobody")).toMatchObject({ code: "unknown-player" });
    expect(readable(game.battle)).toStrictEqual(before);
    // EN34: the successor is due.
    game.at += 10_000;
    rename("bob", "Robert");
    expect(game.battle).toMatchObject({ round: 2, monster: { status: "fighting" } });
  });

  it("[EN8] gives with which entry what changed", () => {
    const game = createGame({ rules: { maxHp: 60 } });
    const versions = () => {
      const { version, roundStartedSeq, monsterChangedSeq, playersChangedSeq } = game.battle;
      return [version, roundStartedSeq, monsterChangedSeq, playersChangedSeq];
    };
    expect(versions()).toStrictEqual([1, 1, 1, 1]);
    game.seq = 5;
    game.join("ann");
    expect(versions()).toStrictEqual([5, 1, 1, 5]);
    game.seq = 9;
    game.hit("ann", { skill: "ultimate" });
    expect(versions()).toStrictEqual([9, 1, 9, 5]);
    game.at += 10_000;
    game.seq = 20;
    game.join("bob");
    expect(versions()).toStrictEqual([20, 20, 20, 20]);
  });
});
