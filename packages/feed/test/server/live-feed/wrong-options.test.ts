// Options that a program without types may give, and which would fail later, or in silence.
import Fastify from "fastify";
import { expect, it } from "vitest";
import { createKeyedFeed, liveFeed, type LiveFeedOptions } from "../../../src/server/index.ts";

const feed = createKeyedFeed({ key: "id" });

const TIMES = ["frameIntervalMs", "heartbeatIntervalMs", "maxBehindMs", "pingIntervalMs", "closeTimeoutMs"];
const WRONG: readonly (readonly [name: string, options: object])[] = [
  ...[undefined, null, {}, "prices"].map((value) => ["feed", { feed: value }] as const),
  ...["sse", ["sse", "wibble"], ["toString"]].map((transports) => ["transports", { transports }] as const),
  ...["", "/", "/x/"].map((prefix) => ["prefix", { prefix }] as const),
  ...["authorize", "onConnection", "onDropped", "commands"].map((name) => [name, { [name]: "yes" }] as const),
  ...["hub", "liveness"].map((name) => [name, { [name]: {} }] as const),
  ...[0, 1.5, Number.NaN, 1e12, "1024"].map(
    (maxCommandBytes) => ["maxCommandBytes", { maxCommandBytes }] as const,
  ),
  ...["http://x", ["http://x/"], ["http://x/a"], ["x"], [1]].map(
    (allowedOrigins) => ["allowedOrigins", { allowedOrigins }] as const,
  ),
  ...TIMES.flatMap((name) =>
    [0, -5, Number.NaN, Infinity, "10s"].map((value) => [name, { [name]: value }] as const),
  ),
];

it.each(WRONG)("a wrong `%s` rejects the registration by its name: %o", async (name, wrong) => {
  const app = Fastify();
  const options = { prefix: "/p", feed, ...wrong } as LiveFeedOptions;
  await expect(Promise.resolve(app.register(liveFeed, options))).rejects.toThrow(`"${name}"`);
  await app.close().catch(() => undefined);
});

it.each<Partial<LiveFeedOptions>>([
  { allowedOrigins: ["https://a.example:8443", "capacitor://localhost", "null"] },
  { allowedOrigins: false, transports: ["polling"] },
  { heartbeatIntervalMs: 60_000, pingIntervalMs: 0.5e4, maxBehindMs: 1 },
])("right ones are taken: %o", async (options) => {
  const app = Fastify();
  await app.register(liveFeed, { prefix: "/p", feed, ...options });
  expect((await app.inject("/p")).statusCode).toBe(200);
  await app.close();
});

it("a keyed feed without a key is refused by name", () => {
  expect(() => createKeyedFeed({} as { key: string })).toThrow(/"key"/);
});
