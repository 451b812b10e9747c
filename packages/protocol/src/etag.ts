// The cursor as an entity tag: how a poll says what it holds and is told that nothing is newer (RFC 9110 §8.8.3,
// §13.1.2). SPEC PR11.
import { encodeCursor, type Cursor } from "./cursor.ts";

const ENTITY_TAG = /(?:W\/)?("[\x21\x23-\x7E\x80-\xFF]*")/g;

/** Writes a cursor as the value of `ETag` or `If-None-Match`, e.g. `"k3v9:812"`. */
export function encodeEntityTag(cursor: Cursor): string {
  return `"${encodeCursor(cursor)}"`;
}

/**
 * Whether `If-None-Match` names the current cursor, so that the answer is 304: weak comparison with each tag of the
 * list, or `*` for whatever there is. A header that cannot be read names nothing. Total; cost linear in the header.
 */
export function hasEntityTag(ifNoneMatch: string | undefined, current: Cursor): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  const tag = encodeEntityTag(current);
  for (const match of ifNoneMatch.matchAll(ENTITY_TAG)) {
    if (match[1] === tag) return true;
  }
  return false;
}
