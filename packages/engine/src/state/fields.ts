// Reads parsed JSON that may be anything, one field at a time. Every function throws StateFormatError with the field's
// name when the value is not what it asks for.
import { StateFormatError } from "./state-format-error.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, part: string): Fields {
  if (!isFields(value)) throw new StateFormatError(part);
  return value;
}

export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new StateFormatError(name);
  return value;
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new StateFormatError(name);
  return value;
}

export function textsIn(fields: Fields, name: string): string[] {
  return listIn(fields, name).map((value) => {
    if (typeof value !== "string") throw new StateFormatError(name);
    return value;
  });
}

/** A safe integer of at least `min`. */
export function integerIn(fields: Fields, name: string, min: number): number {
  const value = fields[name];
  if (!isInteger(value, min)) throw new StateFormatError(name);
  return value;
}

/** As many safe integers as there must be, each at least `min`. */
export function integersIn(
  fields: Fields,
  name: string,
  { length, min }: { length: number; min: number },
): number[] {
  const values = listIn(fields, name);
  if (values.length !== length) throw new StateFormatError(name);
  return values.map((value) => {
    if (!isInteger(value, min)) throw new StateFormatError(name);
    return value;
  });
}

/** Epoch milliseconds: finite, 0 or more. */
export function timeIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (!isTime(value)) throw new StateFormatError(name);
  return value;
}

export function timesIn(fields: Fields, name: string, length: number): number[] {
  const values = listIn(fields, name);
  if (values.length !== length) throw new StateFormatError(name);
  return values.map((value) => {
    if (!isTime(value)) throw new StateFormatError(name);
    return value;
  });
}

/** For what only several fields together can show. */
export function demand(isAsWritten: boolean, part: string): asserts isAsWritten {
  if (!isAsWritten) throw new StateFormatError(part);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown, min: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
