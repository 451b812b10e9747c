// A returning person finds the families, has another name if wanted, and plays on on another device: every hit counts once.
import { AxeBuilder } from "@axe-core/playwright";
import { routes } from "@hydra/protocol";
import { attack, joinFamily } from "../client/players.ts";
import { CONNECTION_LOST } from "../fixtures/clean-console.ts";
import { expect, test } from "../fixtures/test.ts";
import { ArenaPage } from "../pages/arena-page.ts";

test("home begins with one's families, where a name is changed and a family left", async ({
  arena,
  family,
  page,
  server,
}) => {
  await arena.open(family.familyId);
  await arena.join("Ann");
  await arena.strike();
  await page.goto("/");
  const mine = page.getByTestId("my-families");
  await expect(mine).toContainText(family.name);
  await expect(mine).toContainText("rank 1");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await mine.getByRole("button", { name: /Your player/ }).click();
  const dialog = page.getByRole("dialog", { name: "Your player" });
  await page.getByTestId("rename-name").fill("Anna");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(/^Renamed/)).toBeVisible();
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  const ranking: unknown = await (await fetch(server.url + routes.feed(family.familyId, "polling"))).json();
  expect(ranking).toMatchObject({ entries: [{ name: "Anna", hits: 1 }] });

  await dialog.getByRole("button", { name: "Leave…" }).click();
  await dialog.getByRole("button", { name: "Leave for good" }).click();
  await expect(mine).toBeHidden();
  await arena.open(family.familyId);
  await expect(arena.joinName).toBeVisible();
  await expect(arena.rows).toHaveCount(1);
});

test("in the arena too a player gets another name, and leaves", async ({ arena, family, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await arena.open(family.familyId);
  await expect(page.getByTestId("player-button")).toHaveCount(0);
  await arena.join("Ann");
  await arena.strike();
  const settings = page.getByRole("button", { name: "Settings" });
  await settings.click();
  await page.getByTestId("player-button").click();
  await page.getByTestId("rename-name").fill("Anna");
  await page.keyboard.press("Enter");
  await expect(arena.rows).toContainText(["Anna"]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(settings).toBeFocused();

  await settings.click();
  await page.getByTestId("player-button").click();
  const dialog = page.getByRole("dialog", { name: "Your player" });
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  await dialog.getByRole("button", { name: "Leave…" }).click();
  await dialog.getByRole("button", { name: "Leave for good" }).click();
  await expect(arena.joinName).toBeVisible();
  await expect(arena.rows).toHaveCount(1);
});

test("through a lost network and on to another device by the code, every hit counts once", async ({
  arena,
  browser,
  context,
  family,
  page,
  server,
  console,
}) => {
  await arena.open(family.familyId);
  await arena.join("Ann");
  await arena.strike();
  await page.goto("/");
  await page
    .getByTestId("my-families")
    .getByRole("button", { name: /Your player/ })
    .click();
  await page.getByTestId("device-show").click();
  const code = await page.getByTestId("device-code").innerText();
  // The network goes while it strikes, and does not come back here.
  await arena.open(family.familyId);
  await arena.cool();
  console.allow(...CONNECTION_LOST);
  await context.setOffline(true);
  // Chromium does not always cut sockets that are open: the page gives its own up when the server is silent too (HI1).
  await expect(arena.connectionState).toHaveAttribute("data-state", "offline");
  await arena.skill("slash").click();
  await page.close();

  const other = await browser.newContext({ baseURL: server.url });
  const there = new ArenaPage(await other.newPage());
  await there.page.goto("/arrive");
  await there.page.getByTestId("arrive-code").fill(code.toLowerCase().replace("-", " "));
  expect((await new AxeBuilder({ page: there.page }).analyze()).violations).toEqual([]);
  await there.page.keyboard.press("Enter");
  await there.expectLive();
  await there.strike();
  const ranking: unknown = await (await fetch(server.url + routes.feed(family.familyId, "polling"))).json();
  expect(ranking).toMatchObject({ players: 1, entries: [{ name: "Ann", hits: 2 }] });
  await there.page.goto("/");
  await expect(there.page.getByTestId("my-families")).toContainText("Ann");
  await other.close();
});

test("two players of one name differ in the ranking", async ({ arena, family, server }) => {
  await arena.open(family.familyId);
  for (const name of ["Mei", "mei", "Bo"])
    await attack(server.url, await joinFamily(server.url, family.familyId, name));
  await expect(arena.rows).toHaveCount(3);
  const tags = arena.ranking.locator(".rank-tag");
  await expect(tags).toHaveCount(2);
  const [one, two] = await tags.allInnerTexts();
  expect(one).toMatch(/^#\w{3}$/);
  expect(two).not.toBe(one);
});
