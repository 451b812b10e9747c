// Reads the bodies of requests by schemas, but for attacks (requests.ts), of which there are tens of thousands a second.
// Unknown members are left out. The lab's ranges are the server's promise that no lab can hurt it.
// SPEC PR7, PR40–PR43, PR81–PR83, PR96, PR120–PR126.
import type { Rules } from "@hydra/engine";
import { isFields, type Fields } from "@hydra/feed";
import * as v from "valibot";
import type { BattleLength, JoinRequest } from "../commands.ts";
import { ProtocolError } from "../errors.ts";
import type { TrafficRequest } from "../lab.ts";
import {
  MAX_BOTS,
  MAX_COMPANIONS,
  MAX_CUT_MS,
  MAX_HITS_PER_SECOND,
  MAX_RULES_HP,
  MAX_RUN_MS,
} from "../limits.ts";
import { ECHO_SOCKETS } from "../routes.ts";
import { MAX_BUFFER_BYTES, type CutRequest, type WeatherRequest } from "../weather.ts";
import { isWireViolationId, type ViolationRequest, type WireViolationId } from "../violations.ts";
import { invalid, parseName } from "./names.ts";
import { isWireId } from "./requests.ts";

/** Longest delay, jitter and hold a weather may have: a minute's queue is no network. */
const MAX_WEATHER_MS = 10_000;
const MAX_BYTES_PER_SECOND = 1e9;
/** Longest silence that a proxy lets pass. */
const MAX_IDLE_MS = 600_000;
const MAX_PORT = 65_535;
const BATTLE_LENGTHS = ["short", "medium", "long"] as const satisfies readonly BattleLength[];

/** What takes a body for what it has to be. @throws ProtocolError `invalid-body` naming the member */
type Reader<T> = (body: unknown) => T;

const wireId = v.custom<string>(isWireId, "must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
const name = v.pipe(
  v.unknown(),
  v.transform((value) => parseName(value, "name")),
);
const milliseconds = number(0, MAX_WEATHER_MS);
const flag = v.optional(v.boolean("must be true or false"), false);

/** Reads the body of `POST /api/families`. */
export const parseCreateFamilyRequest: Reader<{
  readonly name: string;
  readonly rules?: Partial<Rules> | undefined;
  readonly battle: BattleLength;
  readonly bots: number;
  readonly isPrivate: boolean;
}> = reader(
  object({
    name,
    battle: v.optional(v.picklist(BATTLE_LENGTHS, `must be ${BATTLE_LENGTHS.join(", ")}`), "medium"),
    bots: v.optional(integer(0, MAX_COMPANIONS), 0),
    isPrivate: flag,
    rules: v.optional(
      object({
        cooldownScale: v.exactOptional(number(0, 1)),
        maxHp: v.exactOptional(integer(1, MAX_RULES_HP)),
      }),
    ),
  }),
);

/** Reads the body of `POST /api/families/:familyId/players`. */
export const parseJoinRequest: Reader<JoinRequest> = reader(object({ name }));

/** Reads the body of `PUT /api/lab/traffic/:familyId`. */
export const parseTrafficRequest: Reader<TrafficRequest> = reader(
  object({
    labId: wireId,
    hitsPerSecond: number(1, MAX_HITS_PER_SECOND),
    bots: integer(1, MAX_BOTS),
    seed: integer(0, 2 ** 32 - 1),
    run: v.exactOptional(object({ runId: wireId, runMs: integer(1, MAX_RUN_MS) })),
  }),
);

/** Reads the body of `PUT /api/lab/weather`. */
export const parseWeatherRequest: Reader<WeatherRequest> = reader(
  object({
    labId: wireId,
    weather: object({
      delayMs: milliseconds,
      jitterMs: milliseconds,
      bytesPerSecond: integer(0, MAX_BYTES_PER_SECOND),
      bufferBytes: integer(0, MAX_BUFFER_BYTES),
      bufferMs: v.nullable(milliseconds),
      honoursAccelBuffering: flag,
      refusesUpgrades: flag,
      idleMs: v.optional(number(0, MAX_IDLE_MS), 0),
    }),
    seed: v.exactOptional(integer(0, 2 ** 32 - 1)),
    runId: v.exactOptional(wireId),
    weatherPort: v.exactOptional(integer(1, MAX_PORT)),
  }),
);

/** Reads the body of `POST /api/lab/weather/cut`. */
export const parseCutRequest: Reader<CutRequest> = reader(
  object({
    labId: wireId,
    cutMs: number(0, MAX_CUT_MS),
    isPortal: v.exactOptional(v.boolean("must be true or false")),
  }),
);

/** Reads the parameters of what ends a lab's traffic or weather. */
export const parseLabQuery: Reader<{ readonly labId: string }> = reader(object({ labId: wireId }));

/** Reads the body of `POST /api/lab/wire/violations`. */
export const parseViolationRequest: Reader<ViolationRequest> = reader(
  object({
    violation: v.custom<WireViolationId>(isWireViolationId, "must be one of the table's"),
    target: v.picklist(ECHO_SOCKETS, `must be ${ECHO_SOCKETS.join(" or ")}`),
  }),
);

function number(least: number, most: number, must = `must be a number from ${least} to ${most}`) {
  return v.pipe(v.number(must), v.minValue(least, must), v.maxValue(most, must));
}

function integer(least: number, most: number) {
  const must = `must be an integer from ${least} to ${most}`;
  return v.pipe(number(least, most, must), v.integer(must));
}

/** A JSON object, no array. A member that is missing is refused in the words of its own schema. */
function object<T extends v.ObjectEntries>(entries: T) {
  const required = Object.keys(entries).filter((key) => entries[key]?.type !== "exact_optional");
  const missing = Object.fromEntries(required.map((key) => [key, undefined]));
  return v.pipe(
    v.custom<Fields>(isFields, "must be an object"),
    v.transform((fields) => ({ ...missing, ...fields })),
    v.object(entries),
  );
}

function reader<T>(schema: v.GenericSchema<unknown, T>): Reader<T> {
  return (body) => {
    const { success, output, issues } = v.safeParse(schema, body, { abortEarly: true });
    if (success) return output;
    const member = v.getDotPath(issues[0]);
    if (member === null) throw new ProtocolError("invalid-body", "A JSON object is expected.");
    throw invalid(member, issues[0].message);
  };
}
