// Frames and socket messages ⇄ text, for clients (decode) and the server (encode). SPEC PR20–PR29, PR47–PR49.
// A decoder checks every field it names, ignores those it does not, and builds new objects of one shape.
import type { Monster, RankedEntry } from "@hydra/engine";
import {
  asFields,
  booleanAt,
  decodeObject,
  frameDecoder,
  frameFrom,
  idAt,
  integerAt,
  isTime,
  listAt,
  stringAt,
  timeAt,
  wrong,
  type DeltaEnvelope,
  type Fields,
  type FrameCodec,
  type SnapshotEnvelope,
} from "@hydra/feed";
import type { AttackAnswer, ErrorMessage, OutcomeMessage } from "../commands.ts";
import { isErrorCode } from "../errors.ts";
import type { DeltaFrame, Frame, FrameHit, SnapshotFrame } from "../frames.ts";
import { isWireId } from "./requests.ts";

/** What the frames of a ranking have besides their envelope. */
export const RANKING_FRAMES: FrameCodec<SnapshotFrame, DeltaFrame> = {
  snapshot: snapshotFrom,
  delta: deltaFrom,
};

/** Writes a frame as the text that every transport carries. Cost is linear in its entries. */
export function encodeFrame(frame: Frame): string {
  return JSON.stringify(frame);
}

/** Writes what the server sends on a WebSocket besides frames. */
export function encodeSocketMessage(message: OutcomeMessage | ErrorMessage): string {
  return message.type === "outcome" ? encodeOutcome(message) : JSON.stringify(message);
}

/** Writes what a hit is answered with on a WebSocket. */
export function encodeOutcome(answer: AttackAnswer): string {
  return `{"type":"outcome",${encodeHit(answer)}}`;
}

/** Writes what a hit is answered with over HTTP. */
export function encodeAttackAnswer(answer: AttackAnswer): string {
  return `{${encodeHit(answer)}}`;
}

/** By hand, since there are tens of thousands of them a second. */
function encodeHit(answer: AttackAnswer): string {
  const { commandId, seq, damage, critical, killingBlow, totalDamage, rank, duplicate } = answer;
  // Nothing in it that JSON would escape, as in all that was checked when it came.
  const quoted = isWireId(commandId) ? `"${commandId}"` : JSON.stringify(commandId);
  const flags = `"critical":${critical},"killingBlow":${killingBlow}`;
  return `"commandId":${quoted},"seq":${seq},"damage":${damage},${flags},"totalDamage":${totalDamage},"rank":${rank},"duplicate":${duplicate}`;
}

/** Reads a frame of a ranking. As `frameDecoder` of the feed has it. @throws DecodeError */
export const decodeFrame = frameDecoder(RANKING_FRAMES);

/**
 * Reads one message a server sent on a WebSocket. Undefined for a `type` that this version does not have.
 * @throws DecodeError when the text is no such message.
 */
export function decodeSocketMessage(text: string): Frame | OutcomeMessage | ErrorMessage | undefined {
  const fields = decodeObject(text);
  const type = stringAt(fields, "type");
  if (type === "outcome") return { type, ...attackAnswerFrom(fields) };
  if (type === "error") return errorMessageFrom(fields);
  return frameFrom(RANKING_FRAMES, fields);
}

function snapshotFrom(envelope: SnapshotEnvelope, fields: Fields): SnapshotFrame {
  return {
    ...envelope,
    round: integerAt(fields, "round", 1),
    monster: monsterFrom(fields["monster"]),
    players: integerAt(fields, "players"),
    totalDamage: integerAt(fields, "totalDamage"),
    entries: listAt(fields, "entries", entryFrom),
  };
}

function deltaFrom(envelope: DeltaEnvelope, fields: Fields): DeltaFrame {
  return {
    ...envelope,
    ...(fields["monster"] === undefined ? {} : { monster: monsterFrom(fields["monster"]) }),
    ...(fields["players"] === undefined ? {} : { players: integerAt(fields, "players") }),
    ...(fields["totalDamage"] === undefined ? {} : { totalDamage: integerAt(fields, "totalDamage") }),
    ...(fields["entries"] === undefined ? {} : { entries: listAt(fields, "entries", entryFrom) }),
    ...(fields["left"] === undefined ? {} : { left: listAt(fields, "left", playerIdFrom) }),
    ...(fields["hits"] === undefined ? {} : { hits: listAt(fields, "hits", hitFrom) }),
  };
}

function errorMessageFrom(fields: Fields): ErrorMessage {
  const { commandId, detail, retryAfterMs } = fields;
  const code = stringAt(fields, "code");
  return {
    type: "error",
    ...(typeof commandId === "string" ? { commandId } : {}),
    // A newer server may have more codes; what is certain is that the command was answered with an error.
    code: isErrorCode(code) ? code : "internal",
    ...(typeof detail === "string" ? { detail } : {}),
    ...(isTime(retryAfterMs) ? { retryAfterMs } : {}),
  };
}

/** The members of an attack's answer, over HTTP and in an outcome message. */
export function attackAnswerFrom(fields: Fields): AttackAnswer {
  return {
    commandId: idAt(fields, "commandId"),
    seq: integerAt(fields, "seq", 1),
    damage: integerAt(fields, "damage"),
    critical: booleanAt(fields, "critical"),
    killingBlow: booleanAt(fields, "killingBlow"),
    totalDamage: integerAt(fields, "totalDamage"),
    rank: integerAt(fields, "rank", 1),
    duplicate: booleanAt(fields, "duplicate"),
  };
}

export function monsterFrom(value: unknown): Monster {
  const fields = asFields(value, "The monster");
  const { status } = fields;
  if (status !== "fighting" && status !== "defeated") throw wrong("status", '"fighting" or "defeated"');
  return {
    name: stringAt(fields, "name"),
    hp: integerAt(fields, "hp"),
    maxHp: integerAt(fields, "maxHp", 1),
    status,
    ...(fields["respawnsAt"] === undefined ? {} : { respawnsAt: timeAt(fields, "respawnsAt") }),
  };
}

export function entryFrom(value: unknown): RankedEntry {
  const fields = asFields(value, "A ranking's entry");
  return {
    playerId: idAt(fields, "playerId"),
    name: stringAt(fields, "name"),
    damage: integerAt(fields, "damage"),
    hits: integerAt(fields, "hits"),
    reachedSeq: integerAt(fields, "reachedSeq"),
  };
}

function hitFrom(value: unknown): FrameHit {
  const fields = asFields(value, "A hit");
  return {
    playerId: idAt(fields, "playerId"),
    damage: integerAt(fields, "damage"),
    critical: booleanAt(fields, "critical"),
  };
}

function playerIdFrom(value: unknown): string {
  if (typeof value !== "string" || value === "") throw wrong("left", "a list of player ids");
  return value;
}
