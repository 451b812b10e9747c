import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SKILL_NAMES } from "@hydra/engine";
import {
  decodeAttackAnswer,
  decodeCreateFamilyAnswer,
  decodeFamiliesAnswer,
  decodeFamilySummary,
  decodeFrame,
  decodeJoinAnswer,
  decodeMessagingAnswer,
  decodePlayerAnswer,
  decodeFameAnswer,
  decodeRoundAnswer,
  decodeRoundsAnswer,
  decodeTimeAnswer,
  encodeSocketMessage,
  ERRORS,
  openApiDocument,
  parseAttackMessage,
  parseAttackRequest,
  parseCreateFamilyRequest,
  routes,
  toProblem,
  ProtocolError,
  TRANSPORTS,
} from "../src/index.ts";
import {
  attackAnswer,
  delta,
  errorCode,
  errorMessage,
  fame,
  families,
  heartbeat,
  player,
  round,
  rounds,
  snapshot,
  summary,
  time,
  wireId,
} from "./arbitraries.ts";
import { pathsOf, replaceAt } from "./json-paths.ts";

const operations = Object.entries(openApiDocument.paths).flatMap(([path, { get, post }]) =>
  Object.entries({ get, post }).flatMap(([method, operation]) =>
    operation === undefined ? [] : [{ path, method, operation }],
  ),
);

describe("the API's description", () => {
  const inFamily = (route: (familyId: string) => string): string => route("ID").replace("/ID", "/{familyId}");

  it("[PR1, PR180] has every route of the contract and no other", () => {
    expect(operations.map(({ path, method }) => `${method} ${path}`).sort()).toStrictEqual(
      [
        `get ${routes.families}`,
        `post ${routes.families}`,
        `get ${inFamily(routes.family)}`,
        `post ${inFamily(routes.players)}`,
        `get ${inFamily(routes.me)}`,
        `post ${inFamily(routes.attacks)}`,
        `post ${inFamily(routes.rename)}`,
        `post ${inFamily(routes.deviceCode)}`,
        `post ${inFamily(routes.leave)}`,
        `post ${routes.arrivals}`,
        `get ${inFamily(routes.rounds)}`,
        `get ${inFamily(routes.rounds)}/{round}`,
        `get ${inFamily(routes.fame)}`,
        ...TRANSPORTS.map((transport) => `get ${inFamily((id) => routes.feed(id, transport))}`),
        `get ${routes.messaging}`,
        `get ${inFamily(routes.roomFeed)}`,
        `get ${inFamily(routes.roomFeed)}/next`,
        `get ${routes.time}`,
        `get ${routes.addresses}`,
        "get /api/docs",
        "get /healthz",
        "get /metrics",
        "get /readyz",
      ].sort(),
    );
  });

  it("[PR1] names each operation once and declares what its path needs", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const declared = new Set(openApiDocument.tags.map(({ name }) => name));
    for (const { path, operation } of operations) {
      const needed = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).toStrictEqual(needed);
      for (const tag of operation.tags) expect(declared).toContain(tag);
    }
  });

  it("[PR31] documents where each error can be met, but for the lab's and those that belong to no route", () => {
    const text = JSON.stringify(openApiDocument.paths);
    const missing = Object.keys(ERRORS).filter((code) => !text.includes(`\`${code}\``));
    expect(missing).toStrictEqual([
      "unknown-lane",
      "unknown-capture",
      "method-not-allowed",
      "lab-busy",
      "unknown-host",
    ]);
  });

  it("[PR7] points only to schemas that it has", () => {
    const references = JSON.stringify(openApiDocument).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
    const used = new Set([...references].map(([, name]) => name));
    for (const name of used) expect(openApiDocument.components.schemas).toHaveProperty(name ?? "");
  });

  it("[PR20] is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(openApiDocument))).toStrictEqual(openApiDocument);
  });
});

/** Values of a schema, and what reads their JSON. */
interface Pair {
  readonly name: string;
  readonly valid: fc.Arbitrary<object>;
  readonly read: (text: string) => unknown;
  /** Members with rules that no schema can express. */
  readonly except?: readonly string[];
}

