// Options of the embedded broker that a program without types may give: of a bound that is no number, none was kept.
import Fastify from "fastify";
import { expect, it } from "vitest";
import { createKeyedFeed } from "../../../src/server/index.ts";
import { mqttBroker, type MqttBrokerOptions } from "../../../src/server/mqtt/index.ts";

const feed = createKeyedFeed({ key: "id" });
const COUNTS = [
  "maxConnections",
  "maxConnectionsPerAddress",
  "maxSubscriptions",
  "maxPacketBytes",
  "maxPacketsPerSecond",
  "maxKeepAliveS",
];
const TIMES = ["connectTimeoutMs", "closeTimeoutMs", "pingIntervalMs"];

const WRONG: readonly (readonly [name: string, options: object])[] = [
  ...[undefined, null, feed].map((feedOf) => ["feedOf", { feedOf }] as const),
  ...[...COUNTS, ...TIMES].flatMap((name) =>
    [0, -1, Number.NaN, "20", null].map((value) => [name, { [name]: value }] as const),
  ),
  ...[...COUNTS.slice(2), ...TIMES].flatMap((name) =>
    [Infinity, 1e12].map((value) => [name, { [name]: value }] as const),
  ),
  ...COUNTS.map((name) => [name, { [name]: 100.5 }] as const),
  ...["mqtt", "", "/", "/mqtt/", "/*", "/:any", "/a b", "/a?b", 7].map((path) => ["path", { path }] as const),
  ...["http://x", ["http://x/a"], [1], true].map(
    (allowedOrigins) => ["allowedOrigins", { allowedOrigins }] as const,
  ),
  ...["authorize", "addressOf", "onConnection", "onDropped"].map((name) => [name, { [name]: 1 }] as const),
  ...["hub", "liveness"].map((name) => [name, { [name]: {} }] as const),
  ...[3, "wibble", "toString"].map((transport) => ["transport", { transport }] as const),
];

it.each(WRONG)("[MB18] a wrong `%s` rejects the registration by its name: %o", async (name, wrong) => {
  const app = Fastify();
  const options = { feedOf: () => feed, ...wrong } as MqttBrokerOptions;
  await expect(Promise.resolve(app.register(mqttBroker, options))).rejects.toThrow(`"${name}"`);
  await app.close().catch(() => undefined);
});

it.each<Partial<MqttBrokerOptions>>([
  {},
  { path: "/brokers/mqtt", allowedOrigins: ["https://a.example:8443"], transport: "mqtt" },
  {
    maxConnections: 1,
    maxPacketBytes: 64,
    maxPacketsPerSecond: 1,
    maxKeepAliveS: 65_535,
    pingIntervalMs: 0.5e4,
  },
])("[MB18] right ones are taken: %o", async (options) => {
  const app = Fastify();
  await app.register(mqttBroker, { feedOf: () => feed, ...options });
  await app.ready();
  await app.close();
});
