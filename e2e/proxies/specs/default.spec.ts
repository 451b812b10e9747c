// What a newcomer configures, and what the page makes of it by itself. What a default does not carry is asserted as such.
import { routes, SOCKET_TRANSPORTS, TRANSPORTS } from "@hydra/protocol";
import type { ProxyName } from "../../../.ci/proxy-programs.ts";
import { followChain } from "../../client/chain.ts";
import { NativeFeed } from "../../client/native-feed.ts";
import { recordShown } from "../../client/shown.ts";
import { startTraffic } from "../../client/traffic.ts";
import { OVER_HTTP } from "../../client/transports.ts";
import { ask, HANDSHAKE } from "../ask.ts";
import { expect, REFUSED_UPGRADE, test } from "../test.ts";

/** Defaults that drop upgrades, and put their upstream's address into Host: what the log names as the cure. */
const CURES: Readonly<Partial<Record<ProxyName, (origin: string) => string>>> = {
  nginx: (origin) => `ALLOWED_ORIGINS=${origin}`,
  // It forwards the Host that it replaced.
  apache: () => "TRUST_PROXY=127.0.0.1",
};
const CROWD = { players: 3, pauseMs: 60 };

test.beforeEach(({ setup, console }) => {
  if (setup.name in CURES) console.allow(...REFUSED_UPGRADE);
});

test("[AT1] the page is live by itself, by the best that passes, and shows every hit", async ({
  arena,
  family: { familyId },
  page,
  server,
  setup,
}) => {
  const isDropped = setup.name in CURES;
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await page.goto(`/f/${familyId}`);
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-auto", "true");
  await expect(arena.connectionState).toHaveAttribute("data-transport", isDropped ? "sse" : "websocket");
  await expect(page.getByTestId("auto-note")).toBeVisible({ visible: isDropped });
  const shown = await recordShown(page);
  const before = await arena.totalShown();
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(before);
  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
  await shown.expectInOrder();
});

test("whatever passes is switched to while the battle runs, with nothing missed and nothing repeated", async ({
  arena,
  family: { familyId },
  page,
  server,
  setup,
}) => {
  await arena.open(familyId);
  const traffic = await startTraffic(server.url, familyId, CROWD);
  const shown = await recordShown(page);
  for (const transport of setup.name in CURES ? OVER_HTTP : TRANSPORTS) {
    const before = await arena.seq();
    await arena.switchTo(transport);
    await arena.expectCleanSwitch();
    await expect.poll(() => arena.seq()).toBeGreaterThan(before);
  }
  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
  await shown.expectInOrder();
});

test("[PR60] [PR67] a handshake is carried or arrives as a plain request, which the server refuses in its own words", async ({
  family: { familyId },
  front,
  setup,
}) => {
  for (const transport of SOCKET_TRANSPORTS) {
    const path = routes.feed(familyId, transport);
    const { status, headers } = await ask(front.url, path, { headers: HANDSHAKE });
    expect(status).toBe(setup.name in CURES ? 426 : 101);
    if (status === 426) expect(headers["content-type"]).toContain("application/problem+json");
  }
});

test("[PR50] the browser's own EventSource gets every frame as it is published", async ({
  family: { familyId },
  page,
  front,
  server,
}) => {
  await page.goto("/");
  const feed = await NativeFeed.eventSource(page, front.url + routes.feed(familyId, "sse"));
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(async () => followChain(await feed.frames()).deltas).toBeGreaterThan(10);
  const { damage } = await traffic.stop();
  await expect.poll(async () => followChain(await feed.frames()).totalDamage).toBe(damage);
  expect(followChain(await feed.frames())).toMatchObject({ snapshots: 1, breaks: [] });
  expect(await feed.opened()).toBe(1);
});

test("[PR5] an unchanged poll is answered by 304", async ({ family: { familyId }, front }) => {
  const path = routes.feed(familyId, "polling");
  const { status, headers } = await ask(front.url, path, { headers: { "accept-encoding": "gzip" } });
  expect(status).toBe(200);
  const again = { "accept-encoding": "gzip", "if-none-match": headers.etag ?? "" };
  expect(await ask(front.url, path, { headers: again })).toMatchObject({ status: 304 });
});

test("[PR15] a strike counts, whichever Host the proxy sends, and the log names the cure where it is another", async ({
  arena,
  family,
  front,
  page,
  server,
  setup,
}) => {
  const isDropped = setup.name in CURES;
  await arena.open(family.familyId);
  await arena.join("Iolaus");
  for (const transport of isDropped ? OVER_HTTP : TRANSPORTS) {
    await arena.switchTo(transport);
    await arena.strike();
  }
  const me = await page.request.get(server.url + routes.me(family.familyId), {
    headers: {
      cookie: (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; "),
    },
  });
  expect(await me.json()).toMatchObject({ hits: isDropped ? OVER_HTTP.length : TRANSPORTS.length });
  const warnings = server.output.split("\n").filter((line) => line.includes("page of Origin"));
  const cure = CURES[setup.name]?.(front.url);
  if (cure === undefined) return expect(warnings).toEqual([]);
  expect(warnings.length).toBeGreaterThan(0);
  for (const warning of warnings) expect(warning).toContain(cure);
});
