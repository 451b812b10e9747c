// The digest of a state written down once more, byte by byte and all rows anew, to hold a feed's own against. SPEC PR110, PR111.
import { canonicalJson } from "../wire/digest.ts";

const MASK = 0xffffffffn;

/** @param parts each as JSON has it: the fields, and every row @returns eight hexadecimal digits */
export function digestOf(fields: unknown, rows: Iterable<unknown>): string {
  let sum = hash(fields);
  for (const row of rows) sum = (sum + hash(row)) & MASK;
  return sum.toString(16).padStart(8, "0");
}

function hash(value: unknown): bigint {
  let h = 0x811c9dc5n;
  for (const byte of new TextEncoder().encode(canonicalJson(value)))
    h = ((h ^ BigInt(byte)) * 0x01000193n) & MASK;
  h ^= h >> 16n;
  h = (h * 0x85ebca6bn) & MASK;
  h ^= h >> 13n;
  h = (h * 0xc2b2ae35n) & MASK;
  return h ^ (h >> 16n);
}
