import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DecodeError,
  decodeFrame,
  decodeSocketMessage,
  encodeFrame,
  encodeSocketMessage,
  type DeltaFrame,
  type OutcomeMessage,
  type SnapshotFrame,
} from "../../src/index.ts";
import { anyText, attackAnswer, errorMessage, frame, HOSTILE_VALUES } from "../arbitraries.ts";
import { pathsOf, replaceAt } from "../json-paths.ts";

const SNAPSHOT: Required<SnapshotFrame> = {
  type: "snapshot",
  epoch: "k3v9",
  seq: 812,
  publishedAt: 1_795_000_000_123.4,
  digest: "0123abcd",
  round: 3,
  monster: { name: "Hydra", hp: 10, maxHp: 100, status: "fighting" },
  players: 128,
  totalDamage: 90_210,
  entries: [{ playerId: "p1", name: "Ada", damage: 4_200, hits: 31, reachedSeq: 790 }],
};

const DELTA: Required<DeltaFrame> = {
  type: "delta",
  epoch: "k3v9",
  from: 805,
  seq: 812,
  publishedAt: 1,
  digest: "0123abce",
  versions: 2,
  firstPublishedAt: 0.5,
  monster: { name: "Hydra", hp: 0, maxHp: 100, status: "defeated", respawnsAt: 2 },
  players: 129,
  totalDamage: 5,
  entries: SNAPSHOT.entries,
  left: ["p2"],
  hits: [{ playerId: "p1", damage: 5, critical: true }],
};

const HEARTBEAT = { type: "heartbeat", now: 1, intervalMs: 10_000 };

const OUTCOME: OutcomeMessage = {
  type: "outcome",
  commandId: "c",
  seq: 1,
  damage: 1,
  critical: false,
  killingBlow: false,
  totalDamage: 1,
  rank: 1,
  duplicate: false,
};

/** The JSON of a value with the member at `path` replaced, or left out when `member` is undefined. */
function withMember(value: object, path: string, member: unknown): string {
  return JSON.stringify(replaceAt(value, path.split("."), member));
}

/** What JSON makes of a value: NaN and Infinity become null. */
const asJson = (value: unknown): string => JSON.stringify(value) ?? "undefined";

