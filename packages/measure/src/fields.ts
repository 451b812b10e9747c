// Reads the members of one event that came out of JSON.parse, each checked for real. Internal to parsing. ME62.
import { RecordingError } from "./recording-error.ts";

/** As the wire contract has it (PR9). */
const LANE_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;
/** As the wire contract has it (PR10). */
const EPOCH_PATTERN = /^[A-Za-z0-9]{1,32}$/;
/** As the wire contract has it (PR110). */
const DIGEST_PATTERN = /^[0-9a-f]{8}$/;
/** The last millisecond a Date can name (ECMA-262 §21.4.1.1). */
const MAX_TIME = 8.64e15;

/** Readers of an object's members by key; each throws a RecordingError that names the member. */
export interface Fields {
  text(key: string): string;
  lane(): string;
  epoch(): string;
  /** Epoch milliseconds, or a duration: finite and not negative. */
  ms(key: string): number;
  /** Milliseconds that may be negative. */
  signedMs(key: string): number;
  /** An integer from 0 to 2^53 − 1. */
  count(key: string): number;
  list(key: string, maxLength: number): readonly unknown[];
  digest(key: string): string;
  /** True, or absent. */
  flag(key: string): boolean;
  has(key: string): boolean;
}

/** @throws RecordingError when the value is not an object. */
export function fieldsOf(value: unknown, path: string): Fields {
  if (!isObject(value)) throw new RecordingError(path, "an object");
  const members = value;
  const wrong = (key: string, expected: string): RecordingError =>
    new RecordingError(`${path}.${key}`, expected);

  function matching(key: string, pattern: RegExp): string {
    const member = members[key];
    if (typeof member !== "string" || !pattern.test(member)) throw wrong(key, `text like ${pattern.source}`);
    return member;
  }

  function between(key: string, least: number, greatest: number): number {
    const member = members[key];
    if (typeof member !== "number" || !(member >= least && member <= greatest)) {
      throw wrong(key, `a number from ${least} to ${greatest}`);
    }
    return member;
  }

  return {
    text(key) {
      const member = members[key];
      if (typeof member !== "string") throw wrong(key, "text");
      return member;
    },
    lane: () => matching("lane", LANE_PATTERN),
    epoch: () => matching("epoch", EPOCH_PATTERN),
    digest: (key) => matching(key, DIGEST_PATTERN),
    ms: (key) => between(key, 0, MAX_TIME),
    signedMs: (key) => between(key, -MAX_TIME, MAX_TIME),
    count(key) {
      const member = between(key, 0, Number.MAX_SAFE_INTEGER);
      if (!Number.isInteger(member)) throw wrong(key, "an integer");
      return member;
    },
    list(key, maxLength) {
      const member: unknown = members[key];
      if (!isList(member) || member.length > maxLength) {
        throw wrong(key, `an array of at most ${maxLength}`);
      }
      return member;
    },
    flag(key) {
      const member = members[key];
      if (member !== undefined && member !== true) throw wrong(key, "true");
      return member === true;
    },
    has: (key) => members[key] !== undefined,
  };
}

/** Array.isArray, without its any. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
