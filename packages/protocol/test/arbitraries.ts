// Random values of the wire, for property tests: valid frames, messages and answers, and hostile JSON.
import type { Monster, RankedEntry } from "@hydra/engine";
import * as fc from "fast-check";
import type {
  AttackAnswer,
  DeltaFrame,
  ErrorCode,
  ErrorMessage,
  FamiliesAnswer,
  FamilySummary,
  Frame,
  FrameHit,
  HeartbeatFrame,
  PlayerAnswer,
  FameAnswer,
  RoundAnswer,
  RoundsAnswer,
  SnapshotFrame,
} from "../src/index.ts";
import { ERRORS, isErrorCode } from "../src/index.ts";

/** Optional members are absent, never undefined, as JSON has it. */
function optional<T>(
  model: { [K in keyof T]-?: fc.Arbitrary<Exclude<T[K], undefined>> },
  required: (keyof T)[],
) {
  return fc.record(model, { requiredKeys: required, noNullPrototype: true });
}

const count = fc.maxSafeNat();
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: "binary" });
const id = fc.string({ minLength: 1, unit: "grapheme" });
export const wireId = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const epoch = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/);
/** Not -0, which JSON does not keep. */
export const time = fc.double({ min: 0, max: 1e15, noNaN: true }).map((ms) => ms + 0);

const plain = { noNullPrototype: true };

const monster: fc.Arbitrary<Monster> = optional<Monster>(
  {
    name: text,
    hp: count,
    maxHp: positive,
    status: fc.constantFrom("fighting", "defeated"),
    respawnsAt: time,
  },
  ["name", "hp", "maxHp", "status"],
);

const entry: fc.Arbitrary<RankedEntry> = fc.record(
  { playerId: id, name: text, damage: count, hits: count, reachedSeq: count },
  plain,
);

const hit: fc.Arbitrary<FrameHit> = fc.record({ playerId: id, damage: count, critical: fc.boolean() }, plain);

const digest = fc.stringMatching(/^[0-9a-f]{8}$/);

export const snapshot: fc.Arbitrary<SnapshotFrame> = optional<SnapshotFrame>(
  {
    type: fc.constant("snapshot"),
    epoch,
    seq: count,
    publishedAt: time,
    digest,
    round: positive,
    monster,
    players: count,
    totalDamage: count,
    entries: fc.array(entry),
  },
  ["type", "epoch", "seq", "publishedAt", "round", "monster", "players", "totalDamage", "entries"],
);

export const delta: fc.Arbitrary<DeltaFrame> = optional<DeltaFrame>(
  {
    type: fc.constant("delta"),
    epoch,
    from: fc.nat(),
    seq: fc.integer({ min: 2 ** 31, max: Number.MAX_SAFE_INTEGER }),
    publishedAt: time,
    digest,
    versions: count,
    firstPublishedAt: time,
    monster,
    players: count,
    totalDamage: count,
    entries: fc.array(entry),
    left: fc.array(id),
    hits: fc.array(hit),
  },
  ["type", "epoch", "from", "seq", "publishedAt"],
);

export const heartbeat: fc.Arbitrary<HeartbeatFrame> = optional<HeartbeatFrame>(
  { type: fc.constant("heartbeat"), now: time, intervalMs: time, log: fc.constant("unreachable") },
  ["type", "now"],
);

export const frame: fc.Arbitrary<Frame> = fc.oneof(snapshot, delta, heartbeat);

export const attackAnswer: fc.Arbitrary<AttackAnswer> = fc.record(
  {
    commandId: wireId,
    seq: positive,
    damage: count,
    critical: fc.boolean(),
    killingBlow: fc.boolean(),
    totalDamage: count,
    rank: positive,
    duplicate: fc.boolean(),
  },
  plain,
);

export const errorCode: fc.Arbitrary<ErrorCode> = fc.constantFrom(...Object.keys(ERRORS).filter(isErrorCode));

export const errorMessage: fc.Arbitrary<ErrorMessage> = optional<ErrorMessage>(
  { type: fc.constant("error"), commandId: wireId, code: errorCode, detail: text, retryAfterMs: time },
  ["type", "code"],
);

export const summary: fc.Arbitrary<FamilySummary> = fc.record(
  { familyId: id, name: text, players: count, round: positive, monster },
  plain,
);

export const families: fc.Arbitrary<FamiliesAnswer> = fc.record(
  { families: fc.array(summary, { maxLength: 3 }), next: id },
  { ...plain, requiredKeys: ["families"] },
);

export const player: fc.Arbitrary<PlayerAnswer> = fc.record(
  {
    playerId: id,
    name: text,
    damage: count,
    hits: count,
    rank: fc.option(positive, { nil: null }),
    around: fc.array(entry, { maxLength: 7 }),
  },
  plain,
);

const roundPlace = fc.record({ rank: positive, damage: count, hits: count }, plain);

export const round: fc.Arbitrary<RoundAnswer> = fc.record(
  {
    round: positive,
    monster: fc.record({ name: text, maxHp: positive }, plain),
    startedAt: time,
    endedAt: time,
    durationMs: time,
    players: count,
    totalDamage: count,
    ranking: fc.array(entry, { maxLength: 5 }),
    lastHit: fc.record({ playerId: id, name: text, damage: count }, plain),
    you: roundPlace,
  },
  {
    ...plain,
    requiredKeys: [
      "round",
      "monster",
      "startedAt",
      "endedAt",
      "durationMs",
      "players",
      "totalDamage",
      "ranking",
      "lastHit",
    ],
  },
);

export const rounds: fc.Arbitrary<RoundsAnswer> = fc.record(
  { rounds: fc.array(round, { maxLength: 2 }), next: id },
  { ...plain, requiredKeys: ["rounds"] },
);

const famous = {
  playerId: id,
  name: text,
  damage: count,
  hits: count,
  rounds: count,
  roundsLed: count,
  lastHits: count,
};

export const fame: fc.Arbitrary<FameAnswer> = fc.record(
  {
    rounds: count,
    players: count,
    damage: count,
    hits: count,
    entries: fc.array(fc.record(famous, plain), { maxLength: 3 }),
    you: fc.record({ ...famous, rank: fc.option(positive, { nil: null }) }, plain),
  },
  { ...plain, requiredKeys: ["rounds", "players", "damage", "hits", "entries"] },
);

/** Values that are wrong wherever an object, a number, a string or a list is expected, and traps beside them. */
export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  "",
  "text",
  "__proto__",
  "constructor",
  "1",
  -1,
  0.5,
  2 ** 53,
  -(2 ** 53),
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  [[]],
  ["text"],
  [null],
  {},
  { length: 3 },
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__": {"name": "x", "type": "attack"}}'),
];

/** Any JSON text, and text that is none. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "{", "[]", "null", "0", '"x"', "\uFEFF{}", "{}{}", '{"type":{}}'),
);
