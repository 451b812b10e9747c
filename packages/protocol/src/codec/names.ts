// The names people choose for themselves and their families: text that other people's screens will show.
// SPEC PR41.
import { ProtocolError } from "../errors.ts";
import { MAX_NAME_LENGTH } from "../limits.ts";

/** A lone surrogate: the only thing `\p{Cs}` can match in a text read by code points. */
const ILL_FORMED = /\p{Cs}/u;
/** Controls, line and paragraph separators, and the bidirectional marks, embeddings, overrides and isolates. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** Anything a reader can see: not blank, not ignorable (zero-width, fillers), not a mark without its letter. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u2800]/u;

/**
 * Reads a name: NFC-normalised and trimmed, 1 to 24 code points, at least one of them visible.
 * @throws ProtocolError `invalid-body` naming `field`.
 */
export function parseName(value: unknown, field: string): string {
  if (typeof value !== "string") throw invalid(field, "must be a string");
  if (ILL_FORMED.test(value)) throw invalid(field, "must be well-formed Unicode");
  const name = value.normalize("NFC").trim();
  // A code point has at most two code units, so this spares counting what is far too long.
  const isTooLong = name.length > 2 * MAX_NAME_LENGTH || [...name].length > MAX_NAME_LENGTH;
  if (name === "" || isTooLong) throw invalid(field, `must have 1 to ${MAX_NAME_LENGTH} characters`);
  if (FORBIDDEN.test(name)) throw invalid(field, "must not have control or text-direction characters");
  if (!VISIBLE.test(name)) throw invalid(field, "must have a character that can be seen");
  return name;
}

/** The error for one field of a request; `must` says what it has to be. */
export function invalid(field: string, must: string): ProtocolError {
  return new ProtocolError("invalid-body", `"${field}" ${must}.`);
}
