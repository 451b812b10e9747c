import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SKILL_NAMES, SKILLS } from "../src/index.ts";
import {
  addPlayer,
  createRoster,
  findPlayer,
  floatsOf,
  PLACE,
  READY_AT,
  ROUND,
  wordsOf,
} from "../src/roster.ts";
import { skillTable } from "../src/skills.ts";
import { anyText } from "./any-text.ts";

/** Ids that fit a record's 36 characters, just so, and not; and wide ones, which fit half as many. */
const id = fc.oneof(
  anyText(20),
  fc.string({ minLength: 34, maxLength: 38 }),
  fc.nat({ max: 99 }).map((number) => `${"x".repeat(35)}${number}`),
  fc.nat({ max: 99 }).map((number) => `${"\u4e00".repeat(17)}${number}`),
);

describe("roster", () => {
  it("finds every player by id, and no stranger", () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 120 }), fc.nat(), (ids, seed) => {
        const roster = createRoster(seed, skillTable(SKILLS));
        for (const [number, id] of ids.entries()) {
          expect(findPlayer(roster, id)).toBe(-1);
          expect(addPlayer(roster, id, `Name ${number}`)).toBe(number);
        }
        expect(ids.map((id) => findPlayer(roster, id))).toStrictEqual(ids.map((_id, number) => number));
        expect(findPlayer(roster, "x".repeat(100))).toBe(-1);
      }),
    );
  });

  it("gives every player an empty record, however long the ids", () => {
    const roster = createRoster(1, skillTable(SKILLS));
    for (let length = 0; length < 300; length += 7) {
      const player = addPlayer(roster, "\xff".repeat(length), "");
      const [float, word] = [floatsOf(roster, player), wordsOf(roster, player)];
      const floats = roster.floats.slice(float, float + ROUND / 2);
      const words = roster.words.slice(word + ROUND, word + PLACE + 1);
      const times = roster.floats.slice(float + READY_AT, floatsOf(roster, player + 1));
      expect(times).toHaveLength(SKILL_NAMES.length);
      expect([...floats, ...words, ...times].every((value) => value === 0)).toBe(true);
    }
  });

  it("keeps a player's record when others join", () => {
    const roster = createRoster(1, skillTable(SKILLS));
    addPlayer(roster, "ann", "Ann");
    roster.floats[floatsOf(roster, 0)] = 1.5;
    roster.words[wordsOf(roster, 0) + ROUND] = 7;
    for (let number = 0; number < 1_000; number++) addPlayer(roster, `player-${number}`, "");
    expect([
      roster.floats[floatsOf(roster, 0)],
      roster.words[wordsOf(roster, 0) + ROUND],
      findPlayer(roster, "ann"),
    ]).toStrictEqual([1.5, 7, 0]);
  });
});
