import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DecodeError,
  decodeAttackAnswer,
  decodeCreateFamilyAnswer,
  decodeFameAnswer,
  decodeFamiliesAnswer,
  decodeFamilySummary,
  decodeJoinAnswer,
  decodePlayerAnswer,
  decodeRoundAnswer,
  decodeRoundsAnswer,
  decodeTimeAnswer,
} from "../../src/index.ts";
import {
  anyText,
  attackAnswer,
  fame,
  families,
  HOSTILE_VALUES,
  player,
  round,
  rounds,
  summary,
  time,
} from "../arbitraries.ts";
import { pathsOf, replaceAt } from "../json-paths.ts";

const name = fc.string({ unit: "binary" });
const id = fc.string({ minLength: 1 });
const plain = { noNullPrototype: true };

/** Each decoder with the values it must give back as they are. */
const ANSWERS: { rule: string; decode: (text: string) => object; valid: fc.Arbitrary<object> }[] = [
  { rule: "PR42", decode: decodeFamiliesAnswer, valid: families },
  { rule: "PR42", decode: decodeFamilySummary, valid: summary },
  { rule: "PR42", decode: decodeCreateFamilyAnswer, valid: fc.record({ familyId: id, name }, plain) },
  {
    rule: "PR43",
    decode: decodeJoinAnswer,
    valid: fc.record({ playerId: id, familyId: id, name, token: id }, plain),
  },
  { rule: "PR45", decode: decodeAttackAnswer, valid: attackAnswer },
  { rule: "PR46", decode: decodePlayerAnswer, valid: player },
  { rule: "PR46", decode: decodeRoundsAnswer, valid: rounds },
  { rule: "PR141", decode: decodeRoundAnswer, valid: round },
  { rule: "PR143", decode: decodeFameAnswer, valid: fame },
  { rule: "PR46", decode: decodeTimeAnswer, valid: fc.record({ now: time }, plain) },
];
const cases = ANSWERS.map((answer) => ({ ...answer, decoder: answer.decode.name }));

/** Optional members may be left out. */
const isRequired = (path: readonly string[]): boolean =>
  !["respawnsAt", "next", "you"].includes(path.at(-1) ?? "");

const spoil = (answer: object, path: readonly string[], member: unknown): string =>
  JSON.stringify(replaceAt(answer, path, member));

describe.each(cases)("$decoder", ({ rule, decode, valid }) => {
  it(`[${rule}] gives the answer that was sent`, () => {
    fc.assert(
      fc.property(valid, (answer) => {
        expect(decode(JSON.stringify(answer))).toStrictEqual(answer);
      }),
    );
  });

  it("[PR7] ignores unknown members", () => {
    fc.assert(
      fc.property(valid, (answer) => {
        expect(decode(JSON.stringify({ ...answer, later: [{}] }))).toStrictEqual(answer);
      }),
      { numRuns: 20 },
    );
  });

  it("[PR7] refuses each member, at any depth, when it is missing or an object that it is not", () => {
    fc.assert(
      fc.property(valid, (answer) => {
        for (const path of pathsOf(answer).filter(isRequired)) {
          const isItem = /^[0-9]+$/.test(path.at(-1) ?? "");
          // An item that is undefined is written as null, any other member is left out.
          expect(() => decode(spoil(answer, path, undefined)), path.join(".")).toThrow(DecodeError);
          expect(() => decode(spoil(answer, path, isItem ? [] : { a: 1 })), path.join(".")).toThrow(
            DecodeError,
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it("[PR7] throws nothing but DecodeError, for any text", () => {
    const hostile = HOSTILE_VALUES.map((value) => JSON.stringify(value) ?? "undefined");
    const shaped = valid.chain((answer) =>
      fc
        .constantFrom(...pathsOf(answer))
        .chain((path) => fc.jsonValue().map((member) => spoil(answer, path, member))),
    );
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...hostile), shaped), (text) => {
        try {
          decode(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });
});

describe("ranges", () => {
  const ME = { playerId: "p", name: "Ada", damage: 5, hits: 1, rank: 1, around: [] };

  it.each([
    ["rank", [0, -1, 1.5, 2 ** 53]],
    ["damage", [-1, 0.5, 2 ** 53]],
    ["hits", [-1, 0.5]],
    ["playerId", [""]],
  ])("[PR46] refuses a %s out of its range", (member, wrongs) => {
    for (const wrong of wrongs) {
      expect(() => decodePlayerAnswer(spoil(ME, [member], wrong)), String(wrong)).toThrow(DecodeError);
    }
  });

  it("[PR150] takes when skills are ready, those included that it lacks, and an answer without", () => {
    const readyAt = { slash: 1_795_000_000_123.4, "tail-swipe": 0 };
    expect(decodePlayerAnswer(spoil(ME, ["readyAt"], readyAt)).readyAt).toStrictEqual(readyAt);
    expect(decodePlayerAnswer(spoil(ME, ["readyAt"], {})).readyAt).toStrictEqual({});
    expect(decodePlayerAnswer(JSON.stringify(ME))).toStrictEqual(ME);
    for (const wrong of [null, 7, [], "soon", { slash: -1 }, { slash: "soon" }, { slash: null }]) {
      expect(() => decodePlayerAnswer(spoil({ ...ME, readyAt: {} }, ["readyAt"], wrong))).toThrow(
        DecodeError,
      );
    }
  });

  it("[PR46] takes null for the rank of a player who has not hit yet", () => {
    expect(decodePlayerAnswer(spoil(ME, ["rank"], null)).rank).toBeNull();
  });
});
