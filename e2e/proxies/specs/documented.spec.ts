// docs/deploy.md, with TLS and HTTP/2: every transport passes, idle ones stay, and only what may be compressed is.
import type { Page } from "@playwright/test";
import { isFeedTransport, routes, SOCKET_TRANSPORTS, TRANSPORTS, type Frame } from "@hydra/protocol";
import { followChain } from "../../client/chain.ts";
import { NativeFeed } from "../../client/native-feed.ts";
import { attack, joinFamily } from "../../client/players.ts";
import { recordShown } from "../../client/shown.ts";
import { startTraffic } from "../../client/traffic.ts";
import { STREAMING, TOUR } from "../../client/transports.ts";
import { BattleServer } from "../../fixtures/battle-server.ts";
import { ask, HANDSHAKE } from "../ask.ts";
import { blockOf } from "../document.ts";
import { KINDS } from "../kinds/index.ts";
import { Proxy } from "../proxy.ts";
import { documentedSettings, expect, test } from "../test.ts";

/** WHATWG HTML §9.2.2: EventSource.CLOSED. */
const EVENT_SOURCE_CLOSED = 2;

/** What the document's followRanking gave so far. */
interface Followed {
  readonly frames: readonly Frame[];
  stop(): void;
}

const CROWD = { players: 3, pauseMs: 60 };

/** Players enough for a snapshot that each proxy finds worth compressing: Caddy takes no answer below 512 bytes. Their damage. */
async function fill(url: string, familyId: string): Promise<number> {
  const names = Array.from({ length: 12 }, (_, index) => `Player ${index}`);
  let damage = 0;
  for (const name of names) damage += (await attack(url, await joinFamily(url, familyId, name))).damage;
  return damage;
}

test("all are switched live under traffic over HTTP/2, with nothing missed and nothing repeated", async ({
  arena,
  family: { familyId },
  page,
  server,
}) => {
  await page.goto(`/f/${familyId}`);
  await expect(arena.connectionState).toHaveAttribute("data-transport", "websocket");
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-auto", "true");
  const protocol = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return navigation?.nextHopProtocol;
  });
  expect(protocol).toBe("h2");

  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const shown = await recordShown(page);
  for (const transport of TOUR) {
    const before = await arena.seq();
    await arena.switchTo(transport);
    await arena.expectCleanSwitch();
    await expect.poll(() => arena.seq()).toBeGreaterThan(before);
  }
  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
  await shown.expectInOrder();
});

test("[PR4] a strike counts on every transport, and the session's cookie is for TLS only", async ({
  arena,
  context,
  family,
}) => {
  await arena.open(family.familyId);
  await arena.join("Iolaus");
  for (const transport of TRANSPORTS) {
    await arena.switchTo(transport);
    await arena.strike();
  }
  const cookies = await context.cookies();
  expect(cookies.map(({ secure }) => secure)).toEqual(cookies.map(() => true));
  expect(cookies).not.toEqual([]);
});

test("[PR5] a compressed poll's ETag is answered by 304", async ({ family: { familyId }, front, server }) => {
  await fill(server.url, familyId);
  const path = routes.feed(familyId, "polling");
  const { headers } = await ask(front.url, path, { headers: { "accept-encoding": "gzip" } });
  expect(headers["content-encoding"]).toBe("gzip");
  const again = { "accept-encoding": "gzip", "if-none-match": headers.etag ?? "" };
  expect(await ask(front.url, path, { headers: again })).toMatchObject({ status: 304 });
  const other = { ...again, "if-none-match": '"another:1"' };
  expect(await ask(front.url, path, { headers: other })).toMatchObject({ status: 200 });
  const page = await ask(front.url, "/", { headers: { "accept-encoding": "gzip" } });
  expect(page.headers["content-encoding"]).toBe("gzip");
});

/** It is up to the network whether the proxy's first read brings the snapshot, and so something to compress. */
const STREAMS = 8;

/** Content-Encoding of so many event streams, one after another. */
function encodingsOf(page: Page, path: string): Promise<(string | null)[]> {
  return page.evaluate(
    async ([address, count]) => {
      const encodings: (string | null)[] = [];
      while (encodings.length < count) {
        const opened = new AbortController();
        const { headers } = await fetch(address, { signal: opened.signal });
        encodings.push(headers.get("content-encoding"));
        opened.abort();
      }
      return encodings;
    },
    [path, STREAMS] as const,
  );
}

test("[PR50] the browser's own EventSource gets every frame, uncompressed, as it is published", async ({
  family: { familyId },
  page,
  front,
  server,
}) => {
  const before = await fill(server.url, familyId);
  await page.goto("/");
  const path = routes.feed(familyId, "sse");
  expect(await encodingsOf(page, path)).toEqual(Array.from({ length: STREAMS }, () => null));
  const feed = await NativeFeed.eventSource(page, front.url + path);
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(async () => followChain(await feed.frames()).deltas).toBeGreaterThan(10);
  const { damage } = await traffic.stop();
  await expect.poll(async () => followChain(await feed.frames()).totalDamage).toBe(before + damage);
  expect(followChain(await feed.frames())).toMatchObject({ snapshots: 1, breaks: [] });
  expect(await feed.opened()).toBe(1);
});

/** Above the heartbeat's 10 s, by as much as a machine may be late with it, and below it. */
const [ENOUGH_SECONDS, TOO_FEW_SECONDS] = [18, 5];
/** Together longer than the limit. */
const HEARTBEATS = 2;

