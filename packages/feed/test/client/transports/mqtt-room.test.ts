// What a client asks the feed for, step by step: the broker and the feed's answers are both the test's.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMqtt } from "../../../src/client/transports/mqtt.ts";
import type { FeedRequest, OpenFeed } from "../../../src/client/transport.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../../src/wire/keyed.ts";
import { acceptClient, TOPIC } from "../mqtt/scripted-broker.ts";
import { openRecorded } from "../recorded-feed.ts";
import { story } from "../rig.ts";
import { startScriptedServer } from "../scripted-server.ts";

const { snapshot, delta } = story;
const SINCE = { epoch: "e1", seq: 5 };

beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => void vi.useRealTimers());

let repairs = 0;
let opened: OpenFeed | undefined;
afterEach(() => opened?.close());

async function open(request: Partial<FeedRequest<KeyedSnapshot | KeyedDelta>> = {}) {
  repairs = 0;
  const server = await startScriptedServer();
  const meter = {
    addRequest: () => undefined,
    addBytes: () => undefined,
    addRepair: () => void (repairs += 1),
  };
  const recorded = openRecorded(openMqtt, { baseUrl: server.url, meter, ...request });
  opened = recorded.feed;
  const client = await acceptClient(server);
  await client.welcome();
  const answer = async (path: string, frame: KeyedSnapshot | KeyedDelta): Promise<void> => {
    const exchange = await server.next();
    expect(exchange.target).toBe(`/feeds/f%2F1${path}`);
    exchange.sendFrame(frame);
    expect(await recorded.next()).toMatchObject({ frame: { type: frame.type, seq: frame.seq } });
  };
  return {
    server,
    client,
    answer,
    next: recorded.next,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("what a client of a room asks the feed for", () => {
  it("[MC13] is given up when the room itself leads on", async () => {
    await using feed = await open({ since: SINCE });
    const { gone, target } = await feed.server.next();
    expect(target).toBe("/feeds/f%2F1?since=e1%3A5");
    feed.client.publish("delta", delta(5, 6));
    expect(await feed.next()).toMatchObject({ frame: { from: 5, seq: 6 } });
    await gone;
    feed.client.publish("delta", delta(6, 7));
    expect(await feed.next()).toMatchObject({ frame: { from: 6, seq: 7 } });
  });

  it("[MC15] is its state at once where the retained snapshot was too large", async () => {
    await using feed = await open();
    feed.client.publish("snapshot", delta(5, 5));
    await feed.answer("", snapshot(6));
    feed.client.publish("delta", delta(6, 7));
    expect(await feed.next()).toMatchObject({ frame: { from: 6, seq: 7 } });
  });

  it("[MC14] is a poll, then four long-polls, then a poll and the room's snapshot, and counts one loss", async () => {
    await using feed = await open();
    feed.client.publish("snapshot", snapshot(5));
    await feed.next();
    feed.client.publish("delta", delta(6, 7));
    await feed.answer("?since=e1%3A5", delta(5, 8));
    for (let held = 8; held < 32; held += 6) {
      feed.client.publish("delta", delta(held + 1, held + 2));
      await feed.answer(`?since=e1%3A${held}`, delta(held, held + 3));
      await feed.answer(`/next?since=e1%3A${held + 3}`, delta(held + 3, held + 6));
    }
    feed.client.publish("delta", delta(33, 34));
    await feed.answer("?since=e1%3A32", delta(32, 35));
    const asked = await feed.client.next();
    expect(asked).toMatchObject({
      cmd: "subscribe",
      subscriptions: [{ topic: `${TOPIC}/snapshot`, qos: 0 }],
    });
    feed.client.write({ cmd: "suback", messageId: asked.messageId!, granted: [0] });
    // Older than what is held, as another server's broker may have it: the next one is waited for, and asked for again.
    feed.client.publish("snapshot", snapshot(34));
    await vi.advanceTimersByTimeAsync(2_000);
    await feed.answer("?since=e1%3A35", delta(35, 36));
    expect(await feed.client.next()).toMatchObject({ cmd: "subscribe" });
    feed.client.publish("snapshot", snapshot(37));
    expect(await feed.next()).toMatchObject({ frame: { type: "snapshot", seq: 37 } });
    feed.client.publish("delta", delta(37, 38));
    expect(await feed.next()).toMatchObject({ frame: { from: 37, seq: 38 } });
    expect(repairs).toBe(1);
    feed.client.publish("delta", delta(39, 40));
    await feed.answer("?since=e1%3A38", delta(38, 40));
    expect(repairs).toBe(2);
  });

  it("[MC14] is asked again where another client's poll came between, without a snapshot", async () => {
    await using feed = await open({ since: SINCE });
    await feed.answer("?since=e1%3A5", delta(5, 6));
    feed.client.publish("delta", delta(4, 8));
    await feed.answer("?since=e1%3A6", delta(6, 9));
    await feed.answer("/next?since=e1%3A9", delta(9, 10));
    feed.client.publish("delta", delta(8, 12));
    await feed.answer("?since=e1%3A10", delta(10, 13));
    await feed.answer("/next?since=e1%3A13", delta(13, 14));
    feed.client.publish("delta", delta(12, 14));
    feed.client.publish("delta", delta(14, 15));
    expect(await feed.next()).toMatchObject({ frame: { type: "delta", from: 14, seq: 15 } });
  });

  it("[MC14] goes on from a snapshot of what is held, with what came before it", async () => {
    await using feed = await open({ since: SINCE });
    await feed.answer("?since=e1%3A5", delta(5, 6));
    // Of the room always from a step before what is held.
    for (let held = 6; held < 22; held += 4) {
      feed.client.publish("delta", delta(held - 2, held + 2));
      await feed.answer(`?since=e1%3A${held}`, delta(held, held + 3));
      await feed.answer(`/next?since=e1%3A${held + 3}`, delta(held + 3, held + 4));
    }
    feed.client.publish("delta", delta(20, 24));
    await feed.answer("?since=e1%3A22", delta(22, 25));
    expect(await feed.client.next()).toMatchObject({ cmd: "subscribe" });
    feed.client.publish("delta", delta(26, 27));
    feed.client.publish("snapshot", snapshot(25));
    // The room is followed again, and what came meanwhile shows that it lost something.
    await feed.answer("?since=e1%3A25", delta(25, 27));
    expect(repairs).toBe(1);
    feed.client.publish("delta", delta(27, 28));
    expect(await feed.next()).toMatchObject({ frame: { from: 27, seq: 28 } });
  });

  it("[MC15] is which epoch is right, once", async () => {
    await using feed = await open();
    feed.client.publish("snapshot", snapshot(5));
    await feed.next();
    feed.client.publish("delta", { ...delta(5, 6), epoch: "e2" });
    (await feed.server.next()).send(204);
    expect(await feed.next()).toMatchObject({ type: "unchanged" });
    feed.client.publish("delta", delta(5, 6));
    expect(await feed.next()).toMatchObject({ frame: { epoch: "e1", from: 5, seq: 6 } });
    const marker = fetch(`${feed.server.url}/marker`);
    const exchange = await feed.server.next();
    expect(exchange.target).toBe("/marker");
    exchange.send(200);
    await marker;
  });

  it("is asked for one at a time", async () => {
    await using feed = await open();
    feed.client.publish("snapshot", delta(5, 5));
    const first = await feed.server.next();
    feed.client.publish("snapshot", delta(6, 6));
    await first.gone;
    await feed.answer("", snapshot(6));
  });

  it("[FP1] ends with what the feed answers", async () => {
    await using feed = await open({ since: SINCE });
    (await feed.server.next()).send(502, "no");
    expect(await feed.next()).toMatchObject({ type: "end", end: { type: "lost" } });
  });
});
