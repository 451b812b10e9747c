// The values on the wire as JSON Schema: the same shapes as frames.ts, commands.ts and errors.ts. Unknown members
// are allowed everywhere, as clients must ignore them (SPEC PR7).
import { SKILL_NAMES } from "@hydra/engine";
import { ERRORS } from "../errors.ts";
import { BATTLE_HP, MAX_COMPANIONS, MAX_RULES_HP } from "../limits.ts";
import type { ArraySchema, ReferenceSchema, Schema, ValueSchema } from "./document-type.ts";
import {
  chosenName,
  count,
  digest,
  duration,
  epoch,
  flag,
  id,
  positive,
  shownName,
  time,
  wireId,
} from "./value-schemas.ts";

export type SchemaName = keyof typeof schemas;

const attackMembers = {
  commandId: { ...wireId, description: "Chosen by the client, kept for a retry." },
  skill: { type: "string", enum: [...SKILL_NAMES] },
} satisfies Record<string, Schema>;

const outcomeMembers = {
  commandId: id,
  seq: {
    ...positive,
    description: "The log entry that counted: of the first hit, when this is a duplicate.",
  },
  damage: { ...count, description: "What was taken from the monster." },
  critical: flag,
  killingBlow: flag,
  totalDamage: { ...count, description: "The attacker's damage in this round." },
  rank: { ...positive, description: "The attacker's exact rank in this round." },
  duplicate: { ...flag, description: "The commandId had counted before; this is its first outcome." },
} satisfies Record<string, Schema>;

const family = {
  familyId: id,
  name: shownName,
  players: count,
  round: positive,
  monster: ref("Monster"),
} satisfies Record<string, Schema>;

const famous = {
  playerId: id,
  name: shownName,
  damage: count,
  hits: count,
  rounds: { ...count, description: "In which the player has hit." },
  roundsLed: { ...count, description: "Finished with the player in front." },
  lastHits: { ...count, description: "Killing blows." },
} satisfies Record<string, Schema>;

