// A message of the stream, text ⇄ value: some events of one family, and what its writer knew when it wrote (SPEC EL34).
// Decoding is total: whoever may write to the stream can write anything, and every node must make the same of it.
import type { BattleEvent, Entry } from "@hydra/engine";

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
  | { readonly type: "nothing" };

/** A message with events, which are JSON texts. */
export function encodeEvents(head: Omit<LogMessage, "content">, events: readonly string[]): string {
  return `${encodeHead(head)},"events":[${events.join(",")}]}`;
}

export function encodeMessage({ content, ...head }: LogMessage): string {
  switch (content.type) {
    case "events":
      return `${encodeHead(head)},"events":${JSON.stringify(content.events)}}`;
    case "imported":
      return `${encodeHead(head)},"entries":${JSON.stringify(content.entries)}}`;
    case "base":
      return `${encodeHead(head)},"base":${content.base}}`;
    case "nothing":
      return `${encodeHead(head)}}`;
  }
}

function encodeHead({ id, known, writtenAt }: Omit<LogMessage, "content">): string {
  return JSON.stringify({ id, known, writtenAt }).slice(0, -1);
}

/** What does not read as a message of a log holds nothing, for every node alike. */
export function decodeMessage(text: string): LogMessage {
  const { id, known, writtenAt, events, entries, base } = parseObject(text);
  return {
    id: typeof id === "string" ? id : "",
    known: decodeKnown(known),
    writtenAt: typeof writtenAt === "number" && Number.isFinite(writtenAt) ? writtenAt : undefined,
    content: decodeContent(events, entries, base),
  };
}

function decodeContent(events: unknown, entries: unknown, base: unknown): Content {
  if (isArrayOf(events, isEvent)) return { type: "events", events };
  if (isArrayOf(entries, isEntry)) return { type: "imported", entries };
  if (typeof base === "number" && Number.isSafeInteger(base)) return { type: "base", base };
  return { type: "nothing" };
}

function decodeKnown(value: unknown): Known {
  if (typeof value !== "object" || value === null) return { place: 0, at: 0 };
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

/** As much of an event as the log knows: it is an opaque value to it, but for its family. */
function isEvent(value: unknown): value is BattleEvent {
  return typeof value === "object" && value !== null && "type" in value && "familyId" in value;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { seq, at, event }: { seq?: unknown; at?: unknown; event?: unknown } = value;
  return Number.isSafeInteger(seq) && typeof at === "number" && isEvent(event);
}
