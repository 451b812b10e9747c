// Finished rounds and sums in a made-up state.
import { describe, expect, it } from "vitest";
import { decodeWorld, encodeWorld, StateFormatError } from "../../src/index.ts";
import { PARTS_FIELDS, SHELL_FIELDS } from "../../src/state/columns.ts";
import { createGame } from "../game.ts";
import { replaced, textOf, treeOf, wakeAll } from "./state-tree.ts";

describe("a state with finished rounds", () => {
  it("[EN63] is refused when its finished rounds or sums are none that a history leads to", () => {
    const game = createGame({ rules: { maxHp: 120, cooldownScale: 0 } });
    game.join("ann", "bob", "cat");
    for (let round = 0; round < 3; round++) {
      while (game.battle.monster.hp > 0) game.hit(game.seq % 2 === 0 ? "ann" : "bob");
      game.at += 10_000;
    }
    game.hit("ann");
    const text = encodeWorld(game.world);
    const state = treeOf(text);
    expect(textOf(state)).toBe(text);
    const at = (field: (typeof PARTS_FIELDS)[number]) => `2.${PARTS_FIELDS.indexOf(field)}`;
    const refused = (path: string, by: unknown) => {
      const changed = textOf(replaced(state, path.split("."), by));
      expect(changed).not.toBe(text);
      expect(() => wakeAll(decodeWorld(changed)), path).toThrow(StateFormatError);
    };
    const rounds = at("finishedRounds");
    for (const by of [[], [[1]], null, {}]) refused(rounds, by);
    for (const by of [[], null, "1", { 0: 1 }]) refused(`${rounds}.0`, by);
    for (const [field, by] of [
      [0, 2],
      [1, 1e15],
      [2, -1],
      [3, 7],
      [4, 0],
      [4, 4],
      [5, 3],
      [6, 0],
      [7, 3],
      [7, 0.5],
      [8, 1e6],
      [9, 0],
      [10, 1e6],
      [11, null],
    ] as const)
      refused(`${rounds}.1.${field}`, by);
    refused(at("pastDamage"), [1]);
    refused(at("pastDamage"), []);
    refused(`${at("pastDamage")}.0`, 1);
    refused(`${at("pastHits")}.0`, 0);
    refused(`${at("pastRounds")}.0`, 4);
    refused(`${at("pastRounds")}.2`, 1);
    refused(`${at("roundsLed")}.0`, 4);
    refused(`${at("lastHits")}.2`, 1);
    refused(`1.${SHELL_FIELDS.indexOf("oldRows")}`, 1);
    refused(`1.${SHELL_FIELDS.indexOf("oldRows")}`, -1);
  });
});