export const schemas = {
  Monster: object(
    {
      name: shownName,
      hp: count,
      maxHp: positive,
      status: { type: "string", enum: ["fighting", "defeated"] },
      respawnsAt: { ...time, description: "Epoch milliseconds; present when defeated." },
    },
    ["respawnsAt"],
  ),
  RankedEntry: object({ playerId: id, name: shownName, damage: count, hits: count, reachedSeq: count }),
  Family: object(family),
  Families: object(
    {
      families: arrayOf(ref("Family")),
      next: { ...id, description: "Where the next page begins; absent on the last one." },
    },
    ["next"],
  ),
  CreateFamily: object(
    {
      name: chosenName,
      rules: object(
        {
          cooldownScale: { type: "number", minimum: 0, maximum: 1, description: "Factor on every cooldown." },
          maxHp: { type: "integer", minimum: 1, maximum: MAX_RULES_HP },
        },
        ["cooldownScale", "maxHp"],
      ),
      battle: { type: "string", enum: Object.keys(BATTLE_HP), description: "How long a battle is to be." },
      bots: {
        type: "integer",
        minimum: 0,
        maximum: MAX_COMPANIONS,
        description: "Companions that the server plays.",
      },
      isPrivate: { ...flag, description: "Found by its link only." },
    },
    ["rules", "battle", "bots", "isPrivate"],
  ),
  CreatedFamily: object({ familyId: id, name: shownName }),
  Join: object({ name: chosenName }),
  Joined: object({
    playerId: id,
    familyId: id,
    name: shownName,
    token: { type: "string", minLength: 1, description: "Also good as `Authorization: Bearer`." },
  }),
  Player: object(
    {
      playerId: id,
      name: shownName,
      damage: count,
      hits: count,
      rank: { oneOf: [positive, { enum: [null] }], description: "Exact rank; null before the first hit." },
      around: {
        ...arrayOf(ref("RankedEntry")),
        description: "The row itself with its neighbours, best first.",
      },
      readyAt: {
        type: "object",
        additionalProperties: time,
        description:
          "When each skill that still cools may be used again; a skill that is not named is ready.",
      },
    },
    ["readyAt"],
  ),
  DeviceCode: object({ code: { type: "string" }, expiresAt: time }),
  Arrival: object({
    code: { type: "string", description: "Ten letters and digits, with or without a hyphen." },
  }),
  Attack: object(attackMembers),
  AttackOutcome: object(outcomeMembers),
  Rounds: object(
    {
      rounds: arrayOf(ref("Round")),
      next: { ...id, description: "Where the next page begins; absent on the last one." },
    },
    ["next"],
  ),
  Round: object(
    {
      round: positive,
      monster: object({ name: shownName, maxHp: positive }),
      startedAt: time,
      endedAt: time,
      durationMs: duration,
      players: count,
      totalDamage: count,
      ranking: { ...arrayOf(ref("RankedEntry")), description: "Best first." },
      lastHit: object({ playerId: id, name: shownName, damage: count }),
      you: object({ rank: positive, damage: count, hits: count }),
    },
    ["you"],
  ),
  FamousEntry: object(famous),
  Fame: object(
    {
      rounds: count,
      players: count,
      damage: count,
      hits: count,
      entries: { ...arrayOf(ref("FamousEntry")), description: "By damage, best first." },
      you: object({
        rank: { oneOf: [positive, { enum: [null] }], description: "Null behind the first hundred." },
        ...famous,
      }),
    },
    ["you"],
  ),
  Snapshot: object(
    {
      type: { const: "snapshot" },
      epoch,
      seq: count,
      publishedAt: time,
      digest,
      round: positive,
      monster: ref("Monster"),
      players: count,
      totalDamage: count,
      entries: { ...arrayOf(ref("RankedEntry")), description: "Best first." },
    },
    ["digest"],
  ),
  Delta: object(
    {
      type: { const: "delta" },
      epoch,
      from: { ...count, description: "Apply it only to a view that stands at this seq." },
      seq: count,
      publishedAt: time,
      digest,
      versions: { ...count, description: "Published versions this delta covers." },
      firstPublishedAt: { ...time, description: "When the first of them was published." },
      monster: ref("Monster"),
      players: count,
      totalDamage: count,
      entries: { ...arrayOf(ref("RankedEntry")), description: "Changed or new rows, absolute values." },
      left: { ...arrayOf(id), description: "Players no longer among the entries." },
      hits: {
        ...arrayOf(object({ playerId: id, damage: count, critical: flag })),
        description: "A few recent hits, for the screen only.",
      },
    },
    [
      "digest",
      "versions",
      "firstPublishedAt",
      "monster",
      "players",
      "totalDamage",
      "entries",
      "left",
      "hits",
    ],
  ),
  Heartbeat: object(
    {
      type: { const: "heartbeat" },
      now: time,
      intervalMs: duration,
      log: {
        type: "string",
        description: "`unreachable` while attacks cannot be taken; absent while they can.",
      },
    },
    ["intervalMs", "log"],
  ),
  FeedFrame: { oneOf: [ref("Snapshot"), ref("Delta")] },
  AttackMessage: object({ type: { const: "attack" }, ...attackMembers }),
  OutcomeMessage: object({ type: { const: "outcome" }, ...outcomeMembers }),
  ErrorMessage: object(
    {
      type: { const: "error" },
      commandId: { type: "string", description: "Absent when the message had none that could be read." },
      code: ref("ErrorCode"),
      detail: { type: "string" },
      retryAfterMs: duration,
    },
    ["commandId", "detail", "retryAfterMs"],
  ),
  ErrorCode: { type: "string", enum: Object.keys(ERRORS) },
  Problem: object(
    {
      type: { type: "string", format: "uri" },
      title: { type: "string" },
      status: { type: "integer", minimum: 400, maximum: 599 },
      code: ref("ErrorCode"),
      detail: { type: "string" },
      retryAfterMs: duration,
    },
    ["detail", "retryAfterMs"],
  ),
  Messaging: { oneOf: [ref("MqttAddress"), ref("NeteaseAddress")] },
  MqttAddress: object(
    {
      provider: { const: "mqtt" },
      topic: { type: "string", description: "Frames are at `<topic>/snapshot` and `<topic>/delta`." },
      url: {
        type: "string",
        format: "uri",
        description: "`ws(s)://…` of the broker; absent: `/mqtt` of this server.",
      },
      username: shownName,
      password: shownName,
    },
    ["url", "username", "password"],
  ),
  NeteaseAddress: object({
    provider: { const: "netease" },
    appKey: id,
    roomId: id,
    account: { ...id, description: "Whose messages have frames." },
    addresses: arrayOf({ type: "string", description: "`host:port` of the service's link servers." }),
  }),
  Time: object({ now: time }),
  Addresses: object(
    {
      publicUrl: { type: "string", format: "uri", description: "Origin given by the operator." },
      addresses: {
        ...arrayOf({ type: "string", format: "uri" }),
        description: "Origins, the likeliest first.",
      },
      isLocalOnly: { ...flag, description: "Whether only this machine reaches the port." },
    },
    ["publicUrl"],
  ),
} satisfies Record<string, Schema>;

/** Points to a schema of the document. */
export function ref(name: string): ReferenceSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function object(properties: Record<string, Schema>, optional: readonly string[] = []): ValueSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
}

function arrayOf(items: Schema): ArraySchema {
  return { type: "array", items };
}
