// Reads single fields of a value that came out of JSON.parse on a client, each checked for real. They are plain
// functions instead of a schema interpreter because a browser reads 100 rows with them 20 times a second.
// SPEC PR7.
import { DecodeError } from "./decode-error.ts";

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Narrows a JSON value to an object; null and arrays are none. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws DecodeError when the text is not one JSON object. */
export function decodeObject(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DecodeError("The server's text is not JSON.");
  }
  return asFields(value, "The server's text");
}

/** @throws DecodeError naming `what` when the value is not an object. */
export function asFields(value: unknown, what: string): Fields {
  if (!isFields(value)) throw new DecodeError(`${what} is not an object.`);
  return value;
}

export function stringAt(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string") throw wrong(key, "a string");
  return value;
}

/** A string that identifies something, so not an empty one. */
export function idAt(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string" || value === "") throw wrong(key, "a non-empty string");
  return value;
}

export function booleanAt(fields: Fields, key: string): boolean {
  const value = fields[key];
  if (typeof value !== "boolean") throw wrong(key, "true or false");
  return value;
}

/** A finite number of milliseconds, fractions allowed, not negative. */
export function timeAt(fields: Fields, key: string): number {
  const value = fields[key];
  if (!isTime(value)) throw wrong(key, "a time in milliseconds");
  return value;
}

/** An integer from `least` (0 unless given) to 2^53 - 1. */
export function integerAt(fields: Fields, key: string, least = 0): number {
  const value = fields[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
    throw wrong(key, `an integer from ${least}`);
  }
  return value;
}

/** Every item of an array, read by `decode`. */
export function listAt<T>(fields: Fields, key: string, decode: (item: unknown) => T): readonly T[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw wrong(key, "an array");
  return value.map((item: unknown) => decode(item));
}

export function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

export function wrong(key: string, expected: string): DecodeError {
  return new DecodeError(`The server's field "${key}" is not ${expected}.`);
}
