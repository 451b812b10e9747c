import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SKILL_NAMES } from "@hydra/engine";
import {
  encodeAttackMessage,
  MAX_COMMAND_BYTES,
  parseAttackMessage,
  parseAttackRequest,
  parseCreateFamilyRequest,
  parseFamiliesQuery,
  parseHoldMs,
  parseJoinRequest,
  parseLane,
  parseSince,
  ProblemError,
  readCommandId,
} from "../../src/index.ts";
import { anyText, HOSTILE_VALUES, wireId } from "../arbitraries.ts";

/** The code and words of what a parser throws; anything but a ProtocolError fails the test. */
function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ProblemError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

const NOT_OBJECTS = HOSTILE_VALUES.filter(
  (value) => typeof value !== "object" || value === null || Array.isArray(value),
);

describe("bodies", () => {
  const parsers = [parseCreateFamilyRequest, parseJoinRequest, parseAttackRequest];

  it.each([undefined, ...NOT_OBJECTS])("[PR40] refuses %j as a body", (value) => {
    for (const parse of parsers) {
      expect(refusal(() => parse(value))).toBe("invalid-body: A JSON object is expected.");
    }
  });

  it("[PR40] throws nothing but invalid-body for any value", () => {
    const anyBody = fc.oneof(
      fc.anything(),
      fc.record({
        name: fc.anything(),
        rules: fc.anything(),
        commandId: fc.anything(),
        skill: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(anyBody, (value) => {
        for (const parse of parsers)
          expect(refusal(() => parse(value))).toMatch(/^(accepted$|invalid-body: )/);
      }),
    );
  });

  it("[PR40] never repeats what was sent", () => {
    const marked = { name: "\u202ESECRET", commandId: "SECRET !", skill: "SECRET", rules: "SECRET" };
    for (const parse of parsers) expect(refusal(() => parse(marked))).not.toContain("SECRET");
  });

  it("[PR7] ignores unknown members", () => {
    const extra: unknown = JSON.parse('{"name":"Ada","__proto__":{"rules":1},"admin":true,"x":{"y":[]}}');
    expect(parseCreateFamilyRequest(extra)).toEqual(parseCreateFamilyRequest({ name: "Ada" }));
    expect(parseCreateFamilyRequest(extra)).toMatchObject({ name: "Ada", rules: undefined });
    expect(parseJoinRequest(extra)).toEqual({ name: "Ada" });
  });

  it("[PR40] does not take members from a prototype named in JSON", () => {
    expect(refusal(() => parseJoinRequest(JSON.parse('{"__proto__":{"name":"Ada"}}')))).toMatch(/"name"/);
  });
});

describe("rules of a family", () => {
  const rulesOf = (rules: unknown): unknown => parseCreateFamilyRequest({ name: "A", rules }).rules;

  it.each([
    [undefined, undefined],
    [{}, {}],
    [{ cooldownScale: 0 }, { cooldownScale: 0 }],
    [
      { cooldownScale: 0.5, maxHp: 1 },
      { cooldownScale: 0.5, maxHp: 1 },
    ],
    [
      { cooldownScale: 1, maxHp: 1e12, x: 1 },
      { cooldownScale: 1, maxHp: 1e12 },
    ],
  ])("[PR42] takes %j", (given, taken) => {
    expect(rulesOf(given)).toStrictEqual(taken);
  });

  it.each([null, 0, "x", [], true])("[PR42] refuses %j", (rules) => {
    expect(refusal(() => rulesOf(rules))).toBe('invalid-body: "rules" must be an object.');
  });

  it.each([-0.001, 1.001, Number.NaN, Number.POSITIVE_INFINITY, "0.5", null, [0.5], {}, true])(
    "[PR42] refuses the cooldown scale %j",
    (cooldownScale) => {
      expect(refusal(() => rulesOf({ cooldownScale }))).toMatch(/^invalid-body: "rules.cooldownScale"/);
    },
  );

  it.each([0, -1, 1.5, 1e12 + 1, Number.NaN, Number.POSITIVE_INFINITY, "10", null, [10], {}])(
    "[PR42] refuses %j hit points",
    (maxHp) => {
      expect(refusal(() => rulesOf({ maxHp }))).toMatch(/^invalid-body: "rules.maxHp"/);
    },
  );
});

describe("attacks", () => {
  it.each(SKILL_NAMES)("[PR44] takes %s", (skill) => {
    const commandId = "aZ09._-".padEnd(64, "x");
    expect(parseAttackRequest({ commandId, skill, damage: 1e9 })).toStrictEqual({ commandId, skill });
  });

  it.each([
    undefined,
    "",
    "x".repeat(65),
    "a b",
    "a/b",
    "é",
    "a\n",
    "\na",
    "a\0",
    1,
    null,
    ["a"],
    { 0: "a" },
  ])("[PR44] refuses the commandId %j", (commandId) => {
    expect(refusal(() => parseAttackRequest({ commandId, skill: "slash" }))).toMatch(/"commandId"/);
  });

  it.each([undefined, "", "Slash", "slash ", "__proto__", "constructor", "toString", 0, null, ["slash"]])(
    "[PR44] refuses the skill %j",
    (skill) => {
      expect(refusal(() => parseAttackRequest({ commandId: "a", skill }))).toMatch(/"skill"/);
    },
  );
});

describe("attack messages", () => {
  it("[PR47] come back as they were written", () => {
    fc.assert(
      fc.property(wireId, fc.constantFrom(...SKILL_NAMES), (commandId, skill) => {
        const text = encodeAttackMessage({ commandId, skill });
        expect(parseAttackMessage(text)).toStrictEqual({ type: "attack", commandId, skill });
        expect(readCommandId(text)).toBe(commandId);
        expect(text.length).toBeLessThanOrEqual(MAX_COMMAND_BYTES);
      }),
    );
  });

  it("[PR47] are read the same however their JSON is written", () => {
    const skill = fc.oneof(fc.constantFrom(...SKILL_NAMES), fc.string({ maxLength: 9 }));
    const commandId = fc.oneof(wireId, fc.string({ maxLength: 70 }));
    fc.assert(
      fc.property(commandId, skill, (...[id, name]) => {
        const read = (text: string): unknown => {
          try {
            return parseAttackMessage(text);
          } catch (error) {
            return String(error);
          }
        };
        const message = { type: "attack", commandId: id, skill: name };
        const usual = read(JSON.stringify(message));
        expect(read(JSON.stringify(message, undefined, 1))).toStrictEqual(usual);
        expect(read(JSON.stringify({ skill: name, more: 1, commandId: id, type: "attack" }))).toStrictEqual(
          usual,
        );
      }),
    );
  });

  it.each([undefined, "Attack", "outcome", "__proto__", 1, null, ["attack"]])(
    "[PR47] refuse the type %j and still give the commandId",
    (type) => {
      const text = JSON.stringify({ type, commandId: "c-1", skill: "slash" });
      expect(refusal(() => parseAttackMessage(text))).toBe('invalid-body: "type" must be "attack".');
      expect(readCommandId(text)).toBe("c-1");
    },
  );

  it.each([
    "",
    "attack",
    "{",
    '{"type":"attack"}}',
    "\uFEFF{}",
    "[1]",
    "null",
    '"attack"',
    "[".repeat(1_024),
  ])("[PR49] refuse %j, which has no commandId", (text) => {
    expect(refusal(() => parseAttackMessage(text))).toMatch(/^invalid-body: /);
    expect(readCommandId(text)).toBeUndefined();
  });

  it("[PR49] never give a commandId that is not valid", () => {
    expect(readCommandId('{"commandId":"<b>"}')).toBeUndefined();
    expect(readCommandId('{"commandId":7}')).toBeUndefined();
  });

  it("[PR40] throw nothing but invalid-body, and telling the commandId throws nothing, for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(refusal(() => parseAttackMessage(text))).toMatch(/^(accepted$|invalid-body: )/);
        expect(readCommandId(text) ?? "none").toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      }),
    );
  });
});

