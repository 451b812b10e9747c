// A feed of rows that come, change and go all the time, and what a client of it should show.
import { expect } from "vitest";
import { Hub } from "../server/hub/hub.ts";
import { createKeyedFeed, type KeyedFeed } from "../server/keyed-feed.ts";
import type { RoomClient } from "./room-client.ts";

type Row = { readonly id: string; readonly n: number };

/** A feed that changes all the time, and what it should show. */
export class ChangingFeed implements Disposable {
  readonly hub = new Hub({
    frameIntervalMs: 50,
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 10_000,
    now: Date.now,
  });
  readonly feed: KeyedFeed<Row> = createKeyedFeed<Row>({ key: "id" });
  readonly rows = new Map<string, unknown>();
  #n = 0;
  readonly #timer = setInterval(() => this.change(), 10);

  constructor() {
    for (let n = 0; n < 10; n += 1) this.change();
  }

  change(): void {
    this.#n += 1;
    const id = `r${this.#n % 8}`;
    if (this.#n % 5 === 0) {
      this.rows.delete(id);
      this.feed.delete(id);
    } else {
      this.rows.set(id, { id, n: this.#n });
      this.feed.set({ id, n: this.#n });
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
    this.hub.drain();
  }

  /** No change any more. Throws until a client shows what the feed does, of its newest version. */
  isShownBy(client: RoomClient): void {
    this.stop();
    expect(client.cursor).toBe(`${this.feed.epoch}:${this.feed.seq}`);
    expect(client.rows).toEqual(this.rows);
  }
}
