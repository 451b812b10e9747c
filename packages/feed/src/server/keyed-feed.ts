// A feed of rows in memory, identified by one member of theirs: the feed for an application that has no log of its own. Every
// change is a version; a delta names rows by the seq that last changed them, and rows that have gone by the record of departures.
import { randomBytes } from "node:crypto";
import { checkFunctions } from "../wire/bounds.ts";
import type { Cursor } from "../wire/cursor.ts";
import { canonicalJson } from "../wire/digest.ts";
import type { KeyedDelta, KeyedSnapshot } from "../wire/keyed.ts";
import { createDepartures } from "./departures.ts";
import type { EncodedFrame } from "./encoded-frame.ts";
import { FrameCache } from "./frame-cache.ts";
import { RowHashes } from "./row-hashes.ts";
import { createVersionTimes } from "./version-times.ts";
import type { VersionedFeed } from "./versioned-feed.ts";

export interface KeyedFeedOptions {
  /** Name of the member that identifies a row: a string or a number, of which its text counts. */
  readonly key: string;
  /** Epoch milliseconds; default this process's clock. */
  readonly now?: () => number;
}

/** Whatever JSON can be made of. */
export type JsonMembers = Readonly<Record<string, unknown>>;

export interface KeyedFeed<Row extends object = JsonMembers> extends VersionedFeed {
  /** Rows. */
  readonly size: number;
  get(key: string | number): Row | undefined;
  /**
   * Adds the row, or puts it in the place of the one that has its key. One whose members are the same as before changes nothing.
   * What it holds must not be changed afterwards. O(1).
   * @throws TypeError when its key is neither a string nor a finite number, or JSON cannot hold it
   */
  set(row: Row): void;
  /** @returns whether there was such a row. O(1) */
  delete(key: string | number): boolean;
  /** What the feed has besides its rows, as a whole; `{}` at first. @throws TypeError when JSON cannot hold it */
  setFields(fields: object): void;
  onChange(listener: () => void): () => void;
}

/** A feed of its own epoch: after a restart every cursor gets a snapshot. @throws TypeError that names an option which is wrong */
export function createKeyedFeed<Row extends object = JsonMembers>(options: KeyedFeedOptions): KeyedFeed<Row> {
  return new RowsInMemory<Row>(options);
}

interface HeldRow<Row> {
  readonly row: Row;
  readonly changedSeq: number;
}

/** 18 hexadecimal digits: no other process's. */
const EPOCH_BYTES = 9;

class RowsInMemory<Row extends object> implements KeyedFeed<Row> {
  readonly epoch = randomBytes(EPOCH_BYTES).toString("hex");
  readonly #key: string;
  readonly #now: () => number;
  readonly #rows = new Map<string, HeldRow<Row>>();
  readonly #hashes = new RowHashes();
  readonly #departures = createDepartures(0);
  readonly #times = createVersionTimes();
  readonly #frames = new FrameCache();
  readonly #listeners = new Set<() => void>();
  #fields: JsonMembers | undefined;
  #fieldsChangedSeq = 0;
  #changedSeq = 0;
  #publishedSeq = 0;
  #publishedAt: number;
  /** Of the version published last, once a frame was asked for. */
  #digest: string | undefined;

  constructor(options: KeyedFeedOptions) {
    checkFunctions(options, ["now"]);
    const { key, now = () => performance.timeOrigin + performance.now() } = options;
    if (typeof (key as unknown) !== "string")
      throw new TypeError('"key" must be the name of a member of the rows.');
    this.#key = key;
    this.#now = now;
    this.#publishedAt = now();
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string | number): Row | undefined {
    return this.#rows.get(String(key))?.row;
  }

  set(row: Row): void {
    const key = this.#keyOf(row);
    const held = this.#rows.get(key);
    if (held !== undefined && isSame(held.row, row)) return;
    const copy = { ...row };
    requireJson(copy, `The row "${key}"`);
    this.#rows.set(key, { row: copy, changedSeq: this.#nextSeq() });
    this.#hashes.touch(key);
    this.#departures.remove(key);
    this.#notify();
  }

