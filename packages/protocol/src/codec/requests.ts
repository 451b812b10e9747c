// What the server reads from clients it does not trust: attacks after JSON.parse, socket messages, parameters of an
// address. Unknown fields are ignored, so that newer clients still work; known ones are checked to the last.
// SPEC PR40–PR46.
import { isSkill, SKILL_NAMES } from "@hydra/engine";
import type { AttackMessage, AttackRequest } from "../commands.ts";
import { ProtocolError } from "../errors.ts";
import { MAX_LISTED_FAMILIES } from "../limits.ts";
import { isFields, type Fields } from "@hydra/feed";
import { invalid } from "./names.ts";

const ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;
/**
 * An attack as `encodeAttackMessage` and JSON.stringify write it: no escapes, no spaces, no other members. Read in a
 * sixth of what JSON.parse and the checks take; whatever looks different is left to those.
 */
const USUAL_ATTACK = /^\{"type":"attack","commandId":"([A-Za-z0-9._-]{1,64})","skill":"([a-z]{1,16})"\}$/;
const SKILL_LIST = SKILL_NAMES.map((name) => `"${name}"`).join(", ");

/**
 * Reads the parameters of `GET /api/families`: how many, and after which `seq`, in the order of the newest first.
 * @throws ProtocolError `invalid-cursor` when `after` is no `next` of a page, `invalid-body` when `limit` is not from 1 to 100.
 */
export function parseFamiliesQuery({ after, limit }: { after?: unknown; limit?: unknown }): {
  readonly beforeSeq: number;
  readonly limit: number;
} {
  return { beforeSeq: parseAfter(after), limit: parseLimit(limit) };
}

function parseAfter(value: unknown): number {
  if (isAbsent(value)) return Infinity;
  if (typeof value === "string" && /^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new ProtocolError("invalid-cursor", '"after" takes what a page before said as "next".');
}

function parseLimit(value: unknown): number {
  if (isAbsent(value)) return MAX_LISTED_FAMILIES;
  const limit = typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_LISTED_FAMILIES) return limit;
  throw invalid("limit", `must be an integer from 1 to ${MAX_LISTED_FAMILIES}`);
}

/** Reads the body of `POST /api/families/:familyId/attacks`. @throws ProtocolError `invalid-body` */
export function parseAttackRequest(value: unknown): AttackRequest {
  const { commandId, skill } = asBody(value);
  if (!isWireId(commandId)) throw invalid("commandId", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
  if (!isSkill(skill)) throw invalid("skill", `must be one of ${SKILL_LIST}`);
  return { commandId, skill };
}

/**
 * Reads a text message a client sent on a feed's socket.
 * @throws ProtocolError `invalid-body`; `readCommandId` gives which command the error answers.
 */
export function parseAttackMessage(text: string): AttackMessage {
  const [, commandId, skill] = USUAL_ATTACK.exec(text) ?? [];
  if (commandId !== undefined && isSkill(skill)) return { type: "attack", commandId, skill };
  const value = parseJson(text);
  if (asBody(value)["type"] !== "attack") throw invalid("type", 'must be "attack"');
  return { type: "attack", ...parseAttackRequest(value) };
}

/** The `commandId` of a message that `parseAttackMessage` refused, when it has a valid one. Never throws. */
export function readCommandId(text: string): string | undefined {
  try {
    const { commandId } = asBody(parseJson(text));
    return isWireId(commandId) ? commandId : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the one message a client may send on a feed's socket. */
export function encodeAttackMessage({ commandId, skill }: AttackRequest): string {
  return JSON.stringify({ type: "attack", commandId, skill } satisfies AttackMessage);
}

/**
 * Reads the parameter `lane`; undefined when it is absent or empty.
 * @throws ProtocolError `invalid-body`
 */
export function parseLane(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  if (!isWireId(value)) throw invalid("lane", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError("invalid-body", "The message is not JSON.");
  }
}

function asBody(value: unknown): Fields {
  if (!isFields(value)) throw new ProtocolError("invalid-body", "A JSON object is expected.");
  return value;
}

function isAbsent(value: unknown): value is undefined | "" {
  return value === undefined || value === "";
}

/** 1 to 64 characters of A-Z a-z 0-9 . _ - */
export function isWireId(value: unknown): value is string {
  return typeof value === "string" && ID_PATTERN.test(value);
}
