// A client of a room as the contract has it: takes snapshots that are newer than what it holds and deltas from exactly that, discards
// what is late or repeated by its cursor, and repairs a gap by asking the feed itself, as over HTTP. Counts each.
import { encodeCursor, type Cursor } from "../wire/cursor.ts";
import { asFields, decodeObject, integerAt, stringAt, type Fields } from "../wire/fields.ts";
import type { VersionedFeed } from "../server/versioned-feed.ts";

/** What a watcher of a room was sent. */
export interface DeliveredMessage {
  readonly kind: "snapshot" | "delta";
  readonly payload: string;
  /** It was there before the watcher came. */
  readonly isRetained: boolean;
}

export class RoomClient {
  readonly counters = { applied: 0, discarded: 0, repaired: 0, outOfOrder: 0 };
  readonly messages: DeliveredMessage[] = [];
  readonly #feed: VersionedFeed;
  #held: Cursor | undefined;
  #sent: Cursor | undefined;
  #rows = new Map<string, unknown>();

  constructor(feed: VersionedFeed) {
    this.#feed = feed;
  }

  /** `<epoch>:<seq>` */
  get cursor(): string | undefined {
    return this.#held === undefined ? undefined : encodeCursor(this.#held);
  }

  /** By their member `id`. */
  get rows(): ReadonlyMap<string, unknown> {
    return this.#rows;
  }

  take(message: DeliveredMessage): void {
    this.messages.push(message);
    const frame = decodeObject(message.payload);
    const cursor = cursorOf(frame);
    if (!message.isRetained) {
      if (this.#sent?.epoch === cursor.epoch && cursor.seq < this.#sent.seq) this.counters.outOfOrder += 1;
      this.#sent = cursor;
    }
    if (this.#held?.epoch === cursor.epoch && cursor.seq <= this.#held.seq) this.counters.discarded += 1;
    else if (this.#follows(frame)) this.#apply(frame, cursor);
    else this.#repair();
  }

  #follows(frame: Fields): boolean {
    if (frame["type"] === "snapshot") return true;
    return this.#held?.epoch === frame["epoch"] && this.#held?.seq === integerAt(frame, "from");
  }

  #repair(): void {
    this.counters.repaired += 1;
    const frame = decodeObject(this.#feed.frameSince(this.#held).text);
    this.#apply(frame, cursorOf(frame));
  }

  #apply(frame: Fields, cursor: Cursor): void {
    this.counters.applied += 1;
    this.#held = cursor;
    if (frame["type"] === "snapshot") this.#rows = new Map();
    for (const key of arrayAt(frame, "left")) this.#rows.delete(String(key));
    for (const item of arrayAt(frame, "rows")) {
      const row = asFields(item, "row");
      this.#rows.set(stringAt(row, "id"), row);
    }
  }
}

function cursorOf(frame: Fields): Cursor {
  return { epoch: stringAt(frame, "epoch"), seq: integerAt(frame, "seq") };
}

function arrayAt(frame: Fields, name: string): readonly unknown[] {
  const value = frame[name];
  return Array.isArray(value) ? value : [];
}
