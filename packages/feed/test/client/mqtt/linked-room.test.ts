// A room of a messaging system that the application connects to itself: what the library makes of it. The feed is a real one over HTTP; what
// the room brings is the test's choice.
import { setTimeout as wait } from "node:timers/promises";
import Fastify from "fastify";
import { expect, it, vi } from "vitest";
import { openMqtt } from "../../../src/client/transports/mqtt.ts";
import type { LinkEvents } from "../../../src/client/room-link.ts";
import {
  createKeyedFeed,
  Hub,
  liveFeed,
  type EncodedFrame,
  type KeyedFeed,
} from "../../../src/server/index.ts";
import type { Cursor } from "../../../src/wire/cursor.ts";
import { openRecorded, type RecordedFeed } from "../recorded-feed.ts";

const PATIENCE = { timeout: 60_000, interval: 10 };
/** Frames of the hub that the room goes by: two polls fit in between. */
const ROOM_INTERVAL_MS = 300;
const LOSSES = 4;

class LinkedRoom implements AsyncDisposable {
  readonly prices: KeyedFeed = createKeyedFeed({ key: "symbol" });
  /** Targets of requests to the feed, in order. */
  readonly asked: string[] = [];
  readonly links: LinkEvents[] = [];
  /** Links that were closed. */
  closed = 0;
  repairs = 0;
  readonly #app = Fastify();
  readonly #hub = new Hub({
    frameIntervalMs: ROOM_INTERVAL_MS,
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 10_000,
    now: () => Date.now(),
  });
  #url = "";

  static async open(): Promise<LinkedRoom> {
    const room = new LinkedRoom();
    const { prices: feed } = room;
    feed.set({ symbol: "ACME", price: 1 });
    room.#hub.keep(feed);
    room.#app.addHook("onRequest", async ({ url }) => void room.asked.push(url));
    await room.#app.register(liveFeed, { prefix: "/prices", feed });
    await room.#app.register(liveFeed, { prefix: "/room", feed, hub: room.#hub });
    room.#url = await room.#app.listen({ host: "127.0.0.1", port: 0 });
    return room;
  }

  get cursor(): Cursor {
    return { epoch: this.prices.epoch, seq: this.prices.seq };
  }

  /** Called with every frame of the hub that the room goes by. */
  publish(onFrame: (frame: EncodedFrame) => void): void {
    const sink = {
      pendingBytes: 0,
      write: (frame: EncodedFrame) => (onFrame(frame), true),
      end: () => undefined,
    };
    this.#hub.subscribe(this.prices, sink, this.cursor);
  }

  watch(): RecordedFeed {
    return openRecorded(openMqtt, {
      baseUrl: "",
      url: `${this.#url}/prices`,
      messaging: {
        feedUrl: `${this.#url}/room`,
        openLink: (events) => {
          this.links.push(events);
          setImmediate(() => events.onSubscribed());
          return { close: () => void (this.closed += 1) };
        },
      },
      meter: {
        addRequest: () => undefined,
        addBytes: () => undefined,
        addRepair: () => void (this.repairs += 1),
      },
    });
  }

  bring(frame: EncodedFrame): void {
    this.links.at(-1)?.onMessage({ kind: "delta", payload: frame.body });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hub.drain();
    this.#app.server.closeAllConnections();
    await this.#app.close();
  }
}

it("[MC20, MC21] begins over HTTP, at the address that the room's server gives, and goes on by what the link brings", async () => {
  await using room = await LinkedRoom.open();
  const watched = room.watch();
  expect(await watched.next()).toMatchObject({
    type: "frame",
    frame: { type: "snapshot", seq: room.cursor.seq },
  });
  expect(room.asked).toEqual(["/room"]);
  const since = room.cursor;
  room.prices.set({ symbol: "ACME", price: 2 });
  room.bring(room.prices.frameSince(since));
  expect(await watched.next()).toMatchObject({
    frame: { type: "delta", from: since.seq, seq: room.cursor.seq },
  });
  expect(room.asked).toEqual(["/room"]);
  watched.feed.close();
  expect(room.closed).toBe(1);
});

it("[MC20] ends as its link does, and reports nothing of it afterwards", async () => {
  await using room = await LinkedRoom.open();
  const watched = room.watch();
  await watched.next();
  const [link] = room.links;
  link?.onEnd({ type: "lost", reason: "kicked" });
  expect(await watched.next()).toMatchObject({ type: "end", end: { type: "lost", reason: "kicked" } });
  expect(room.closed).toBe(1);
  link?.onEnd({ type: "lost", reason: "again" });
  await wait(20);
  expect(watched.pending).toBe(0);
});

it("[MC20] ends where the link cannot be opened", async () => {
  await using room = await LinkedRoom.open();
  const watched = openRecorded(openMqtt, {
    baseUrl: "http://127.0.0.1:9",
    messaging: {
      openLink() {
        throw new Error("no code for it");
      },
    },
  });
  expect(await watched.next()).toMatchObject({ type: "end", end: { type: "lost" } });
  expect(room.links).toEqual([]);
});

it("[MC22] follows the room again after a loss although the feed never rests, with few requests", async () => {
  await using room = await LinkedRoom.open();
  const frames: EncodedFrame[] = [];
  let isLosing = false;
  room.publish((frame) => {
    if (frame.type !== "delta") return;
    frames.push(frame);
    if (!isLosing) room.bring(frame);
  });
  const watched = room.watch();
  let price = 2;
  const changing = setInterval(() => room.prices.set({ symbol: "ACME", price: (price += 1) }), 10);
  try {
    const seqs: number[] = [];
    void (async () => {
      for (;;) {
        const report = await watched.next();
        if (report.type === "frame" && report.frame.type !== "heartbeat") seqs.push(report.frame.seq);
      }
    })();
    const isFollowing = async (): Promise<void> => {
      await vi.waitFor(() => expect(seqs.length).toBeGreaterThan(0), PATIENCE);
      // Two in a row by the room alone.
      await vi.waitFor(async () => {
        const [asked, published] = [room.asked.length, frames.length];
        await vi.waitFor(() => expect(frames.length).toBeGreaterThan(published + 2), PATIENCE);
        expect(room.asked.length).toBe(asked);
      }, PATIENCE);
    };
    await isFollowing();
    const asked = room.asked.length;
    for (let loss = 1; loss <= LOSSES; loss += 1) {
      const published = frames.length;
      isLosing = true;
      await vi.waitFor(() => expect(frames.length).toBe(published + 1), PATIENCE);
      isLosing = false;
      await vi.waitFor(() => expect(room.repairs).toBe(loss), PATIENCE);
      await isFollowing();
    }
    // A poll for the loss, a poll and a held one to follow; those two once more where a frame fell between them.
    expect(room.asked.length - asked).toBeLessThanOrEqual(5 * LOSSES);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  } finally {
    clearInterval(changing);
    watched.feed.close();
  }
});
