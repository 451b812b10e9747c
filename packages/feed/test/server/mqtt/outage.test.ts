import { expect, it, vi } from "vitest";
import { Hub } from "../../../src/server/index.ts";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";
import { collect, MqttApp } from "./mqtt-app.ts";

it("[MB3] sends the beginning and the end of an outage, and has no other heartbeats", async () => {
  const hub = new Hub({ frameIntervalMs: 5, heartbeatIntervalMs: 100, maxBehindMs: 10_000, now: Date.now });
  await using served = await MqttApp.start({ hub });
  const client = await served.connect();
  const messages = collect(client);
  await client.subscribeAsync(["prices/snapshot", "prices/delta"]);
  const seen = (): string[] =>
    messages.map(({ frame }) => `${String(frame["type"])} ${String(frame["log"])}`);
  const become = (expected: string[]): Promise<void> =>
    vi.waitFor(() => expect(seen()).toEqual(expected), PATIENCE_MS);
  const told = ["snapshot undefined"];
  await become(told);
  hub.setSourceReachable(false);
  await become(told.concat("heartbeat unreachable"));
  // Some heartbeats later.
  served.prices.set({ symbol: "A", price: 1 });
  await become(told.concat("heartbeat unreachable", "delta undefined"));
  await new Promise((resolve) => setTimeout(resolve, 350));
  hub.setSourceReachable(true);
  const all = told.concat("heartbeat unreachable", "delta undefined", "heartbeat undefined");
  await become(all);
  expect(messages.at(-1)?.topic).toBe("prices/delta");
  await client.endAsync();
  hub.drain();
});
