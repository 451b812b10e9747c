// A message of the stream, text ⇄ value: some events of one family, and what its writer knew when it wrote (SPEC EL34).
// Decoding is total: a client that may write to the stream can write anything, and every node must make the same of it.
import type { BattleEvent, Entry } from "@hydra/engine";
import { crc32 } from "node:zlib";
import { parseRecord, type RetentionRecord } from "./retention-record.ts";

/** What a writer had read of the stream. */
export interface Known {
  /** Place of the newest message. */
  readonly place: number;
  /** Time of the newest entry up to there, epoch milliseconds. */
  readonly at: number;
}

export interface LogMessage {
  /** Who wrote it, and which of its messages it is; empty if unknown. */
  readonly id: string;
  readonly known: Known;
  /** The log's time at its writer, epoch milliseconds; undefined in messages of older servers. */
  readonly writtenAt: number | undefined;
  readonly content: Content;
}

export type Content =
  /** Takes its seqs and its time from where and when it was stored. */
  | { readonly type: "events"; readonly events: readonly BattleEvent[] }
  /** Of another log: has its own. */
  | { readonly type: "imported"; readonly entries: readonly Entry[] }
  /** Ends the import: seqs from here on are above `base`. */
  | { readonly type: "base"; readonly base: number }
  /** Of a node that archives what is old. */
  | { readonly type: "retention"; readonly record: RetentionRecord }
  | { readonly type: "nothing" }
  /** Was a message of a log, and is not what was written. */
  | { readonly type: "damaged" };

/** A message with events, which are JSON texts. */
export function encodeEvents(head: Omit<LogMessage, "content">, events: readonly string[]): string {
  return close(`${encodeHead(head)},"events":[${events.join(",")}]`);
}

/** A message without events of its own. */
export function encodeMessage({ content, ...head }: WrittenMessage): string {
  switch (content.type) {
    case "imported":
      return close(`${encodeHead(head)},"entries":${JSON.stringify(content.entries)}`);
    case "base":
      return close(`${encodeHead(head)},"base":${content.base}`);
    case "retention":
      return close(`${encodeHead(head)},"retention":${JSON.stringify(content.record)}`);
    case "nothing":
      return close(encodeHead(head));
  }
}

export interface WrittenMessage extends Omit<LogMessage, "content"> {
  readonly content: Exclude<Content, { readonly type: "events" | "damaged" }>;
}

/** Ends the text of a message with the checksum of what stands before it: CRC-32, hexadecimal. */
function close(text: string): string {
  return `${text},"check":"${checksumOf(text)}"}`;
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

function encodeHead({ id, known, writtenAt }: Omit<LogMessage, "content">): string {
  return JSON.stringify({ id, known, writtenAt }).slice(0, -1);
}

/** What does not read as a message of a log holds nothing, for every node alike; but one that was a message is damaged. */
export function decodeMessage(text: string): LogMessage {
  if (isDamaged(text))
    return { id: "", known: NOTHING_KNOWN, writtenAt: undefined, content: { type: "damaged" } };
  const { id, known, writtenAt, ...content } = parseObject(text);
  return {
    id: typeof id === "string" ? id : "",
    known: decodeKnown(known),
    writtenAt: typeof writtenAt === "number" && Number.isFinite(writtenAt) ? writtenAt : undefined,
    content: decodeContent(content),
  };
}

const NOTHING_KNOWN: Known = { place: 0, at: 0 };
const CHECK = /^,"check":"([0-9a-f]{8})"\}$/;
const CHECK_LENGTH = ',"check":"01234567"}'.length;
/** What every message begins with that this server has written. */
const BEGINNING = '{"id":"';

/** Messages of older servers have no checksum. */
function isDamaged(text: string): boolean {
  const [, check] = CHECK.exec(text.slice(-CHECK_LENGTH)) ?? [];
  if (check !== undefined) return check !== checksumOf(text.slice(0, -CHECK_LENGTH));
  return text.startsWith(BEGINNING) && Object.keys(parseObject(text)).length === 0;
}

function decodeContent({ events, entries, base, retention }: Record<string, unknown>): Content {
  if (isArrayOf(events, isEvent)) return { type: "events", events };
  if (isArrayOf(entries, isEntry)) return { type: "imported", entries };
  if (typeof base === "number" && Number.isSafeInteger(base)) return { type: "base", base };
  const record = parseRecord(retention);
  if (record !== undefined) return { type: "retention", record };
  return { type: "nothing" };
}

function decodeKnown(value: unknown): Known {
  if (typeof value !== "object" || value === null) return NOTHING_KNOWN;
  const { place, at }: { place?: unknown; at?: unknown } = value;
  return {
    place: typeof place === "number" && Number.isSafeInteger(place) && place > 0 ? place : 0,
    at: typeof at === "number" && Number.isFinite(at) ? at : 0,
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isArrayOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

/** As much of an event as the log reads: it is an opaque value to it, but for its family. */
function isEvent(value: unknown): value is BattleEvent {
  return typeof value === "object" && value !== null && "type" in value && "familyId" in value;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { seq, at, event }: { seq?: unknown; at?: unknown; event?: unknown } = value;
  return Number.isSafeInteger(seq) && typeof at === "number" && isEvent(event);
}
