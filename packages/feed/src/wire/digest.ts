// The digest of a feed's state: a number that server and client work out apart from each other, of what each holds. Pure. SPEC PR110–PR112.
import { wrong } from "./fields.ts";

/** FNV-1a, 32 bits. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * FNV-1a over the text's UTF-8 with the finaliser of MurmurHash3 after it, as a signed 32-bit integer: sums of small integers are cheap.
 * @param text well-formed. O(length)
 */
export function hashText(text: string): number {
  let hash = OFFSET | 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) hash = Math.imul(hash ^ unit, PRIME);
    else {
      const point = text.codePointAt(index) ?? 0;
      if (point > 0xffff) index += 1;
      hash = mixPoint(hash, point);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A code point from 0x80, as RFC 3629 §3 has its bytes. */
function mixPoint(hash: number, point: number): number {
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return mix(mix(hash, 0xc0 | (point >> 6)), last);
  const third = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return mix(mix(mix(hash, 0xe0 | (point >> 12)), third), last);
  const second = 0x80 | ((point >> 12) & 0x3f);
  return mix(mix(mix(mix(hash, 0xf0 | (point >> 18)), second), third), last);
}

function mix(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, PRIME);
}

/** @param sum of the hashes of the fields and of every row, modulo 2^32 in whatever form */
export function formatDigest(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, "0");
}

/** RFC 8785, of a value that came out of JSON.parse. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(Reflect.get(value, name))}`);
  return `{${members.join(",")}}`;
}

const DIGEST_PATTERN = /^[0-9a-f]{8}$/;

/** @throws DecodeError */
export function parseDigest(value: unknown): string {
  if (typeof value !== "string" || !DIGEST_PATTERN.test(value))
    throw wrong("digest", "eight lowercase hexadecimal digits");
  return value;
}
