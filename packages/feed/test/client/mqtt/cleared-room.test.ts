// A room whose retained state is removed while it is watched.
import { expect, it } from "vitest";
import { RoomBroker } from "./room-broker.ts";
import { watchRoom } from "./watched-room.ts";

it("[MC17] asks the feed when its room is cleared, and goes on with what it holds", async () => {
  await using broker = await RoomBroker.open();
  broker.change(1);
  await broker.retain();
  using watched = watchRoom(broker);
  await watched.next();
  await broker.send("snapshot", "");
  expect(await watched.next()).toMatchObject({ type: "unchanged" });
  expect(broker.asked).toEqual([expect.stringContaining("since=")]);
  broker.change(2);
  await broker.publish();
  expect(await watched.next()).toMatchObject({ frame: { type: "delta", from: 1, seq: 2 } });
  expect(watched.counts.repairs).toBe(0);
});

it("[MC17] ends with the feed's own refusal where there is no such feed any more", async () => {
  let isThere = true;
  await using broker = await RoomBroker.open({ feed: () => (isThere ? broker.prices : undefined) });
  broker.change(1);
  await broker.retain();
  using watched = watchRoom(broker);
  await watched.next();
  isThere = false;
  await broker.send("snapshot", "");
  expect(await watched.next()).toMatchObject({ type: "end", end: { type: "refused", code: "not-found" } });
});