  delete(key: string | number): boolean {
    const id = String(key);
    if (!this.#rows.delete(id)) return false;
    this.#hashes.delete(id);
    this.#departures.add(id, this.#nextSeq());
    this.#notify();
    return true;
  }

  setFields(fields: object): void {
    if (isSame(this.#fields ?? {}, fields)) return;
    const copy = { ...fields };
    requireJson(copy, "The fields");
    this.#fields = copy;
    this.#fieldsChangedSeq = this.#nextSeq();
    this.#notify();
  }

  onChange(listener: () => void): () => void {
    // Of its own, so that the same function can listen twice.
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  get seq(): number {
    this.#publish();
    return this.#publishedSeq;
  }

  get publishedSeq(): number {
    return this.#publishedSeq;
  }

  frameSince(cursor: Cursor | undefined): EncodedFrame {
    this.#publish();
    return cursor !== undefined && this.#canResume(cursor)
      ? this.#frames.delta(cursor.seq, (from) => this.#deltaFrom(from))
      : this.#frames.snapshot(() => this.#snapshot());
  }

  #publish(): void {
    if (this.#changedSeq === this.#publishedSeq) return;
    this.#publishedSeq = this.#changedSeq;
    this.#publishedAt = this.#now();
    this.#times.add(this.#publishedSeq, this.#publishedAt);
    this.#frames.clear();
    this.#digest = undefined;
  }

  #canResume({ epoch, seq }: Cursor): boolean {
    return epoch === this.epoch && seq <= this.#publishedSeq && seq >= this.#departures.completeSince;
  }

  #snapshot(): KeyedSnapshot<Row> {
    const rows = Array.from(this.#rows.values(), ({ row }) => row);
    const fields = this.#fields === undefined ? {} : { fields: this.#fields };
    return { type: "snapshot", ...this.#version(), key: this.#key, rows, ...fields };
  }

  #deltaFrom(from: number): KeyedDelta<Row> {
    const rows: Row[] = [];
    for (const { row, changedSeq } of this.#rows.values()) if (changedSeq > from) rows.push(row);
    const left = this.#departures.since(from);
    return {
      type: "delta",
      from,
      ...this.#version(),
      ...this.#times.since(from),
      ...(rows.length > 0 ? { rows } : {}),
      ...(left.length > 0 ? { left } : {}),
      ...(this.#fields !== undefined && this.#fieldsChangedSeq > from ? { fields: this.#fields } : {}),
    };
  }

  /** Only for frames, which are made in the tick of a look. */
  #version(): Pick<Required<KeyedSnapshot>, "epoch" | "seq" | "publishedAt" | "digest"> {
    this.#digest ??= this.#digestNow();
    const { epoch } = this;
    return { epoch, seq: this.#publishedSeq, publishedAt: this.#publishedAt, digest: this.#digest };
  }

  /** O(rows that have changed since the last one). */
  #digestNow(): string {
    for (const key of this.#hashes.stale) this.#hashes.set(key, canonicalOf(this.#rows.get(key)?.row ?? {}));
    return this.#hashes.digest(canonicalOf(this.#fields ?? {}));
  }

  #keyOf(row: Row): string {
    const value: unknown = Reflect.get(row, this.#key);
    if (typeof value !== "string" && !Number.isFinite(value))
      throw new TypeError(`A row's "${this.#key}" must be a string or a finite number.`);
    return String(value);
  }

  #nextSeq(): number {
    this.#changedSeq += 1;
    return this.#changedSeq;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Of what JSON makes of the members, which of texts, numbers, flags and null is the same. */
function canonicalOf(members: object): string {
  const isPlain = Object.values(members).every((value) => value === null || PLAIN.has(typeof value));
  return canonicalJson(isPlain ? members : JSON.parse(JSON.stringify(members)));
}

const PLAIN: ReadonlySet<string> = new Set(["string", "number", "boolean"]);

/** Member by member; nested values are the same only when they are one. */
function isSame(a: object, b: object): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && Object.is(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

/** A frame is made long after a change, and of all rows: what it could not hold is refused while the caller can still catch it. */
function requireJson(members: object, name: string): void {
  try {
    JSON.stringify(members);
  } catch (cause) {
    throw new TypeError(`${name} cannot be written as JSON: ${String(cause)}`, { cause });
  }
}
