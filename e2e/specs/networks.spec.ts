// Networks that do not let everything through: the page finds a transport that passes, shows why, goes back to the best when
// the network mends, and takes no intermediary's answer for the server's. Losses and repeats are counted by what the server
// acknowledged and what the page showed. SPEC AT1–AT11, FP1, FP2, HI1 of packages/feed.
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import type { Page } from "@playwright/test";
import { createFamily } from "../client/players.ts";
import { recordShown } from "../client/shown.ts";
import { startTraffic } from "../client/traffic.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { Front, TRANSPARENT, type Rules } from "../fixtures/front.ts";
import { IS_LONG } from "../fixtures/long.ts";
import { expect, test } from "../fixtures/test.ts";

const CROWD = { players: 3, pauseMs: 60 };
/** What the browser's console prints of what a network does. */
const NETWORK = [/net::ERR_/, /WebSocket connection to/, /Failed to load resource/, /^\d{3} /, /CORS/];

/** Whether what was found about this network is kept for the next page. AT10 */
const remembered = (page: Page): Promise<boolean> =>
  page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("hydra.auto.")));

interface Case {
  readonly title: string;
  readonly rules: Partial<Rules>;
  readonly to: TransportName;
  readonly words: RegExp;
}

const CASES: readonly Case[] = [
  {
    title: "refuses upgrades",
    rules: { upgrades: "refuse" },
    to: "sse",
    words: /WebSocket is blocked here: SSE/,
  },
  {
    title: "never answers upgrades",
    rules: { upgrades: "hang" },
    to: "sse",
    words: /WebSocket gets no answer/,
  },
  {
    title: "refuses upgrades and holds the bodies of streams back",
    rules: { upgrades: "refuse", streams: "hold-body" },
    to: "long-polling",
    words: /SSE is held back by a proxy: Long-polling/,
  },
  {
    title: "never answers upgrades and holds streams back",
    rules: { upgrades: "hang", streams: "hold-all" },
    to: "long-polling",
    words: /WebSocket gets no answer.*SSE is held back/,
  },
];

// Within how many seconds is AT12's, and held by a clock that no machine slows down (packages/feed/test/client/auto.test.ts).
for (const { title, rules, to, words } of CASES) {
  test(`[AT9] behind a network that ${title} the page is live by ${to}, and by WebSocket when it mends`, async ({
    arena,
    family: { familyId },
    page,
    server,
    console,
  }) => {
    console.allow(...NETWORK);
    await using front = await Front.start(server.url, { ...TRANSPARENT, ...rules });
    const traffic = await startTraffic(server.url, familyId, CROWD);
    await page.goto(`${front.url}/f/${familyId}`);
    await arena.expectLive();
    await expect(arena.connectionState).toHaveAttribute("data-transport", to);
    await expect(arena.connectionState).toHaveAttribute("data-auto", "true");
    await expect(page.getByTestId("auto-note")).toHaveText(words);
    const shown = await recordShown(page);
    const before = await arena.seq();
    await expect.poll(() => arena.seq()).toBeGreaterThan(before);

    front.change(TRANSPARENT);
    await arena.expectLive();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await expect(arena.connectionState).toHaveAttribute("data-transport", "websocket");
    await expect(page.getByTestId("auto-note")).toBeHidden();
    const { damage } = await traffic.stop();
    await expect.poll(() => arena.totalShown()).toBe(damage);
    await shown.expectInOrder();
    await arena.expectCleanSwitch();
  });
}

test("[AT3] [AT10] upgrades refused from one moment to the next: SSE resumes, and is begun with after a reload", async ({
  arena,
  family: { familyId },
  page,
  server,
  console,
}) => {
  console.allow(...NETWORK);
  await using front = await Front.start(server.url);
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await page.goto(`${front.url}/f/${familyId}`);
  await expect(arena.connectionState).toHaveAttribute("data-transport", "websocket");
  await arena.expectLive();
  const shown = await recordShown(page);
  front.change({ ...TRANSPARENT, upgrades: "refuse" });
  await expect(arena.connectionState).toHaveAttribute("data-transport", "sse");
  await arena.expectLive();
  await arena.expectCleanSwitch();
  await expect(arena.switchReport).toContainText("Resumed");
  await shown.expectInOrder();
  // At once where the refusal came in time, else when better has been tried once (AT8).
  await expect.poll(() => remembered(page), { timeout: 30_000 }).toBe(true);

  const handshakes: string[] = [];
  page.on("websocket", (socket) => handshakes.push(socket.url()));
  await page.reload();
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-transport", "sse");
  expect(handshakes).toEqual([]);
  const { damage } = await traffic.stop();
  await expect.poll(() => arena.totalShown()).toBe(damage);
});

test("a transport that a person chose is left alone, and a way out is offered", async ({
  arena,
  family: { familyId },
  page,
  server,
  console,
}) => {
  console.allow(...NETWORK);
  await using front = await Front.start(server.url);
  await page.goto(`${front.url}/f/${familyId}`);
  await arena.expectLive();
  await arena.switchTo("polling");
  await arena.switchTo("websocket");
  await expect(arena.connectionState).toHaveAttribute("data-auto", "false");
  front.change({ ...TRANSPARENT, upgrades: "refuse" });
  await expect(page.getByTestId("auto-note")).toContainText("WebSocket is blocked here.");
  await expect(arena.connectionState).not.toHaveAttribute("data-state", "live");
  await page.getByTestId("choose-auto").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("transport-auto")).toBeFocused();
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-transport", "sse");
  await expect(page.getByTestId("transport-auto")).toBeChecked();
});

