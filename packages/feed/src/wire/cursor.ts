// The cursor `<epoch>:<seq>`: the ETag of a poll, the `since` of any request, the id of a server-sent event.
// SPEC PR10–PR13.
import { FeedError } from "./problem.ts";

/** A position in the feed. `epoch` names the log and what shapes its frames, `seq` is the log's position. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

const CURSOR_PATTERN = /^([A-Za-z0-9]{1,32}):(0|[1-9][0-9]{0,15})$/;

/** Writes a cursor in its wire form. */
export function encodeCursor(cursor: Cursor): string {
  return `${cursor.epoch}:${cursor.seq}`;
}

/**
 * Reads a cursor's wire form.
 * @throws FeedError `invalid-cursor` when the text is anything else.
 */
export function parseCursor(text: string): Cursor {
  const match = CURSOR_PATTERN.exec(text);
  const seq = Number(match?.[2]);
  if (match?.[1] === undefined || !Number.isSafeInteger(seq)) {
    throw new FeedError("invalid-cursor", "A cursor is <epoch>:<seq>.");
  }
  return { epoch: match[1], seq };
}

/**
 * Reads the parameter `since`; undefined when it is absent or empty.
 * @throws FeedError `invalid-cursor`
 */
export function parseSince(value: unknown): Cursor | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw new FeedError("invalid-cursor", '"since" may be given once.');
  return parseCursor(value);
}
