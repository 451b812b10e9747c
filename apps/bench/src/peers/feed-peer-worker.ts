// The library itself with a timer in the place of an application: a feed whose deltas are as large as asked, over all transports of
// `liveFeed` under /prices and by the embedded MQTT broker at /mqtt.
import Fastify from "fastify";
import { mqttBroker } from "@hydra/feed/mqtt";
import { createKeyedFeed, Hub, liveFeed } from "@hydra/feed/server";
import { atPace, readPeerOptions } from "./peer-frames.ts";

/** Rows that a snapshot has: as a ranking shows. */
const ROWS = 100;

const { frameBytes, framesPerSecond } = readPeerOptions(process.argv.slice(2));
const prices = createKeyedFeed({ key: "symbol" });
let round = 0;

function change(padding: string): void {
  round += 1;
  prices.set({ symbol: `S${String(round % ROWS).padStart(2, "0")}`, price: 1e6 + round, padding });
}

/** What is left of a delta for padding, when everything else of it is there. */
function measurePadding(): string {
  while (round < ROWS) change("");
  const since = { epoch: prices.epoch, seq: prices.seq };
  change("");
  return "x".repeat(Math.max(0, frameBytes - prices.frameSince(since).body.length));
}

const padding = measurePadding();
const app = Fastify();
// Changes are as frequent as frames may be; one that comes a little early would wait for the next.
const frameIntervalMs = 500 / framesPerSecond;
const now = (): number => performance.timeOrigin + performance.now();
const hub = new Hub({ frameIntervalMs, heartbeatIntervalMs: 10_000, maxBehindMs: 10_000, now });
await app.register(liveFeed, { prefix: "/prices", feed: prices, hub });
await app.register(mqttBroker, {
  hub,
  feedOf: (topic) => (topic === "prices" ? prices : undefined),
});
await app.listen({ host: "127.0.0.1", port: 0 });
atPace(framesPerSecond, () => change(padding));
process.send?.(app.server.address());