describe("query parameters", () => {
  it.each([
    [undefined, 30_000],
    ["", 30_000],
    ["0", 0],
    ["1500", 1_500],
    ["030", 30],
    ["30000", 30_000],
    ["30001", 30_000],
    ["9".repeat(400), 30_000],
  ])("[PR6] reads holdMs %j as %i", (given, taken) => {
    expect(parseHoldMs(given)).toBe(taken);
  });

  it.each(["-1", "1.5", "1e3", "0x10", " 1", "1 ", "+1", "ten", "١", ["1", "2"], 5, null])(
    "[PR6] refuses holdMs %j",
    (given) => {
      expect(refusal(() => parseHoldMs(given))).toMatch(/^invalid-body: "holdMs"/);
    },
  );

  it("[PR42] reads which families to list", () => {
    expect(parseFamiliesQuery({})).toEqual({ beforeSeq: Infinity, limit: 100 });
    expect(parseFamiliesQuery({ after: "", limit: "" })).toEqual({ beforeSeq: Infinity, limit: 100 });
    expect(parseFamiliesQuery({ after: "812", limit: "7" })).toEqual({ beforeSeq: 812, limit: 7 });
  });

  it.each(["0", "-1", "1e3", "k3v9:1", "12345678901234567", ["1", "2"], 5, null])(
    "[PR42] refuses to list families after %j",
    (after) => {
      expect(refusal(() => parseFamiliesQuery({ after }))).toMatch(/^invalid-cursor: "after"/);
    },
  );

  it.each(["0", "101", "1000", "-1", "1.5", "ten", ["1", "2"], 5, null])(
    "[PR42] refuses to list %j families",
    (limit) => {
      expect(refusal(() => parseFamiliesQuery({ limit }))).toMatch(/^invalid-body: "limit"/);
    },
  );

  it("[PR7] takes an empty since or lane for none", () => {
    for (const absent of [undefined, ""]) {
      expect(parseSince(absent)).toBeUndefined();
      expect(parseLane(absent)).toBeUndefined();
    }
  });

  it("[PR12] reads since", () => {
    expect(parseSince("k3v9:812")).toStrictEqual({ epoch: "k3v9", seq: 812 });
  });

  it.each(["812", "k3v9:", "k3v9:-1", [], ["k3v9:1", "k3v9:2"], 1, null])(
    "[PR12] refuses since %j",
    (given) => {
      expect(refusal(() => parseSince(given))).toMatch(/^invalid-cursor: /);
    },
  );

  it("[PR9] reads lanes", () => {
    expect(parseLane("sse.left-1")).toBe("sse.left-1");
  });

  it.each(["a b", "a/b", "é", "x".repeat(65), ["a", "b"], 1, null])("[PR9] refuses the lane %j", (given) => {
    expect(refusal(() => parseLane(given))).toMatch(/^invalid-body: "lane"/);
  });
});
