// Why messages are told apart by cursors: a service that drops some at random, and two clients in the same room. One orders by `msgTime`,
// as the article does from which this began; the other by the cursor beside it.
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { createNeteaseProvider, publishFeed } from "../../../src/server/messaging/index.ts";
import { createKeyedFeed, Hub, type KeyedFeed } from "../../../src/server/index.ts";
import { RoomClient } from "../../../src/testing/index.ts";
import { APP, NeteaseService, type Attachment } from "../../../src/testing/netease-service.ts";

type Row = { readonly id: string; readonly n: number };

const PATIENCE = { timeout: 60_000, interval: 20 };

/** Takes what is newer by its time, and counts what it can notice. */
class TimeClient {
  readonly rows = new Map<string, unknown>();
  late = 0;
  #msgTime = -Infinity;

  take({ msgTime, frame }: Attachment): void {
    if (msgTime < this.#msgTime) {
      this.late += 1;
      return;
    }
    this.#msgTime = msgTime;
    for (const row of (frame as { rows?: { id: string }[] }).rows ?? []) this.rows.set(row.id, row);
  }
}

/** The same room for both, while the feed gets a new row every 10 ms. */
async function race(settings: { messagesPerSecond?: number; rows: number; now?: (row: number) => number }) {
  await using service = await NeteaseService.open({ random: seeded(7) });
  const { messagesPerSecond, rows, now = Date.now } = settings;
  let row = 0;
  const rate = messagesPerSecond === undefined ? {} : { messagesPerSecond };
  const provider = createNeteaseProvider({ ...APP, origin: service.origin, now: () => now(row), ...rate });
  const hub = new Hub({
    frameIntervalMs: 20,
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 10_000,
    now: Date.now,
  });
  const feed = createKeyedFeed<Row>({ key: "id" });
  const byTime = new TimeClient();
  const byCursor = new RoomClient(feed);
  // As a client begins, over HTTP.
  byCursor.take({ kind: "snapshot", payload: feed.frameSince(undefined).text, isRetained: false });
  const published = publishFeed({ hub, feed, provider, room: "test/room" });
  await vi.waitFor(() => expect(service.roomIds.length).toBe(1), PATIENCE);
  service.join(service.roomIds[0]!, (attachment) => {
    const message = JSON.parse(attachment) as Attachment;
    byTime.take(message);
    byCursor.take({ kind: "delta", payload: JSON.stringify(message.frame), isRetained: false });
  });
  for (; row < rows; row += 1) {
    feed.set({ id: `r${row}`, n: row });
    await pause(10);
  }
  await settle(feed, byCursor);
  published.close();
  hub.drain();
  await provider.close();
  const { dropped } = service;
  const shown = { byTime: new Map(byTime.rows), byCursor: new Map(byCursor.rows) };
  for (const client of Object.values(shown)) client.delete("last");
  return { dropped, shown, late: byTime.late, repaired: byCursor.counters.repaired, truth: rowsOf(rows) };
}

/** When the last messages were dropped nothing follows them: a change in another second does, until one gets through. */
async function settle(feed: KeyedFeed<Row>, client: RoomClient): Promise<void> {
  for (let n = 1; client.cursor !== `${feed.epoch}:${feed.seq}`; n += 1) {
    feed.set({ id: "last", n });
    await pause(1_200);
  }
}

function rowsOf(rows: number): Map<string, unknown> {
  return new Map(Array.from({ length: rows }, (_, n) => [`r${n}`, { id: `r${n}`, n }]));
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("two clients of a room", () => {
  it("[MG36] above the caps: by time no loss is noticed and rows are missing; by cursor each is, and none are", async () => {
    const { dropped, shown, late, repaired, truth } = await race({ rows: 200, messagesPerSecond: 40 });
    expect(dropped).toBeGreaterThan(0);
    expect(late).toBe(0);
    expect(shown.byTime.size).toBeLessThan(truth.size);
    expect(repaired).toBeGreaterThan(0);
    expect(shown.byCursor).toEqual(truth);
  });

  it("[MG33, MG36] within the caps: nothing is dropped, and both show the same", async () => {
    const { dropped, shown, repaired, truth } = await race({ rows: 200 });
    expect([dropped, repaired]).toEqual([0, 0]);
    expect([shown.byTime, shown.byCursor]).toEqual([truth, truth]);
  });

  it("[MG36] when the publisher's clock is set back: by time what is new is late, by cursor it is new", async () => {
    const now = (row: number): number => Date.now() - (row > 100 ? 60_000 : 0);
    const { dropped, shown, late, truth } = await race({ rows: 200, now });
    expect(dropped).toBe(0);
    expect(late).toBeGreaterThan(0);
    expect(shown.byTime.size).toBeLessThan(truth.size);
    expect(shown.byCursor).toEqual(truth);
  });
});
