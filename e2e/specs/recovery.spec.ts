// What goes wrong in the field: a reload, a server that dies or restarts under a watcher, a network that goes away.
// The page comes back by itself, resumes where it stood, and shows every acknowledged hit.
import { routes, TRANSPORTS } from "@hydra/protocol";
import { startTraffic } from "../client/traffic.ts";
import { CONNECTION_LOST } from "../fixtures/clean-console.ts";
import { Front, TRANSPARENT } from "../fixtures/front.ts";
import { IS_LONG } from "../fixtures/long.ts";
import { expect, test } from "../fixtures/test.ts";

const CROWD = { players: 5, pauseMs: 50 };

test("a reload keeps the session", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await arena.join("Iolaus");
  await arena.skill("fireball").click();
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const before = await arena.totalShown();

  await page.reload();
  await arena.expectLive();
  await expect(arena.joinName).toBeHidden();
  await arena.skill("slash").click();
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(before);
  // The same player, not another one of that name.
  await expect(arena.rows).toHaveCount(1);
});

const SIGNALS = ["SIGTERM", "SIGKILL"] as const;

for (const [index, transport] of TRANSPORTS.entries()) {
  // In the short form one after the other in turn.
  for (const signal of SIGNALS.filter((_, place) => IS_LONG || place === index % SIGNALS.length)) {
    test(`a watcher over ${transport} comes back by itself after ${signal}, resumes and loses nothing`, async ({
      arena,
      family: { familyId },
      server,
      console,
    }) => {
      await arena.open(familyId);
      await arena.switchTo(transport);
      const traffic = await startTraffic(server.url, familyId, CROWD);
      await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
      const before = await arena.cursor();

      console.allow(...CONNECTION_LOST);
      await server.stop(signal);
      await expect(arena.connectionState).toHaveAttribute("data-state", "reconnecting");
      // What was there stays on the screen.
      expect(await arena.totalShown()).toBeGreaterThan(0);

      await server.start();
      await arena.expectLive();
      await arena.expectTransport(transport);
      const { damage } = await traffic.stop();
      await expect.poll(() => arena.totalShown()).toBe(damage);
      expect((await arena.cursor()).epoch).toBe(before.epoch);
      await arena.expectCleanSwitch();
    });
  }
}

test("an attack made while the server is away counts once when it is back", async ({
  arena,
  family,
  server,
  console,
}) => {
  await arena.open(family.familyId);
  await arena.join("Atalanta");
  console.allow(...CONNECTION_LOST);
  await server.stop("SIGKILL");
  await expect(arena.connectionState).toHaveAttribute("data-state", "reconnecting");
  await arena.skill("fireball").click();
  await expect(arena.story).toHaveText("Fireball waits for the connection, and is sent once then.");
  await arena.skill("fireball").click();
  await expect(arena.story).toHaveText("Not sent: one Fireball waits for the connection already.");
  await expect(arena.toast).toHaveCount(0);
  await server.start();
  await arena.expectLive();

  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  await expect(arena.skill("fireball")).toHaveAttribute("data-pending", "false");
  const me = await arena.page.request.get(server.url + routes.me(family.familyId));
  expect(await me.json()).toMatchObject({ hits: 1, damage: await arena.totalShown() });
});

test("a page without a network shows that, keeps what it shows, and catches up when it is back", async ({
  arena,
  family: { familyId },
  server,
  context,
  page,
  console,
}) => {
  await using front = await Front.start(server.url);
  await page.goto(`${front.url}/f/${familyId}`);
  await arena.expectLive();
  const traffic = await startTraffic(server.url, familyId, CROWD);
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);

  console.allow(...CONNECTION_LOST);
  await context.setOffline(true);
  // Chromium does not always cut the sockets that are open, and a page whose socket is open is live. HI1
  front.change(TRANSPARENT);
  await expect(arena.connectionState).toHaveAttribute("data-state", "offline");
  expect(await arena.totalShown()).toBeGreaterThan(0);
  const { damage } = await traffic.stop();

  await context.setOffline(false);
  await arena.expectLive();
  await expect.poll(() => arena.totalShown()).toBe(damage);
});

test("a part of the page that cannot be fetched takes nothing else with it", async ({
  arena,
  family,
  page,
  console,
}) => {
  console.allow(...CONNECTION_LOST, /Failed to fetch dynamically imported module/, /Unable to preload CSS/);
  await page.route(/assets\/(invite-dialog|lab-page)/, (route) => route.abort());
  await arena.open(family.familyId);
  await page.locator(".invite-button").click();
  await expect(page.getByTestId("toast")).toContainText("can't be loaded");
  await arena.expectLive();

  await page.getByRole("link", { name: "Lab" }).click();
  await expect(page.getByTestId("broken-page")).toBeVisible();
  // Another page of the app is not broken by it, and the one that is comes by itself when it can.
  await page.goBack();
  await arena.expectLive();
  await page.goForward();
  await expect(page.getByTestId("broken-page")).toBeVisible();
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Load it again" }).click();
  await loaded;
  await expect(page.getByTestId("broken-page")).toBeVisible();
  await page.unroute(/assets\/(invite-dialog|lab-page)/);
  await expect(page.getByTestId("run-start")).toBeVisible();
});

test("words of a part that cannot be fetched hold up no other part", async ({
  arena,
  family,
  page,
  console,
}) => {
  console.allow(...CONNECTION_LOST, /Failed to fetch dynamically imported module/);
  await page.route(/assets\/transports-/, (route) => route.abort());
  const asked = page.waitForRequest(/assets\/transports-/);
  await arena.open(family.familyId);
  await asked;
  await arena.expectLive();
  await page.locator(".invite-button").click();
  await expect(page.getByRole("heading", { name: "Call your family" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Hydra, all families" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Four heads, one fight." })).toBeVisible();
  await page.unroute(/assets\/transports-/);
  await page.goBack();
  await expect(arena.transport("sse")).toBeVisible();
});

test.describe("in Hebrew", () => {
  test.use({ locale: "he-IL" });

  test("a part whose words cannot be fetched is shown in English", async ({ page, console }) => {
    console.allow(...CONNECTION_LOST, /Failed to fetch dynamically imported module/);
    let asked = 0;
    // First the page's language, then English.
    await page.route(/assets\/entry-(?!page)/, (route) =>
      (asked += 1) === 1 ? route.abort() : route.continue(),
    );
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Four heads, one fight.");
    await expect(page.locator("html")).toHaveAttribute("lang", "he");
    await expect(page.getByRole("link", { name: "מעבדה" })).toBeVisible();
    expect(asked).toBe(2);
  });
});
