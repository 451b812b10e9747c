// A keyed feed and, beside it, what it should show: written down a second time, so that it can find the feed wrong.
import { createKeyedFeed, type KeyedFeed } from "../../src/server/index.ts";

export interface KeyedState {
  readonly rows: ReadonlyMap<string, unknown>;
  readonly fields: unknown;
}

export interface KeyedFrame {
  readonly type?: unknown;
  readonly rows?: readonly Record<string, unknown>[];
  readonly left?: readonly string[];
  readonly fields?: unknown;
}

export class KeyedWorld {
  readonly feed: KeyedFeed;
  readonly #rows = new Map<string, unknown>();
  #fields: object = {};

  constructor(now?: () => number) {
    this.feed = createKeyedFeed({ key: "id", ...(now === undefined ? {} : { now }) });
  }

  set(row: { readonly id: string; readonly n: number }): void {
    this.feed.set(row);
    this.#rows.set(row.id, { ...row });
  }

  delete(id: string): boolean {
    this.#rows.delete(id);
    return this.feed.delete(id);
  }

  setFields(fields: { readonly n: number }): void {
    this.feed.setFields(fields);
    this.#fields = { ...fields };
  }

  get state(): KeyedState {
    return { rows: new Map(this.#rows), fields: this.#fields };
  }
}

/** As a client does. */
export function applyKeyed(held: KeyedState | undefined, frame: KeyedFrame): KeyedState {
  const isWhole = frame.type === "snapshot";
  if (!isWhole && held === undefined) throw new Error("a delta from nothing");
  const rows = new Map(isWhole ? [] : held?.rows);
  for (const key of frame.left ?? []) rows.delete(key);
  for (const row of frame.rows ?? []) rows.set(String(row["id"]), row);
  return { rows, fields: frame.fields ?? (isWhole ? {} : held?.fields) };
}
