// How a feed over a room of a real broker ends, on either side, and what is left of it.
import { describe, expect, it, vi } from "vitest";
import { openMqtt } from "../../../src/client/transports/mqtt.ts";
import { RoomBroker, TOPIC } from "../mqtt/room-broker.ts";
import { watchRoom } from "../mqtt/watched-room.ts";
import { openRecorded } from "../recorded-feed.ts";

const LIMIT = { timeout: 60_000 };

describe("the end of a feed over MQTT", () => {
  it("reports nothing once closed, and leaves no connection, request or timer", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    broker.change(1);
    broker.lose();
    broker.change(2);
    await broker.publish();
    watched.feed.close();
    watched.feed.close();
    await vi.waitFor(() => expect(broker.connections).toBe(0), LIMIT);
    expect(watched.pending).toBe(0);
  });

  it("reports nothing when it is closed in the middle of what it delivers", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    const recorded = openRecorded(
      openMqtt,
      { baseUrl: "", url: broker.feedUrl, messaging: { url: broker.url, topic: TOPIC } },
      (_frame, feed) => feed.close(),
    );
    expect(await recorded.next()).toMatchObject({ frame: { type: "snapshot" } });
    await vi.waitFor(() => expect(broker.connections).toBe(0), LIMIT);
    expect(recorded.pending).toBe(0);
  });

  it("is lost when the broker goes away, and resumes what was missed when it is there again", async () => {
    await using broker = await RoomBroker.open();
    await broker.retain();
    using watched = watchRoom(broker);
    await watched.next();
    broker.cut();
    expect(await watched.next()).toMatchObject({ type: "end", end: { type: "lost" } });
    const since = broker.cursor;
    broker.change(1);
    broker.change(2);
    using again = watchRoom(broker, { since });
    expect(await again.next()).toMatchObject({ frame: { type: "delta", from: 0, seq: 2 } });
  });

  it.each([1, 2, 4, 5])(
    "[MC5] is lost without a reason of its own when the client is refused (%i)",
    async (code) => {
      await using broker = await RoomBroker.open();
      broker.returnCode = code;
      const reported = await watchRoom(broker).next();
      expect(reported).toMatchObject({ type: "end", end: { type: "lost" } });
      expect(reported.type === "end" && "isOwn" in reported.end).toBe(false);
    },
  );

  it("[MC5] has the broker's word where it is unavailable for now", async () => {
    await using broker = await RoomBroker.open();
    broker.returnCode = 3;
    expect(await watchRoom(broker).next()).toMatchObject({ type: "end", end: { type: "lost", isOwn: true } });
  });

  it("[MC5] is lost when the subscription is refused", async () => {
    await using broker = await RoomBroker.open();
    broker.isOpen = false;
    const end = { type: "lost", reason: "the broker refused the subscription" };
    expect(await watchRoom(broker).next()).toMatchObject({ type: "end", end });
  });
});
