// The single values on the wire as JSON Schema, of which schemas.ts makes its objects.
import { MAX_NAME_LENGTH } from "../limits.ts";
import type { ValueSchema } from "./document-type.ts";

const MAX_SAFE_INTEGER = 2 ** 53 - 1;

export const id: ValueSchema = { type: "string", minLength: 1, description: "Opaque." };
export const wireId: ValueSchema = { type: "string", pattern: "^[A-Za-z0-9._-]{1,64}$" };
export const count: ValueSchema = { type: "integer", minimum: 0, maximum: MAX_SAFE_INTEGER };
export const positive: ValueSchema = { type: "integer", minimum: 1, maximum: MAX_SAFE_INTEGER };
export const time: ValueSchema = {
  type: "number",
  minimum: 0,
  description: "Epoch milliseconds by the server's clock.",
};
export const duration: ValueSchema = { type: "number", minimum: 0, description: "Milliseconds." };
export const flag: ValueSchema = { type: "boolean" };
export const shownName: ValueSchema = { type: "string" };
export const chosenName: ValueSchema = {
  type: "string",
  description: `1 to ${MAX_NAME_LENGTH} code points after trimming; no control, text-direction or hidden characters.`,
};
export const epoch: ValueSchema = {
  type: "string",
  pattern: "^[A-Za-z0-9]{1,32}$",
  description: "Names the event log.",
};

export const digest: ValueSchema = {
  type: "string",
  pattern: "^[0-9a-f]{8}$",
  description: "Of the state at `seq`, for a client to compare with that of what it holds (PR110).",
};
