// What follows from the table of skills, and a table with one row more: played, written down, read back, and read by an engine
// that lacks the row.
import { describe, expect, it } from "vitest";
import {
  battleOf,
  decodeWorld,
  encodeWorld,
  pickSkill,
  preview,
  SKILL_NAMES,
  SKILLS,
  StateFormatError,
  type Skill,
  type Skills,
} from "../src/index.ts";
import { stateOf } from "../src/battle-state.ts";
import { wrapState } from "../src/state/state-text.ts";
import { createGame, FAMILY, readable, type Game } from "./game.ts";

/** Those that have places in the text, whatever the table has besides. */
const { slash, fireball, ultimate } = SKILLS;
const THREE: Skills = { slash, fireball, ultimate };
const ANOTHER = "another";
const FOUR: Skills = { ...THREE, [ANOTHER]: { minDamage: 100, maxDamage: 120, cooldownMs: 6_000 } };

/** Every player has used every skill; those of the table that is given as well as those that all tables have. */
function playedGame(skills: Skills): Game {
  const game = createGame({ skills });
  game.join("ann", "bob");
  for (const skill of Object.keys(skills)) {
    game.at += 10.5;
    game.hit("ann", { skill });
  }
  game.hit("bob", { skill: "fireball" });
  return game;
}

/** What comes of every skill of every player, now and a while later. */
function outcomes(game: Game, skills: Skills): unknown[] {
  return [0, 200, 3_000, 3_000, 12_000].flatMap((afterMs) => {
    game.at += afterMs;
    return ["ann", "bob"].flatMap((playerId) =>
      Object.keys(skills).map((skill) => game.attack(playerId, { skill })),
    );
  });
}

function restored(game: Game, skills: Skills = FOUR): Game {
  const copy = createGame({ skills });
  copy.world = decodeWorld(encodeWorld(game.world), undefined, { skills });
  return Object.assign(copy, { seq: game.seq, at: game.at });
}

const sleep = (game: Game, at: number): boolean => stateOf(game.battle).tryRest(at);

describe("the table of skills", () => {
  it("[EN10] has names that requests can carry, whole damage and cooldowns", () => {
    for (const [name, { minDamage, maxDamage, cooldownMs }] of Object.entries(SKILLS)) {
      expect(name).toMatch(/^[a-z]{1,16}$/);
      expect(Number.isSafeInteger(minDamage) && Number.isSafeInteger(maxDamage)).toBe(true);
      expect(minDamage).toBeGreaterThan(0);
      expect(maxDamage).toBeGreaterThanOrEqual(minDamage);
      expect(cooldownMs).toBeGreaterThan(0);
    }
    expect(SKILL_NAMES).toStrictEqual(Object.keys(SKILLS));
  });

  it("is all there is to pick from, the first skill for what is left", () => {
    const draws = Array.from({ length: 1_000 }, (_, number) => number / 1_000);
    const picked = draws.map((draw) => pickSkill(draw, { fireball: 0.18, ultimate: 0.02 }));
    const countOf = (skill: Skill): number => picked.filter((name) => name === skill).length;
    expect([countOf("fireball"), countOf("ultimate")]).toStrictEqual([180, 20]);
    expect(new Set(picked)).toStrictEqual(new Set(SKILL_NAMES));
    expect(new Set(draws.map((draw) => pickSkill(draw, {})))).toStrictEqual(new Set(SKILL_NAMES));
  });
});

it("[EN61] a state of slash, fireball and ultimate is the text that it was when there was no table", () => {
  const { slash, fireball, ultimate } = SKILLS;
  for (const skills of [
    { slash, fireball, ultimate },
    { ultimate, slash, fireball },
  ]) {
    const game = createGame({ skills });
    game.join("ann", "bob");
    for (const skill of ["slash", "fireball", "ultimate"]) {
      game.at += 10.5;
      game.hit("ann", { skill });
    }
    game.hit("bob", { skill: "fireball" });
    expect(encodeWorld(game.world).split("\n").slice(0, 2)).toStrictEqual([
      "hydra-engine-4 9d2c4aa8",
      "[7,1031.5]",
    ]);
  }
});

