import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apply,
  battlesOf,
  createWorld,
  decodeWorld,
  DUPLICATE_WINDOW,
  encodeWorld,
  preview,
  SKILL_NAMES,
  StateFormatError,
  STATE_FORMAT,
  top,
  type BattleEvent,
  type Entry,
  type World,
} from "../../src/index.ts";
import { PARTS_FIELDS, SHELL_FIELDS } from "../../src/state/columns.ts";
import { createGame, FAMILY, readable } from "../game.ts";
import { anyText } from "../any-text.ts";
import { decodeOrRefuse, pathsIn, replaced, textOf, treeOf, wakeAll } from "./state-tree.ts";

const familyId = fc.constantFrom("a", "b\n\ud800");
const playerId = fc.integer({ min: 0, max: 5 }).map((number) => `p${number}`);
const event: fc.Arbitrary<BattleEvent> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ type: fc.constant("respawn-due" as const), familyId }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("family-created" as const),
      familyId,
      name: anyText(),
      seed: fc.nat(),
      rules: fc.record({
        cooldownScale: fc.constantFrom(0, 0.37, 1),
        maxHp: fc.constantFrom(1, 90, 2_000, 2 ** 53 - 1),
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("player-joined" as const),
      familyId,
      playerId,
      name: anyText(),
    }),
  },
  {
    weight: 15,
    arbitrary: fc.record({
      type: fc.constant("attack" as const),
      familyId,
      playerId,
      commandId: fc.oneof(fc.constantFrom("x", "y"), anyText()),
      skill: fc.constantFrom(...SKILL_NAMES),
    }),
  },
);
/** Histories that begin with both families and a few players in each. */
const history: fc.Arbitrary<Entry[]> = fc
  .array(fc.record({ event, afterMs: fc.constantFrom(0, 0.1, 251, 3_000, 10_000) }), { maxLength: 120 })
  .map((steps) => {
    const rules = { cooldownScale: 0.5, maxHp: 100 };
    const first: BattleEvent[] = ["a", "b\n\ud800"].flatMap((familyId) => [
      { type: "family-created" as const, familyId, name: "F", seed: 9, rules },
      ...["p0", "p1", "p2"].map((playerId) => ({
        type: "player-joined" as const,
        familyId,
        playerId,
        name: "P",
      })),
    ]);
    let at = 1_800_000_000_000;
    const events = [...first.map((event) => ({ event, afterMs: 1 })), ...steps];
    return events.map(({ event, afterMs }, index) => ({ seq: index * 3 + 1, at: (at += afterMs), event }));
  });

function applyAll(world: World, entries: readonly Entry[]): unknown[] {
  return entries.map((entry) => [
    entry.event.type === "attack" ? preview(world, entry.event, entry.at) : undefined,
    apply(world, entry),
  ]);
}

const readableOf = (world: World) => Array.from(battlesOf(world), readable);

