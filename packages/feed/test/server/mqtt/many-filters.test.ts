import { expect, it } from "vitest";
import { MqttApp } from "./mqtt-app.ts";
import { codesOf, subscribePacket, TYPES, unsubscribePacket } from "./raw-client.ts";

/** Of two letters: 4,000 bytes of a SUBSCRIBE. */
const FILTERS = Array.from({ length: 800 }, (_, n) => n.toString(36).padStart(2, "0"));

it.each([
  ["SUBSCRIBE", (filters: readonly string[]) => subscribePacket(filters)],
  ["UNSUBSCRIBE", unsubscribePacket],
])("[MB15] counts a %s of hundreds of filters as many packets", async (_name, packetOf) => {
  await using served = await MqttApp.start();
  using raw = await served.raw();
  await raw.connect();
  raw.send(packetOf(FILTERS), packetOf(FILTERS));
  expect(await raw.end()).toEqual({ code: 1008, reason: "too many packets" });
});

it("[MB2] [MB15] refuses each filter of a packet that is as long as it may be", async () => {
  await using served = await MqttApp.start();
  using raw = await served.raw();
  await raw.connect();
  raw.send(subscribePacket(FILTERS));
  const answer = await raw.next();
  expect(answer.type).toBe(TYPES.suback);
  expect(codesOf(answer)).toEqual(FILTERS.map(() => 0x80));
});
