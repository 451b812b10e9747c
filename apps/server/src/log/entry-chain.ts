// The checksum of an entry: CRC-32 of its seq, time and text, begun with the checksum of the entry before it. So it shows an
// entry that was changed, and also one that was taken out, put in or moved. It finds damage; it is no protection from intent.
import { crc32 } from "node:zlib";

/** An entry as it stands in a row of the table `entry`. */
export interface EntryRow {
  readonly seq: number;
  readonly at: number;
  /** JSON text. */
  readonly event: string;
}

/** As a row keeps it: signed, which SQLite stores in four bytes; null in rows of older servers and of other programs. */
export type Checksum = number | null;

/** What the checksum of an entry is of. */
export function written({ seq, at, event }: EntryRow): string {
  return `${seq} ${at} ${event}`;
}

/** The same in SQL: null for a row that has no text. */
export const WRITTEN = "CASE typeof(event) WHEN 'text' THEN seq || ' ' || at || ' ' || event END";

/** The row, but for its numbers being text: SQLite and no cache of V8's has made them. */
export function partsOf(text: string): { readonly seq: string; readonly at: string; readonly event: string } {
  const afterSeq = text.indexOf(" ");
  const afterAt = text.indexOf(" ", afterSeq + 1);
  return {
    seq: text.slice(0, afterSeq),
    at: text.slice(afterSeq + 1, afterAt),
    event: text.slice(afterAt + 1),
  };
}

/** The checksum of what was written of an entry that follows on one with the checksum `before`: null for none. */
export function checksumOf(text: string, before: Checksum): number {
  return crc32(text, (before ?? 0) >>> 0) | 0;
}

/**
 * Why a row is not what was written, in words for the operator; undefined when it is. One without a checksum has to read as an
 * event; after it the chain begins anew, so a checksum that was lost shows in the entry after it.
 */
export function damageOf(row: EntryRow, checksum: Checksum, before: Checksum): string | undefined {
  return damageIn(written(row), checksum, before);
}

/** The same of what was written of a row. */
export function damageIn(text: string, checksum: Checksum, before: Checksum): string | undefined {
  if (checksum === null) return isEvent(partsOf(text).event) ? undefined : "it is no event";
  if (checksum === checksumOf(text, before)) return undefined;
  return "its checksum is wrong, or an entry before it is missing";
}

function isEvent(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value && "familyId" in value;
  } catch {
    return false;
  }
}