test("[FP4] a chosen WebSocket that is never answered is reported, and a way out is offered", async ({
  arena,
  family: { familyId },
  page,
  server,
  console,
}) => {
  console.allow(...NETWORK);
  await using front = await Front.start(server.url, { ...TRANSPARENT, upgrades: "hang" });
  await page.addInitScript(() => localStorage.setItem("hydra.transport", "websocket"));
  await page.goto(`${front.url}/f/${familyId}`);
  await expect(page.getByTestId("auto-note")).toContainText("WebSocket gets no answer here.");
  await page.getByTestId("choose-auto").click();
  await arena.expectLive();
  await expect(arena.connectionState).toHaveAttribute("data-transport", "sse");
});

/** Of a proxy, not of the server; 302 leads to a portal. */
const STATUSES = [404, 403, 401, 502, 302] as const;

for (const [index, transport] of TRANSPORTS.entries()) {
  // In the short form each transport meets two of them, and each of them two transports.
  const statuses = IS_LONG
    ? STATUSES
    : [0, 2].map((step) => STATUSES[(index + step) % STATUSES.length] ?? STATUSES[0]);
  test(`[FP2] a proxy's ${statuses.join(", ")} while watching over ${transport} pass`, async ({
    arena,
    family: { familyId },
    page,
    server,
    console,
  }) => {
    console.allow(...NETWORK);
    await using front = await Front.start(server.url);
    const traffic = await startTraffic(server.url, familyId, CROWD);
    await page.goto(`${front.url}/f/${familyId}`);
    await arena.expectLive();
    await arena.switchTo(transport);
    const shown = await recordShown(page);
    for (const status of statuses) {
      const { requests } = front.change({ ...TRANSPARENT, status });
      await expect(arena.connectionState).not.toHaveAttribute("data-state", "live");
      // The first attempt after the loss has met the proxy's page too.
      await expect.poll(() => front.requests).toBeGreaterThan(requests + 1);
      front.change(TRANSPARENT);
      await arena.expectLive();
      await arena.expectTransport(transport);
    }
    const { damage } = await traffic.stop();
    await expect.poll(() => arena.totalShown()).toBe(damage);
    await shown.expectInOrder();
    await arena.expectCleanSwitch();
  });
}

test("[HI1] a browser that believes it has no network is live, and stays so when notified again", async ({
  arena,
  family: { familyId },
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "onLine", { get: () => false });
  });
  await arena.open(familyId);
  await page.evaluate(() => dispatchEvent(new Event("offline")));
  await arena.join("Leda");
  await arena.skill("slash").click();
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  await arena.expectLive();
});

test("[FP1] a battle that is gone shows that, and where to go", async ({ arena, page, console }) => {
  console.allow(...NETWORK);
  await using server = await BattleServer.start();
  const { familyId } = await createFamily(server.url, { name: "Soon gone" });
  await page.goto(`${server.url}/f/${familyId}`);
  await arena.expectLive();
  await server.stop("SIGKILL");
  await server.loseData();
  await server.start();
  await expect(page.getByRole("heading", { name: "This battle is gone" })).toBeVisible();
  await expect(page.getByText("It catches up by itself")).toBeHidden();
  await page.getByRole("link", { name: "To all families" }).click();
  await expect(page.getByRole("heading", { name: "No family has gathered yet" })).toBeVisible();
});

test("[FP1] a family that the server does not have is no battle", async ({ arena, page, console }) => {
  console.allow(/404/);
  await page.goto("/f/unheard-of");
  await expect(page.getByRole("heading", { name: "There is no such family" })).toBeVisible();
  await expect(arena.connectionState).toBeHidden();
});

test("what could not be fetched of a page is fetched again, its styles too", async ({
  arena,
  family,
  page,
  console,
}) => {
  console.allow(...NETWORK);
  // The network is gone for all that the page fetches once it is there.
  const parts =
    /\/assets\/(?:entry-page|invite-dialog|head-labels|hit-painter|toaster|transport-panel|victory)-.*\.(?:js|css)$/;
  await page.route(parts, (route) => route.abort());
  const asked = page.waitForRequest(/\/assets\/entry-page-.*\.css$/);
  await arena.open(family.familyId);
  await asked;
  await arena.join("Leda");
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await arena.strike();
  await page.unroute(parts);
  // What comes by itself does so, what is opened can be.
  await expect(page.locator(".head-place").first()).toBeAttached();
  await expect(arena.transport("polling")).toBeAttached();
  await expect(async () => {
    await arena.strike();
    await expect(page.locator(".hit-number").first()).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await expect(async () => {
    await page.getByRole("button", { name: "Invite" }).click();
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Hydra, all families" }).click();
  await expect(page.locator(".hero")).toHaveCSS("display", "grid");
});
