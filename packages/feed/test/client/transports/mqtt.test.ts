// A feed over a room of a real broker: what is lost, late, repeated or old there, and what the feed is asked for over HTTP.
import { describe, expect, it, vi } from "vitest";
import { keyedCodec } from "../../../src/client/keyed-codec.ts";
import { createReplica } from "../../../src/client/view-codec.ts";
import { RoomBroker } from "../mqtt/room-broker.ts";
import { settle, watchRoom } from "../mqtt/watched-room.ts";

const LIMIT = { timeout: 60_000 };

describe("a feed over MQTT", () => {
  it("[MC10] begins with the retained snapshot, and goes on with deltas, without a request to the feed", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    await broker.retain();
    using watched = watchRoom(broker);
    expect(await watched.next()).toMatchObject({ frame: { type: "snapshot", seq: 1, rows: [{ price: 1 }] } });
    for (const price of [2, 3]) {
      broker.change(price);
      await broker.publish();
      expect(await watched.next()).toMatchObject({
        frame: { type: "delta", from: price - 1, seq: price, rows: [{ price }] },
      });
    }
    expect(broker.asked).toEqual([]);
  });

  it("[MC10] asks the feed for its state where the broker keeps none", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    using watched = watchRoom(broker);
    expect(await watched.next()).toMatchObject({ frame: { type: "snapshot", seq: 1 } });
    broker.change(2);
    await broker.retain();
    broker.change(3);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 1, seq: 3 } });
    expect(broker.asked).toEqual(["/prices", `/prices?since=${broker.prices.epoch}%3A1`]);
    expect(watched.counts.repairs).toBe(1);
  });

  it("[MC11] discards repeated and late deltas, and counts them", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    broker.change(1);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { seq: 1 } });
    await broker.repeat();
    const late = broker.prices.frameSince({ epoch: broker.prices.epoch, seq: 0 });
    broker.change(2);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 1, seq: 2 } });
    await broker.send("delta", late.body);
    broker.change(3);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 2, seq: 3 } });
    expect(watched.counts).toEqual({ stale: 2, repairs: 0 });
    expect(broker.asked).toEqual([]);
  });

  it("[MC12] makes up for a lost delta over HTTP, by its cursor, and counts that once", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    broker.change(1);
    broker.lose();
    broker.change(2);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 0, seq: 2 } });
    broker.change(3);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 2, seq: 3 } });
    expect(broker.asked).toEqual([`/prices?since=${broker.prices.epoch}%3A0`]);
    expect(watched.counts).toEqual({ repairs: 1, stale: 0 });
  });

  it("[MC12] takes deltas in their order when one overtakes another, whichever way the gap is closed", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    broker.change(1);
    const first = broker.lose();
    broker.change(2);
    await broker.publish();
    await broker.send("delta", first.body);
    const seqs: number[] = [];
    while (seqs.at(-1) !== 2) {
      const reported = await watched.next();
      expect(reported).toMatchObject({ type: "frame", frame: { from: seqs.at(-1) ?? 0 } });
      if (reported.type === "frame" && reported.frame.type !== "heartbeat") seqs.push(reported.frame.seq);
    }
    expect(watched.counts.repairs).toBe(1);
  });

  it("[MC12] does not take a newer snapshot for a lost delta, but one that was to be expected", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using plain = watchRoom(broker);
    using expecting = watchRoom(broker, { isExpected: ({ type }) => type === "snapshot" });
    await Promise.all([plain.next(), expecting.next()]);
    broker.change(1);
    broker.lose();
    await broker.retain();
    expect(await plain.next()).toMatchObject({ frame: { type: "delta", from: 0, seq: 1 } });
    expect(await expecting.next()).toMatchObject({ frame: { type: "snapshot", seq: 1 } });
    expect(plain.counts.repairs).toBe(1);
    expect(expecting.counts.repairs).toBe(0);
    expect(broker.asked).toHaveLength(1);
  });

  it("[MC13] resumes from its cursor over HTTP, and ignores a retained snapshot that is older", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    await broker.retain();
    broker.change(2);
    const since = broker.cursor;
    broker.change(3);
    using watched = watchRoom(broker, { since });
    expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 2, seq: 3 } });
    await settle(broker);
    expect(broker.asked).toEqual([`/prices?since=${since.epoch}%3A2`]);
    expect(watched.counts).toEqual({ repairs: 0, stale: 0 });
  });

  it("[MC13] reports that nothing is newer, whatever is retained", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    await broker.retain();
    using watched = watchRoom(broker, { since: broker.change(2) });
    expect(await watched.next()).toMatchObject({ type: "unchanged" });
    await settle(broker);
    expect(watched.pending).toBe(0);
  });

  it("[MC13] catches up by a poll when it is nudged", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    broker.change(1);
    watched.feed.nudge?.();
    expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 0, seq: 1 } });
    expect(watched.counts.repairs).toBe(0);
  });

  it("[MC14] goes on with the room after a poll that lay between two of its frames", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    await broker.retain();
    const since = broker.cursor;
    broker.change(2);
    using watched = watchRoom(broker, { since });
    expect(await watched.next()).toMatchObject({ frame: { from: 1, seq: 2 } });
    broker.change(3);
    await broker.publish();
    // From 1 to 3, across what is held: the feed is asked, and then to hold its answer until its next frame.
    expect(await watched.next()).toMatchObject({ frame: { from: 2, seq: 3 } });
    await vi.waitFor(() => expect(broker.asked.at(-1)).toContain("/prices/next?since="), LIMIT);
    broker.change(4);
    expect(await watched.next()).toMatchObject({ frame: { from: 3, seq: 4 } });
    await broker.publish();
    broker.change(5);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 4, seq: 5 } });
    const askedBefore = broker.asked.length;
    broker.change(6);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 5, seq: 6 } });
    expect(broker.asked).toHaveLength(askedBefore);
    expect(watched.counts.repairs).toBe(0);
  });

  it("[MC14] takes a delta around a poll's answer at once where the codec can shorten it", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    await broker.retain();
    const since = broker.cursor;
    broker.change(2);
    const { shorten } = createReplica(keyedCodec((row) => row));
    using watched = watchRoom(broker, { since, shorten });
    expect(await watched.next()).toMatchObject({ frame: { from: 1, seq: 2 } });
    const askedBefore = broker.asked.length;
    broker.change(3);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 2, seq: 3, rows: [{ price: 3 }] } });
    broker.change(4);
    await broker.publish();
    expect(await watched.next()).toMatchObject({ frame: { from: 3, seq: 4 } });
    expect(broker.asked).toHaveLength(askedBefore);
    expect(watched.counts).toEqual({ repairs: 0, stale: 0 });
  });

  it("[MC14] goes on from the room's own snapshot where its frames are never the feed's", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    const types: string[] = [];
    let held = 0;
    // Each time the room is published to, the feed has moved on before it can be asked.
    broker.onAsked = () => void broker.change(Math.random());
    broker.change(0.5);
    broker.lose();
    let published = 0;
    // As a publisher does: the snapshot in the same tick as the delta that leads there, now and then.
    const market = setInterval(() => {
      broker.change(Math.random());
      void broker.publish();
      if ((published += 1) % 10 === 0) void broker.retain();
    }, 20);
    try {
      // Off the room, then on it again for ten frames in a row.
      for (let inARow = 0; inARow < 10;) {
        const askedBefore = broker.asked.length;
        const reported = await watched.next();
        if (reported.type !== "frame" || reported.frame.type === "heartbeat") continue;
        const { frame } = reported;
        if (frame.type === "delta") expect(frame.from).toBe(held);
        held = frame.seq;
        types.push(frame.type);
        inARow = types.includes("snapshot") && broker.asked.length === askedBefore ? inARow + 1 : 0;
      }
    } finally {
      clearInterval(market);
    }
    expect(types.filter((type) => type === "snapshot")).toHaveLength(1);
  });

  it("[MC15] begins a new epoch when the feed does, and drops what is left of the old one", async () => {
    await using old = await RoomBroker.open();
    await using broker = await RoomBroker.open();
    old.change(1);
    await broker.send("snapshot", old.prices.frameSince(undefined).body);
    using watched = watchRoom(broker);
    expect(await watched.next()).toMatchObject({ frame: { type: "snapshot", epoch: old.prices.epoch } });
    await broker.retain();
    expect(await watched.next()).toMatchObject({
      frame: { type: "snapshot", epoch: broker.prices.epoch, seq: 0 },
    });
    await broker.send("delta", old.prices.frameSince({ epoch: old.prices.epoch, seq: 0 }).body);
    broker.change(1);
    await broker.publish();
    const reported = await watched.next();
    expect(reported.type === "unchanged" ? await watched.next() : reported).toMatchObject({
      frame: { from: 0, seq: 1 },
    });
    await settle(broker);
    // For the new epoch, and for what is left of the old one a poll and perhaps a long-poll: not for ever.
    expect(broker.asked.length).toBeLessThanOrEqual(3);
    expect(watched.counts.repairs).toBe(1);
  });

  it("[MC15] asks for what is larger than a message may be: an empty delta stands in its place", async () => {
    await using broker = await RoomBroker.open();
    broker.change(1);
    const hint = broker.prices.frameSince(broker.cursor);
    await broker.send("snapshot", hint.body);
    using watched = watchRoom(broker);
    expect(await watched.next()).toMatchObject({ frame: { type: "snapshot", seq: 1 } });
    broker.change(2);
    await broker.send("delta", broker.prices.frameSince(broker.cursor).body);
    expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 1, seq: 2 } });
    expect(watched.counts.repairs).toBe(1);
  });

  it("[MC16] finds out that the last message before a pause was lost, and asks ever more rarely", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await using broker = await RoomBroker.open();
      await broker.retain();
      using watched = watchRoom(broker);
      await watched.next();
      broker.change(1);
      broker.lose();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 0, seq: 1 } });
      expect(watched.counts.repairs).toBe(1);
      const asks: number[] = [];
      for (let second = 1; second <= 40; second += 1) {
        const before = broker.asked.length;
        await vi.advanceTimersByTimeAsync(1_000);
        if (second === 5 || second === 15 || second === 35) {
          expect(await watched.next()).toMatchObject({ type: "unchanged" });
        }
        if (broker.asked.length > before) asks.push(second);
      }
      expect(asks).toEqual([5, 15, 35]);
      expect(watched.counts.repairs).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