describe("schemas", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "hydra", ...openApiDocument });

  function accepts(name: string, value: unknown): boolean {
    return ajv.validate({ $ref: `hydra#/components/schemas/${name}` }, value);
  }

  const id = fc.string({ minLength: 1 });
  const plain = { noNullPrototype: true };
  const skill = fc.constantFrom(...SKILL_NAMES);
  const rules = fc.record(
    { cooldownScale: fc.constantFrom(0, 0.5, 1), maxHp: fc.integer({ min: 1 }) },
    plain,
  );

  const PAIRS: Pair[] = [
    { name: "Snapshot", valid: snapshot, read: decodeFrame },
    { name: "Delta", valid: delta, read: decodeFrame, except: ["from", "seq"] },
    { name: "Heartbeat", valid: heartbeat, read: decodeFrame },
    { name: "AttackOutcome", valid: attackAnswer, read: decodeAttackAnswer },
    { name: "Family", valid: summary, read: decodeFamilySummary },
    {
      name: "Families",
      valid: families,
      read: decodeFamiliesAnswer,
    },
    {
      name: "CreatedFamily",
      valid: fc.record({ familyId: id, name: id }, plain),
      read: decodeCreateFamilyAnswer,
    },
    {
      name: "Joined",
      valid: fc.record({ playerId: id, familyId: id, name: id, token: id }, plain),
      read: decodeJoinAnswer,
    },
    { name: "Player", valid: player, read: decodePlayerAnswer },
    {
      name: "Rounds",
      valid: rounds,
      read: decodeRoundsAnswer,
    },
    { name: "Round", valid: round, read: decodeRoundAnswer },
    { name: "Fame", valid: fame, read: decodeFameAnswer },
    {
      name: "Messaging",
      valid: fc.record(
        {
          provider: fc.constant("mqtt"),
          topic: fc.string(),
          url: fc.string(),
          username: fc.string(),
          password: fc.string(),
        },
        { ...plain, requiredKeys: ["provider", "topic"] },
      ),
      read: decodeMessagingAnswer,
    },
    { name: "Time", valid: fc.record({ now: time }, plain), read: decodeTimeAnswer },
    {
      name: "Attack",
      valid: fc.record({ commandId: wireId, skill }, plain),
      read: (text) => parseAttackRequest(JSON.parse(text)),
    },
    {
      name: "AttackMessage",
      valid: fc.record({ type: fc.constant("attack"), commandId: wireId, skill }, plain),
      read: parseAttackMessage,
    },
    {
      name: "CreateFamily",
      valid: fc.record({ name: fc.constant("Ada"), rules }, plain),
      read: (text) => parseCreateFamilyRequest(JSON.parse(text)),
      except: ["name"],
    },
  ];

  /** A reader takes a value when it neither throws nor (a frame of unknown type) ignores it. */
  function isRead(read: (text: string) => unknown, text: string): boolean {
    try {
      return read(text) !== undefined;
    } catch {
      return false;
    }
  }

  const odd = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, true, "", "x", "~", -1, 0, 1, 1.5, 2 ** 53, 1e13, [], [1], {}),
    fc.jsonValue({ maxDepth: 1 }),
  );

  /** The JSON of valid values with one member replaced or left out. */
  function spoiled({ valid, except = [] }: Pair): fc.Arbitrary<string> {
    return valid.chain((value) => {
      const paths = pathsOf(value).filter((path) => !except.includes(path.join(".")));
      return fc
        .tuple(fc.constantFrom(...paths), odd)
        .map(([path, member]) => JSON.stringify(replaceAt(value, path, member)));
    });
  }

  it.each(PAIRS)("[PR7] take for $name what the codec takes, and nothing else", (pair) => {
    const { name, valid, read } = pair;
    const mixed = fc.oneof(
      valid.map((value) => JSON.stringify(value)),
      { arbitrary: spoiled(pair), weight: 5 },
    );
    fc.assert(
      fc.property(mixed, (text) => {
        expect(isRead(read, text), text).toBe(accepts(name, JSON.parse(text)));
      }),
      { numRuns: 150 },
    );
  });

  it("[PR48] [PR49] [PR30] take what a server sends", () => {
    fc.assert(
      fc.property(attackAnswer, errorMessage, errorCode, (answer, message, code) => {
        expect(
          accepts("OutcomeMessage", JSON.parse(encodeSocketMessage({ type: "outcome", ...answer }))),
        ).toBe(true);
        expect(accepts("ErrorMessage", JSON.parse(encodeSocketMessage(message)))).toBe(true);
        expect(accepts("Problem", toProblem(new ProtocolError(code, "x", 5)))).toBe(true);
      }),
    );
  });

  it("[PR20] distinguish a snapshot from a delta", () => {
    fc.assert(
      fc.property(snapshot, delta, (whole, change) => {
        expect(accepts("FeedFrame", whole) && accepts("FeedFrame", change)).toBe(true);
        expect(accepts("Snapshot", change) || accepts("Delta", whole)).toBe(false);
      }),
    );
  });
});
