// New opaque ids: short enough for a link, random enough that nobody meets another's by guessing.
import { randomBytes } from "node:crypto";

/** 80 random bits as 16 characters of Crockford's base 32, lower case: no two that look alike. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH = 16;

export function createId(): string {
  let id = "";
  for (const byte of randomBytes(ID_LENGTH)) id += ALPHABET[byte & 31];
  return id;
}