test("[PR6] a long-poll is held for 30 s and ends with 204", async ({
  family: { familyId },
  front,
  server,
}) => {
  const { headers } = await ask(server.url, routes.feed(familyId, "polling"));
  const since = encodeURIComponent((headers.etag ?? "").replaceAll('"', ""));
  const startedAt = performance.now();
  const { status } = await ask(front.url, `${routes.feed(familyId, "long-polling")}?since=${since}`);
  expect(status).toBe(204);
  // The hold is spread a little, so that a crowd does not return together.
  expect(performance.now() - startedAt).toBeGreaterThan(25_000);
});

test("[PR27] idle sockets and streams outlast a limit that heartbeats stay below, and not a shorter one", async ({
  context,
  family: { familyId },
  page,
  server,
  setup,
}) => {
  const kind = KINDS[setup.name];
  const options = { kind, configuration: setup.configuration, upstream: server.url } as const;
  const limit = (seconds: number) =>
    kind.withIdleLimit === undefined ? options : { ...options, idleLimitSeconds: seconds };
  await using enough = await Proxy.start(limit(ENOUGH_SECONDS));
  await page.goto(`${enough.url}/`);
  const feeds = await Promise.all(
    // A broker's clients keep themselves alive, and get no frames for that.
    STREAMING.filter(isFeedTransport).map((transport) =>
      NativeFeed.open(page, enough.url, { familyId, transport }),
    ),
  );
  if (kind.withIdleLimit !== undefined) {
    await using tooFew = await Proxy.start(limit(TOO_FEW_SECONDS));
    const other = await context.newPage();
    await other.goto(`${tooFew.url}/`);
    const cut = await NativeFeed.webSocket(other, tooFew.url + routes.feed(familyId, "websocket"));
    await expect.poll(() => cut.isClosed()).toBe(true);
    await other.close();
  }
  for (const feed of feeds) {
    const heartbeats = async () => (await feed.frames()).filter(({ type }) => type === "heartbeat").length;
    await expect.poll(heartbeats, { timeout: 60_000 }).toBeGreaterThanOrEqual(HEARTBEATS);
    expect(await feed.opened()).toBe(1);
    expect(await feed.isClosed()).toBe(false);
  }
  // Before its proxy is stopped.
  await page.goto("about:blank");
});

test("[PR4] another site's handshake is refused, the page's own is not", async ({ family, front }) => {
  for (const name of SOCKET_TRANSPORTS) {
    const path = routes.feed(family.familyId, name);
    const own = await ask(front.url, path, { headers: { ...HANDSHAKE, origin: front.url } });
    expect(own.status).toBe(101);
    const other = await ask(front.url, path, { headers: { ...HANDSHAKE, origin: "https://evil.example" } });
    expect(other.status).toBe(403);
  }
});

test("plain HTTP leads to TLS, address and query kept", async ({ front }) => {
  const { status, headers } = await ask(front.plainUrl, "/f/demo?x=1");
  expect([301, 308]).toContain(status);
  expect(new URL(headers.location ?? "")).toMatchObject({
    protocol: "https:",
    pathname: "/f/demo",
    search: "?x=1",
  });
});

test("a client's address is the one that connected: a forwarded one that it makes up changes nothing", async ({
  setup,
}) => {
  const env = { ...documentedSettings(), RATE_LIMIT: "2" };
  await using server = await BattleServer.start({ env });
  const { name, configuration } = setup;
  await using front = await Proxy.start({ kind: KINDS[name], configuration, upstream: server.url });
  const found = async (localAddress: string, forwarded: string) => {
    const headers = { "content-type": "application/json", "x-forwarded-for": forwarded };
    const body = JSON.stringify({ name: "Lernaean" });
    return (await ask(front.url, routes.families, { method: "POST", headers, body, localAddress })).status;
  };
  // More than a second's share at once, each under another name.
  const statuses = await Promise.all(
    Array.from({ length: 12 }, (_, index) => found("127.0.0.2", `203.0.113.${index}`)),
  );
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  // The proxy's own address has not used up anything.
  expect(await found("127.0.0.3", "203.0.113.1")).toBe(201);
});

test("a page that follows as the document shows comes back after a proxy's 502; an EventSource alone gives up", async ({
  console,
  family: { familyId },
  front,
  page,
  server,
}) => {
  console.allow(/502|503|net::ERR_/);
  await page.goto("/");
  const address = routes.feed(familyId, "sse");
  const alone = await page.evaluateHandle((url) => new EventSource(url), address);
  const followed = await page.evaluateHandle<Followed>(`(() => {
    ${blockOf("js")}
    const frames = [];
    return { frames, stop: followRanking(${JSON.stringify(address)}, (frame) => frames.push(frame)) };
  })()`);
  const chain = async () => followChain(await followed.evaluate(({ frames }) => frames));
  const player = await joinFamily(server.url, familyId, "Iolaus");
  const first = await attack(server.url, player);
  await expect.poll(async () => (await chain()).totalDamage).toBe(first.damage);

  await server.stop("SIGKILL");
  expect((await ask(front.url, "/healthz")).status).toBeGreaterThanOrEqual(500);
  await expect.poll(() => alone.evaluate(({ readyState }) => readyState)).toBe(EVENT_SOURCE_CLOSED);
  await server.start();
  const second = await attack(server.url, player);
  await expect.poll(async () => (await chain()).totalDamage).toBe(first.damage + second.damage);
  // Resumed: everything after the first snapshot is a delta from what was held.
  expect(await chain()).toMatchObject({ snapshots: 1, breaks: [] });
  expect(await alone.evaluate(({ readyState }) => readyState)).toBe(EVENT_SOURCE_CLOSED);
  await followed.evaluate(({ stop }) => stop());
});
