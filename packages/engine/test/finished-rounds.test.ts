// Finished rounds and the hall of fame, of long histories: what is remembered, what is forgotten, and what reading costs.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apply,
  battleOf,
  createWorld,
  decodeWorld,
  encodeWorld,
  FAME_SIZE,
  fameOf,
  famous,
  placeInRound,
  roundOf,
  roundsBefore,
  totalsOf,
  type World,
} from "../src/index.ts";
import { stateOf } from "../src/battle-state.ts";
import { createFame, placeOf, raise } from "../src/fame.ts";
import { OLD_ROWS_KEPT } from "../src/rules.ts";
import { createGame, FAMILY, finishedIn, readable, type Game } from "./game.ts";

/** Every hit ends a round: half of 1, rounded down, is nothing. */
function createQuickGame(): Game {
  return createGame({ rules: { maxHp: 1, cooldownScale: 0 } });
}

function playRounds(game: Game, rounds: number, playerId: (round: number) => string): void {
  for (let round = 0; round < rounds; round++) {
    game.hit(playerId(round), { commandId: `r${game.seq}` });
    game.at += 10_000;
  }
}

describe("finished rounds", () => {
  it("[EN35] [EN39] are read newest first, a page at a time", () => {
    const game = createQuickGame();
    game.join("ann", "bob");
    playRounds(game, 45, (round) => (round % 3 === 0 ? "bob" : "ann"));
    const numbers = (before: number, count: number) =>
      roundsBefore(game.battle, { before, count }).map(({ round }) => round);
    expect(numbers(Infinity, 3)).toStrictEqual([45, 44, 43]);
    expect(numbers(43, 2)).toStrictEqual([42, 41]);
    expect(numbers(3, 20)).toStrictEqual([2, 1]);
    expect([numbers(1, 20), numbers(-5, 20), numbers(99, 0)]).toStrictEqual([[], [], []]);
    const newest = Array.from({ length: 5 }, (_, index) => 45 - index);
    expect(numbers(NaN, 20)).toStrictEqual([]);
    expect(newest.map((round) => roundOf(game.battle, round))).toStrictEqual(
      roundsBefore(game.battle, { before: Infinity, count: 5 }),
    );
    for (const none of [0, -1, 46, 1.5, NaN]) expect(roundOf(game.battle, none)).toBeUndefined();
  });

  it("[EN35] have a player's own place, and no stranger's", () => {
    const game = createGame({ rules: { maxHp: 700, cooldownScale: 0 }, at: 5_000 });
    game.join("ann", "bob", "idle");
    const hits = [game.hit("ann", { skill: "ultimate" }), game.hit("bob", { skill: "slash" })];
    while (game.battle.monster.hp > 0) hits.push(game.hit("ann", { skill: "ultimate" }));
    const round = roundOf(game.battle, 1);
    expect(placeInRound(game.battle, 1, "ann")).toStrictEqual({ rank: 1, entry: round?.ranking[0] });
    expect(placeInRound(game.battle, 1, "bob")).toStrictEqual({ rank: 2, entry: round?.ranking[1] });
    for (const other of ["idle", "stranger"]) expect(placeInRound(game.battle, 1, other)).toBeUndefined();
    expect(placeInRound(game.battle, 2, "ann")).toBeUndefined();
    const [short] = roundsBefore(game.battle, { before: 2, count: 1, rows: 1 });
    expect(short).toStrictEqual({ ...round, ranking: round?.ranking.slice(0, 1) });
  });

  it("[EN39] [EN41] are forgotten from the oldest on; sums and numbers are not", { timeout: 120_000 }, () => {
    const game = createQuickGame();
    game.join("ann", "bob");
    const played = 10_000;
    playRounds(game, played, (round) => (round < 10 ? "bob" : "ann"));
    const kept = OLD_ROWS_KEPT + 20;
    expect(game.battle.roundsFinished).toBe(played);
    expect(finishedIn(game.battle)).toHaveLength(kept);
    expect(roundOf(game.battle, played - kept)).toBeUndefined();
    expect(roundOf(game.battle, played - kept + 1)?.round).toBe(played - kept + 1);
    expect(fameOf(game.battle, "bob")).toStrictEqual({
      rank: 2,
      entry: { playerId: "bob", name: "BOB", damage: 10, hits: 10, rounds: 10, roundsLed: 10, lastHits: 10 },
    });
    expect(totalsOf(game.battle)).toStrictEqual({ damage: played, hits: played });
    const text = encodeWorld(game.world);
    const copy = decodeWorld(text);
    expect(encodeWorld(copy)).toBe(text);
    const battle = battleOf(copy, FAMILY);
    if (battle === undefined) throw new Error("no family");
    expect(readable(battle)).toStrictEqual(readable(game.battle));
  });

  it("[EN39] a page of ten thousand rounds looks at no more of them than a page of thirty", () => {
    const [few, many] = [30, 10_000].map((rounds) => {
      const game = createQuickGame();
      game.join("ann");
      playRounds(game, rounds, () => "ann");
      return looksOf(game, (battle) => {
        expect(roundsBefore(battle, { before: rounds - 3, count: 10 })).toHaveLength(10);
        expect(roundOf(battle, rounds - 12)?.round).toBe(rounds - 12);
        expect(placeInRound(battle, rounds - 12, "ann")?.rank).toBe(1);
        expect(famous(battle, 10)).toHaveLength(1);
      });
    });
    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few);
    expect(many).toBeLessThanOrEqual(30);
  });

  it("[EN39] a hit changes no other round and no other player's sums", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 60 }), (hitters) => {
        const game = createGame({ rules: { maxHp: 40, cooldownScale: 0 } });
        game.join("p0", "p1", "p2", "p3");
        for (const hitter of hitters) {
          if (game.battle.monster.status === "defeated") game.at += 10_000;
          const before = { rounds: finishedIn(game.battle), fame: famous(game.battle, Infinity) };
          const { damage } = game.hit(`p${hitter}`);
          const after = { rounds: finishedIn(game.battle), fame: famous(game.battle, Infinity) };
          expect(after.rounds.slice(0, before.rounds.length)).toStrictEqual(before.rounds);
          const others = (rows: typeof before.fame) =>
            rows.filter(({ playerId }) => playerId !== `p${hitter}`);
          if (after.rounds.length === before.rounds.length)
            expect(others(after.fame)).toStrictEqual(others(before.fame));
          const own = (rows: typeof before.fame) => rows.find(({ playerId }) => playerId === `p${hitter}`);
          expect(own(after.fame)?.damage).toBe((own(before.fame)?.damage ?? 0) + damage);
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** How often a round's record is read out of the list of all, whatever for. */
function looksOf(game: Game, read: (battle: Game["battle"]) => void): number {
  const { parts } = stateOf(game.battle);
  let looks = 0;
  const { rounds } = parts.history;
  const counted = new Proxy(rounds, {
    get(target, key, receiver): unknown {
      if (typeof key === "string" && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  Object.assign(parts.history, { rounds: counted });
  read(game.battle);
  return looks;
}

describe("old rounds of all families", () => {
  const BOUND = 100;
  const FAMILIES = ["a", "b", "c"];

  function createFamilies(): World {
    const world = createWorld({ maxOldRows: BOUND });
    for (const familyId of FAMILIES) {
      const rules = { cooldownScale: 0, maxHp: 1 };
      put(world, { type: "family-created", familyId, name: familyId, seed: 1, rules });
      put(world, { type: "player-joined", familyId, playerId: "ann", name: "Ann" });
    }
    return world;
  }

  function put(world: World, event: Parameters<typeof apply>[1]["event"], afterMs = 0) {
    return apply(world, { seq: world.lastSeq + 1, at: world.lastAt + afterMs, event });
  }

  function finish(world: World, familyId: string): void {
    const commandId = `c${world.lastSeq}`;
    const outcome = put(
      world,
      { type: "attack", familyId, playerId: "ann", commandId, skill: "slash" },
      10_000,
    );
    if (outcome.type !== "hit") throw new Error(outcome.type);
  }

  const keptIn = (world: World) =>
    FAMILIES.map((familyId) => {
      const battle = battleOf(world, familyId);
      return battle === undefined ? 0 : finishedIn(battle).length;
    });

  it("[EN40] are forgotten where there are most, the older half, and no family's last 20", () => {
    const world = createFamilies();
    for (let round = 0; round < 30; round++) finish(world, "b");
    for (let round = 0; round < 5; round++) finish(world, "c");
    for (let round = 0; round < 20 + 90; round++) finish(world, "a");
    expect(keptIn(world)).toStrictEqual([110, 30, 5]);
    finish(world, "a");
    expect(keptIn(world)).toStrictEqual([20 + 45, 30, 5]);
    const text = encodeWorld(world);
    const copy = decodeWorld(text, undefined, { maxOldRows: BOUND });
    for (const each of [world, copy]) for (let round = 0; round < 46; round++) finish(each, "a");
    expect(keptIn(world)).toStrictEqual([20 + 45, 30, 5]);
    expect(encodeWorld(copy)).toBe(encodeWorld(world));
    expect(() => decodeWorld(text, undefined, { maxOldRows: 10 })).toThrow("oldRows");
  });
});

describe("the hall of fame", () => {
  it("[EN41] [EN43] is the first 100 by their sums, of equals the earlier joined, whatever the order of the hits", () => {
    const hit = fc.record({ player: fc.nat({ max: 2 * FAME_SIZE }), by: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(hit, { maxLength: 1_500, size: "max" }), (hits) => {
        const fame = createFame();
        const sums = new Map<number, number>();
        for (const { player, by } of hits) {
          const before = sums.get(player) ?? 0;
          sums.set(player, before + by);
          raise(fame, { player, sum: before }, before + by);
        }
        const expected = Array.from(sums).sort(([a, x], [b, y]) => y - x || a - b);
        const hall = fame.hall.map((player, place) => [player, fame.sums[place]]);
        expect(hall).toStrictEqual(expected.slice(0, FAME_SIZE));
        for (const [place, [player = 0, sum = 0]] of hall.entries())
          expect(placeOf(fame, { player, sum })).toBe(place);
      }),
    );
  });

  it("[EN42] has no rank for a player behind them, but the sums", () => {
    const game = createGame({ rules: { maxHp: 1_000_000, cooldownScale: 0 } });
    const players = Array.from({ length: FAME_SIZE + 1 }, (_, number) => `p${number}`);
    game.join(...players, "idle");
    for (const player of players.slice(0, -1)) game.hit(player, { skill: "ultimate" });
    const last = `p${FAME_SIZE}`;
    const { damage } = game.hit(last, { skill: "slash" });
    const sums = { damage, hits: 1, rounds: 1, roundsLed: 0, lastHits: 0 };
    expect(fameOf(game.battle, last)).toStrictEqual({
      rank: undefined,
      entry: { playerId: last, name: last.toUpperCase(), ...sums },
    });
    expect(famous(game.battle, Infinity).some(({ playerId }) => playerId === last)).toBe(false);
    expect(fameOf(game.battle, "idle")).toMatchObject({ rank: undefined, entry: { damage: 0, rounds: 0 } });
    expect(fameOf(game.battle, "stranger")).toBeUndefined();
    for (let more = 0; more < 60; more++) game.hit(last, { skill: "ultimate" });
    expect(fameOf(game.battle, last)?.rank).toBe(1);
    expect(famous(game.battle, 2).map(({ playerId }) => playerId)[0]).toBe(last);
  });
});