describe("state", () => {
  it("[EN60] behaves the same ever after", () => {
    fc.assert(
      fc.property(history, fc.nat({ max: 130 }), (entries, cut) => {
        const world = createWorld();
        applyAll(world, entries.slice(0, cut));
        const copy = decodeWorld(encodeWorld(world));
        expect(readableOf(copy)).toStrictEqual(readableOf(world));
        expect(applyAll(copy, entries.slice(cut))).toStrictEqual(applyAll(world, entries.slice(cut)));
        expect(readableOf(copy)).toStrictEqual(readableOf(world));
        expect(encodeWorld(copy)).toBe(encodeWorld(world));
      }),
    );
  });

  it("[EN61] is the same text for the same entries, and for what was decoded from it", () => {
    fc.assert(
      fc.property(history, (entries) => {
        const [one, other] = [createWorld(), createWorld()];
        applyAll(one, entries);
        applyAll(other, entries);
        const text = encodeWorld(one);
        expect(encodeWorld(other)).toBe(text);
        expect(encodeWorld(decodeWorld(text))).toBe(text);
        expect(encodeWorld(one)).toBe(text);
      }),
    );
  });

  it("[EN53] [EN60] remembers commands of both generations", { timeout: 120_000 }, () => {
    const game = createGame({ rules: { cooldownScale: 0, maxHp: Number.MAX_SAFE_INTEGER } });
    game.join("ann");
    for (let number = 0; number < DUPLICATE_WINDOW + 10; number++)
      game.hit("ann", { commandId: `n${number}` });
    const text = encodeWorld(game.world);
    game.world = decodeWorld(text);
    expect(encodeWorld(game.world)).toBe(text);
    for (const number of [0, DUPLICATE_WINDOW - 1, DUPLICATE_WINDOW, DUPLICATE_WINDOW + 9]) {
      expect(game.attack("ann", { commandId: `n${number}` })).toMatchObject({
        duplicate: true,
        seq: number + 3,
      });
    }
  });

  it("[EN61] has a byte a character, whatever names people have", () => {
    const game = createGame();
    game.apply({ type: "player-joined", familyId: FAMILY, playerId: "p", name: "שרה 🐍 Å" });
    // oxlint-disable-next-line no-control-regex -- the whole of ASCII
    expect(encodeWorld(game.world)).toMatch(/^[\u0000-\u007f]*$/);
    expect(readableOf(decodeWorld(encodeWorld(game.world)))).toStrictEqual(readableOf(game.world));
  });

  it("[EN62] names its format first", () => {
    expect(encodeWorld(createWorld()).startsWith(`${STATE_FORMAT} `)).toBe(true);
  });

  it("[EN62] is refused when any character is lost, added or changed", () => {
    const game = createGame({ rules: { maxHp: 100 } });
    game.join("ann", "bob");
    game.hit("ann", { skill: "fireball" });
    game.hit("bob", { skill: "ultimate" });
    const text = encodeWorld(game.world);
    const refused = (damaged: string) => expect(() => decodeWorld(damaged)).toThrow(StateFormatError);
    for (let at = 0; at < text.length; at++) {
      refused(text.slice(0, at));
      refused(text.slice(0, at) + text.slice(at + 1));
      refused(`${text.slice(0, at)}0${text.slice(at)}`);
      refused(`${text.slice(0, at)}${text.charAt(at) === "1" ? "2" : "1"}${text.slice(at + 1)}`);
    }
    for (const other of ["", "\n", "null", "{}", "[]", STATE_FORMAT, `${STATE_FORMAT} 00000000\n{}`])
      refused(other);
  });

  it("[EN63] is refused when it holds what no history leads to, even with a right checksum", () => {
    const game = createGame({ rules: { maxHp: 2_000, cooldownScale: 0 } });
    game.join("ann", "bob", "cat");
    for (const skill of ["slash", "ultimate", "fireball", "slash"] as const) game.hit("ann", { skill });
    game.hit("bob");
    game.hit("cat");
    const text = encodeWorld(game.world);
    const state = treeOf(text);
    expect(textOf(state)).toBe(text);
    const refused = (path: string, by: unknown) => {
      const changed = textOf(replaced(state, path.split("."), by));
      expect(changed).not.toBe(text);
      expect(() => wakeAll(decodeWorld(changed)), path).toThrow(StateFormatError);
    };
    const shell = (field: (typeof SHELL_FIELDS)[number]) => `1.${SHELL_FIELDS.indexOf(field)}`;
    const parts = (field: (typeof PARTS_FIELDS)[number]) => `2.${PARTS_FIELDS.indexOf(field)}`;
    refused(`${parts("ids")}.1`, "ann");
    refused(parts("names"), ["ANN", "BOB"]);
    refused(parts("slash"), [0, 0]);
    refused(`${parts("rankedPlayers")}.0`, 1);
    refused(`${parts("rankedPlayers")}.0`, 3);
    refused(`${parts("damage")}.0`, 1_000);
    refused(`${parts("damage")}.2`, 1);
    refused(`${parts("hits")}.0`, 0.5);
    refused(`${parts("commandSeq")}.0`, 1_000);
    refused(`${parts("commandSeq")}.1`, 1);
    refused(`${parts("commandPlayers")}.0`, 3);
    refused(`${parts("commandFlags")}.0`, 4);
    refused(`${parts("commandIds")}.0`, "command-6");
    refused(shell("totalDamage"), 0);
    refused(shell("totalDamage"), 2_001);
    refused(shell("players"), 2);
    refused(shell("players"), 0);
    refused(shell("respawnsAt"), 5);
    refused(shell("seed"), 2 ** 32);
    refused(shell("version"), 1_000);
    refused(shell("version"), 6);
    refused(shell("cooldownScale"), 2);
    refused(shell("familyId"), 7);
    refused(shell("commands"), 5);
    refused(shell("commands"), 0);
    refused(shell("commands"), 2 * DUPLICATE_WINDOW);
    refused("1", ["family"]);
    refused("2", null);
  });

  it("[EN63] keeps every rule when any value of it was replaced", () => {
    const game = createGame({ rules: { maxHp: 500 } });
    game.join("ann", "bob");
    game.hit("ann", { skill: "fireball" });
    game.hit("bob", { skill: "ultimate" });
    const state = treeOf(encodeWorld(game.world));
    const value = fc.constantFrom<unknown>(
      null,
      -1,
      0,
      1,
      2,
      0.5,
      1e300,
      2 ** 53,
      "",
      "ann",
      [],
      {},
      true,
      [1],
      ["ann"],
    );
    const paths = pathsIn(state).filter((path) => path.length > 0);
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, value) => {
        const world = decodeOrRefuse(textOf(replaced(state, path, value)));
        if (world === undefined) return;
        for (let seq = 100; seq < 140; seq++) {
          const [playerId, skill] =
            seq % 2 === 0 ? (["ann", "slash"] as const) : (["bob", "fireball"] as const);
          const event = { type: "attack", familyId: FAMILY, playerId, commandId: `c${seq}`, skill } as const;
          apply(world, { seq, at: seq * 1_000, event });
        }
        for (const battle of battlesOf(world)) {
          const { hp, maxHp } = battle.monster;
          const rows = top(battle, Infinity);
          expect(rows.reduce((sum, { damage }) => sum + damage, 0)).toBe(maxHp - hp);
          expect(rows).toStrictEqual(
            rows.toSorted((a, b) => b.damage - a.damage || a.reachedSeq - b.reachedSeq),
          );
        }
        expect(encodeWorld(decodeWorld(encodeWorld(world)))).toBe(encodeWorld(world));
      }),
      { numRuns: 500 },
    );
  });
});