describe("decodeFrame", () => {
  it("[PR20] gives what was encoded", () => {
    fc.assert(
      fc.property(frame, (given) => {
        expect(decodeFrame(encodeFrame(given))).toStrictEqual(given);
        expect(decodeSocketMessage(encodeFrame(given))).toStrictEqual(given);
      }),
    );
  });

  it("[PR7] ignores unknown members, at any depth", () => {
    const entries = SNAPSHOT.entries.map((entry) => ({ ...entry, title: "Dr" }));
    const monster = { ...SNAPSHOT.monster, heads: 4 };
    const text = JSON.stringify({ ...SNAPSHOT, entries, monster, weather: ["rain"] });
    expect(decodeFrame(text)).toStrictEqual(SNAPSHOT);
    expect(decodeFrame(text.replace("{", '{"__proto__":{"seq":1},'))).toStrictEqual(SNAPSHOT);
  });

  it.each(["", "Snapshot", "outcome", "error", "attack", "__proto__", "toString"])(
    "[PR28] gives undefined for the type %j",
    (type) => {
      expect(decodeFrame(JSON.stringify({ ...SNAPSHOT, type }))).toBeUndefined();
    },
  );

  it("[PR26] takes an empty delta", () => {
    const empty = { type: "delta", epoch: "e", from: 7, seq: 7, publishedAt: 1 };
    expect(decodeFrame(JSON.stringify(empty))).toStrictEqual(empty);
  });

  it("[PR22] refuses a delta that leads back", () => {
    expect(() => decodeFrame(JSON.stringify({ ...DELTA, seq: DELTA.from - 1 }))).toThrow(DecodeError);
  });

  it.each(["", "a-b", "a:b", "é", "x".repeat(33)])(
    "[PR10] refuses the epoch %j, which no cursor can carry",
    (epoch) => {
      expect(() => decodeFrame(JSON.stringify({ ...SNAPSHOT, epoch }))).toThrow(DecodeError);
    },
  );

  const optional = new Set([
    "versions",
    "firstPublishedAt",
    "players",
    "totalDamage",
    "monster",
    "entries",
    "left",
    "hits",
  ]);
  const requiredMembers = [
    ...pathsOf(SNAPSHOT).map((path) => ({ value: SNAPSHOT, path: path.join(".") })),
    ...pathsOf(DELTA).map((path) => ({ value: DELTA, path: path.join(".") })),
    { value: HEARTBEAT, path: "now" },
  ].filter(
    ({ value, path }) =>
      path !== "monster.respawnsAt" && path !== "digest" && !(value === DELTA && optional.has(path)),
  );

  it.each(requiredMembers)("[PR7] refuses a $value.type without $path", ({ value, path }) => {
    expect(() => decodeFrame(withMember(value, path, undefined))).toThrow(DecodeError);
  });

  const TYPED: Record<string, (value: unknown) => boolean> = {
    integer: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    time: (value) => Number.isFinite(value) && Number(value) >= 0,
    boolean: (value) => typeof value === "boolean",
    text: (value) => typeof value === "string",
    id: (value) => typeof value === "string" && value !== "",
    epoch: (value) => typeof value === "string" && /^[A-Za-z0-9]+$/.test(value),
    digest: (value) => typeof value === "string" && /^[0-9a-f]{8}$/.test(value),
    nothing: () => false,
    emptyList: (value) => Array.isArray(value) && value.length === 0,
    ids: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  };
  const MEMBERS: [{ type: string }, Record<string, keyof typeof TYPED>][] = [
    [
      SNAPSHOT,
      {
        epoch: "epoch",
        seq: "integer",
        publishedAt: "time",
        digest: "digest",
        monster: "nothing",
        players: "integer",
        totalDamage: "integer",
        entries: "emptyList",
        "entries.0": "nothing",
        "entries.0.playerId": "id",
        "entries.0.name": "text",
        "entries.0.damage": "integer",
        "entries.0.hits": "integer",
        "entries.0.reachedSeq": "integer",
        "monster.name": "text",
        "monster.hp": "integer",
        "monster.status": "nothing",
        "monster.respawnsAt": "time",
      },
    ],
    [
      DELTA,
      {
        from: "nothing",
        seq: "nothing",
        versions: "integer",
        digest: "digest",
        firstPublishedAt: "time",
        monster: "nothing",
        players: "integer",
        totalDamage: "integer",
        entries: "emptyList",
        left: "ids",
        "left.0": "id",
        hits: "emptyList",
        "hits.0": "nothing",
        "hits.0.playerId": "id",
        "hits.0.damage": "integer",
        "hits.0.critical": "boolean",
      },
    ],
    [HEARTBEAT, { now: "time", intervalMs: "time" }],
  ];
  const members = MEMBERS.flatMap(([value, types]) =>
    Object.entries(types).map(([path, type]) => ({ value, path, type, frame: value.type })),
  );

  it.each(members)("[PR7] takes nothing but its type for $frame.$path", ({ value, path, type }) => {
    for (const hostile of HOSTILE_VALUES) {
      const isRight = TYPED[type]?.(JSON.parse(asJson(hostile))) ?? false;
      const decode = (): unknown => decodeFrame(withMember(value, path, hostile));
      if (isRight) expect(decode).not.toThrow();
      else expect(decode, `${path} = ${asJson(hostile)}`).toThrow(DecodeError);
    }
  });

  it("[PR7] throws nothing but DecodeError for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const decode of [decodeFrame, decodeSocketMessage]) {
          try {
            decode(text);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        }
      }),
    );
  });

  it("[PR7] survives nesting that no parser of its own depth would", () => {
    const depth = 100_000;
    const nested = `{"type":"snapshot","entries":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(() => decodeFrame(nested)).toThrow(DecodeError);
    expect(decodeFrame(nested.replace("snapshot", "later"))).toBeUndefined();
  });

  it("[PR35] names the member and never quotes the text", () => {
    expect(() => decodeFrame(JSON.stringify({ ...SNAPSHOT, players: "SECRET" }))).toThrow(
      'The server\'s field "players" is not an integer from 0.',
    );
  });
});

describe("decodeSocketMessage", () => {
  it("[PR48] gives the outcome that was encoded", () => {
    fc.assert(
      fc.property(attackAnswer, (answer) => {
        const outcome: OutcomeMessage = { type: "outcome", ...answer };
        expect(decodeSocketMessage(encodeSocketMessage(outcome))).toStrictEqual(outcome);
      }),
    );
  });

  it("[PR48] reads what is written by hand: JSON, whatever the commandId", () => {
    fc.assert(
      fc.property(attackAnswer, fc.string({ unit: "binary" }), (answer, commandId) => {
        const outcome: OutcomeMessage = { ...answer, type: "outcome", commandId };
        expect(JSON.parse(encodeSocketMessage(outcome))).toStrictEqual(JSON.parse(JSON.stringify(outcome)));
      }),
    );
  });

  it("[PR49] gives the error that was encoded", () => {
    fc.assert(
      fc.property(errorMessage, (message) => {
        expect(decodeSocketMessage(encodeSocketMessage(message))).toStrictEqual(message);
      }),
    );
  });

  it.each(Object.keys(OUTCOME).filter((member) => member !== "type"))(
    "[PR7] refuses an outcome without %s or with a wrong one",
    (member) => {
      for (const wrong of [undefined, null, [], {}, -1]) {
        expect(() => decodeSocketMessage(withMember(OUTCOME, member, wrong))).toThrow(DecodeError);
      }
    },
  );

  it("[PR34] takes an error with an unknown code for an internal one", () => {
    for (const code of ["later", "__proto__", "toString"]) {
      const text = JSON.stringify({ type: "error", commandId: "c", code, detail: "x", retryAfterMs: 5 });
      expect(decodeSocketMessage(text)).toStrictEqual({
        type: "error",
        commandId: "c",
        code: "internal",
        detail: "x",
        retryAfterMs: 5,
      });
    }
  });

  it("[PR49] leaves out members of an error that make no sense", () => {
    const text = '{"type":"error","commandId":1,"code":"cooldown","detail":[],"retryAfterMs":-1}';
    expect(decodeSocketMessage(text)).toStrictEqual({ type: "error", code: "cooldown" });
  });

  it("[PR28] gives undefined for a message of an unknown type", () => {
    expect(decodeSocketMessage('{"type":"attack","commandId":"c","skill":"slash"}')).toBeUndefined();
  });
});