describe("a skill more", () => {
  it("[EN10] [EN13] is played like the others, with a cooldown of its own", () => {
    const game = createGame({ skills: FOUR });
    game.join("ann", "bob");
    const { damage, critical } = game.hit("ann", { skill: ANOTHER });
    expect(critical ? damage / 2 : damage).toBeGreaterThanOrEqual(100);
    expect(critical ? damage / 2 : damage).toBeLessThanOrEqual(120);
    for (const skill of Object.keys(THREE)) game.hit("ann", { skill });
    game.hit("bob", { skill: ANOTHER });
    game.at += 5_999;
    const event = { type: "attack", familyId: FAMILY, playerId: "ann", commandId: "new" } as const;
    expect(game.attack("ann", { skill: ANOTHER })).toMatchObject({ code: "cooldown", retryAfterMs: 1 });
    expect(preview(game.world, { ...event, skill: ANOTHER as Skill }, game.at)).toMatchObject({
      retryAfterMs: 1,
    });
    game.at += 1;
    game.hit("ann", { skill: ANOTHER });
  });

  it("[EN60] [EN61] [EN66] is written, read, and goes on as it was", () => {
    const game = playedGame(FOUR);
    const text = encodeWorld(game.world);
    expect(text.split("\n")[2]).toMatch(/,\{"another":\[7042,0\]\}\]$/);
    const copy = restored(game);
    expect(encodeWorld(copy.world)).toBe(text);
    // Its first line is read, its parts are not.
    expect(battleOf(copy.world, FAMILY)?.players).toBe(2);
    expect(encodeWorld(copy.world)).toBe(text);
    expect(readable(copy.battle)).toStrictEqual(readable(game.battle));
    expect(encodeWorld(copy.world)).toBe(text);
    expect(outcomes(copy, FOUR)).toStrictEqual(outcomes(game, FOUR));
    expect(encodeWorld(copy.world)).toBe(encodeWorld(game.world));
  });

  it("[EN64] [EN65] keeps a battle awake while it cools down, and is gone from the text afterwards", () => {
    const game = createGame({ skills: FOUR });
    game.join("ann");
    game.hit("ann", { skill: ANOTHER });
    expect(sleep(game, game.at + 5_999)).toBe(false);
    game.at += 6_000;
    game.join("bob");
    expect(encodeWorld(game.world)).not.toContain(ANOTHER);
    expect(sleep(game, game.at + 60_000)).toBe(true);
    game.hit("ann", { skill: ANOTHER });
    expect(encodeWorld(game.world)).toContain(ANOTHER);
    const copy = restored(game);
    copy.at += 6_000;
    copy.join("cat");
    expect(sleep(copy, copy.at + 60_000)).toBe(true);
    expect(encodeWorld(copy.world)).not.toContain(ANOTHER);
  });

  it("[EN61] [EN66] changes no text of a battle in which no player waits for it", () => {
    const [one, other] = [createGame({ skills: THREE }), createGame({ skills: FOUR })];
    for (const game of [one, other]) {
      game.join("ann", "bob");
      outcomes(game, THREE);
    }
    expect(encodeWorld(other.world)).toBe(encodeWorld(one.world));
  });

  it("[EN60] [EN66] reads a state from before it, in which no player has used it", () => {
    const game = playedGame(THREE);
    const copy = restored(game);
    expect(encodeWorld(copy.world)).toBe(encodeWorld(game.world));
    expect(copy.attack("bob", { skill: "fireball" })).toStrictEqual(
      game.attack("bob", { skill: "fireball" }),
    );
    expect(copy.hit("ann", { skill: ANOTHER }).damage).toBeGreaterThanOrEqual(100);
    expect(copy.attack("ann", { skill: ANOTHER })).toMatchObject({ code: "cooldown", retryAfterMs: 6_000 });
  });
});

describe("a skill less", () => {
  it("[EN62] [EN66] is refused at once, by its name, where a player waits for it", () => {
    const text = encodeWorld(playedGame(FOUR).world);
    expect(() => decodeWorld(text, undefined, { skills: THREE })).toThrow(StateFormatError);
    expect(() => decodeWorld(text, undefined, { skills: THREE })).toThrow(
      /skill "another", which this engine lacks/,
    );
  });

  it("[EN60] [EN66] does not matter to a state in which no player waits for it any more", () => {
    const game = playedGame(FOUR);
    // While the family sleeps in its text, others go on.
    game.world = decodeWorld(encodeWorld(game.world), undefined, { skills: FOUR });
    game.at += 6_000;
    const rules = { cooldownScale: 1, maxHp: 1 };
    game.apply({ type: "family-created", familyId: "other", name: "Other", seed: 1, rules });
    expect(encodeWorld(game.world)).toContain(ANOTHER);
    const copy = restored(game, THREE);
    expect(readable(copy.battle)).toStrictEqual(readable(game.battle));
    expect(outcomes(copy, THREE)).toStrictEqual(outcomes(game, THREE));
    expect(encodeWorld(copy.world)).toBe(encodeWorld(game.world));
  });

  it("[EN66] stops whatever would play it", () => {
    const game = createGame({ skills: THREE });
    game.join("ann");
    expect(() => game.attack("ann", { skill: ANOTHER })).toThrow(RangeError);
  });

  it("[EN62] [EN66] of those with a place in the text is refused by its name as well", () => {
    const text = encodeWorld(playedGame(THREE).world);
    const world = decodeWorld(text, undefined, { skills: { slash, fireball } });
    expect(() => battleOf(world, FAMILY)?.recentHits).toThrow(/skill "ultimate", which this engine lacks/);
  });
});

it.each([
  ["a player without a time", { another: [7042] }],
  ["no time that is one", { another: [0, 0] }],
  ["no number", { another: [7042, "0"] }],
  ["no list", { another: 7042 }],
  ["no column", {}],
  ["no object", [7042, 0]],
  ["a place of its own", { slash: [7042, 0] }],
  ["another skill", { another: [7042, 0], firebolt: [7042, 0] }],
  ["a prototype", JSON.parse('{"__proto__":[7042,0]}') as unknown],
])("[EN62] [EN63] [EN66] a first line is refused whose cooldowns have %s", (_what, cooldowns) => {
  const lines = encodeWorld(playedGame(FOUR).world).split("\n").slice(1);
  const changed = lines.map((line) => line.replace(/\{"another":.*?\}/, JSON.stringify(cooldowns)));
  expect(changed).not.toStrictEqual(lines);
  const read = (text: string): unknown => decodeWorld(text, undefined, { skills: FOUR });
  read(wrapState(lines.join("\n")));
  expect(() => read(wrapState(changed.join("\n")))).toThrow(StateFormatError);
});
