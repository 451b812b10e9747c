// What a node that archives writes into the stream (SPEC EL46, EL45): that it does so, and up to where what is old may be gone.
import type { Checksum } from "../entry-chain.ts";
import { PLAIN_NUMBERING, type Numbering } from "./numbering.ts";

/** Where the log in a stream begins, and what a reader needs to read it from there. What is before it was archived. */
export interface StreamStart {
  /** Place of the last message that may be gone; 0 when none may. */
  readonly place: number;
  /** Newest time up to there, epoch milliseconds. */
  readonly at: number;
  /** Seq of the last entry that was archived: in a message up to `place`, or among the first of the next one. */
  readonly seq: number;
  /** Its checksum in the archive. */
  readonly checksum: Checksum;
  /** How the entries after it are numbered. */
  readonly numbering: Numbering;
}

/** Of a stream that holds all there ever was. */
export const WHOLE_STREAM: StreamStart = {
  place: 0,
  at: 0,
  seq: 0,
  checksum: null,
  numbering: PLAIN_NUMBERING,
};

export interface RetentionRecord {
  /** Names the archive folder of the node that wrote it. */
  readonly holder: string;
  /** It archives right now, and writes such a record again and again. */
  readonly isHeld: boolean;
  readonly start: StreamStart;
}

/** Undefined when it is not one. */
export function parseRecord(value: unknown): RetentionRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { holder, isHeld, start }: { [key in keyof RetentionRecord]?: unknown } = value;
  const parsed = parseStart(start);
  if (typeof holder !== "string" || typeof isHeld !== "boolean" || parsed === undefined) return undefined;
  return { holder, isHeld, start: parsed };
}

function parseStart(value: unknown): StreamStart | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { place, at, seq, checksum, numbering }: { [key in keyof StreamStart]?: unknown } = value;
  if (typeof numbering !== "object" || numbering === null) return undefined;
  const { base, baseAt }: { [key in keyof Numbering]?: unknown } = numbering;
  if (!isCount(place) || !isCount(seq) || !isCount(base) || !isCount(baseAt)) return undefined;
  if (typeof at !== "number" || !Number.isFinite(at)) return undefined;
  if (checksum !== null && typeof checksum !== "number") return undefined;
  return { place, at, seq, checksum, numbering: { base, baseAt } };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
