// What was: a round is played, won and looked up by keyboard alone, on a phone and on a desk; pages without rounds, without a server.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { attack, createFamily, joinFamily } from "../client/players.ts";
import { expect, test } from "../fixtures/test.ts";

const SCREENS = [
  { name: "a phone", viewport: { width: 360, height: 740 } },
  { name: "a desk", viewport: { width: 1_440, height: 900 } },
];
/** More than any Slash takes, a critical one too, and less than any Fireball. */
const SHORT = { cooldownScale: 0, maxHp: 50 };

async function expectNothingFound(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}

for (const { name, viewport } of SCREENS) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport });

    test("[PR141] [PR142] a round is played, won and looked up by keyboard alone", async ({
      arena,
      server,
      page,
    }) => {
      test.slow();
      const { familyId } = await createFamily(server.url, { name: "Short work", rules: SHORT });
      const other = await joinFamily(server.url, familyId, "Meleager");
      await attack(server.url, other);
      const { keyboard } = page;
      await arena.open(familyId);
      await arena.tabTo(arena.joinName);
      await keyboard.type("Atalanta");
      await keyboard.press("Enter");
      await expect(arena.skill("fireball")).toBeVisible();
      await keyboard.press("2");
      // It is there for the ten seconds until the next monster: too short to be reached by many keys on a slow machine.
      const whole = page.getByRole("link", { name: "The whole round" });
      await Promise.all([
        expect(page.getByText("Victory!")).toBeVisible(),
        expect(whole).toHaveAttribute("href", `/f/${familyId}/rounds/1`),
      ]);
      await arena.tabTo(page.getByRole("link", { name: "Rounds", exact: true }));
      await keyboard.press("Enter");
      const rows = page.getByTestId("rounds").locator("[data-round]");
      await expect(rows).toHaveCount(1);
      await expect(rows).toHaveAttribute("data-round", "1");
      await expect(rows).toContainText(/Your place\s*Place [12] of 2/);

      await arena.tabTo(rows.getByRole("link"));
      await keyboard.press("Enter");
      await expect(page).toHaveURL(`${server.url}/f/${familyId}/rounds/1`);
      const round = page.getByTestId("round");
      await expect(round.getByRole("heading", { level: 1 })).toHaveText("Lernaean Hydra");
      await expect(round).toContainText(/Your place\s*Place [12] of 2/);
      await expect(round).toContainText(/Last hit\s*Atalanta/);
      await expect(round.locator("[data-own=true]")).toContainText("Atalanta");
      await expect(page).toHaveTitle(/^Round 1 · Lernaean Hydra/);

      await arena.tabTo(page.getByRole("link", { name: "All rounds" }));
      await keyboard.press("Enter");
      await expect(rows).toHaveCount(1);
      await arena.tabTo(page.getByRole("link", { name: "Hall of fame" }));
      await keyboard.press("Enter");
      const famous = page.getByTestId("fame").locator("[data-player-id]");
      await expect(famous).toHaveCount(2);
      await expect(famous.and(page.locator("[data-own=true]"))).toContainText(/Atalanta.*1 hit.*1 last hit/);

      await arena.tabTo(page.getByRole("link", { name: "Back to the battle" }));
      await keyboard.press("Enter");
      await expect(page).toHaveURL(`${server.url}/f/${familyId}`);
      await arena.expectLive();
    });

    test("axe finds nothing on a round, on all of them and in the hall of fame, in either theme", async ({
      server,
      page,
    }) => {
      test.slow();
      const { familyId } = await createFamily(server.url, { name: "Short work", rules: SHORT });
      const first = await joinFamily(server.url, familyId, "Meleager");
      const second = await joinFamily(server.url, familyId, "Idas");
      await attack(server.url, first, { skill: "slash" });
      await attack(server.url, second, { skill: "fireball" });
      for (const path of ["rounds", "rounds/1", "fame"]) {
        await page.goto(`/f/${familyId}/${path}`);
        await expect(page.getByText("Idas").first()).toBeVisible();
        await expectNothingFound(page);
      }
    });
  });
}

test("states that no round is finished yet, and shows the first one by itself", async ({ server, page }) => {
  const { familyId } = await createFamily(server.url, { name: "New", rules: SHORT });
  await page.goto(`/f/${familyId}/rounds`);
  await expect(page.getByRole("heading", { name: "No round is finished yet" })).toBeVisible();
  await expectNothingFound(page);
  await page.goto(`/f/${familyId}/fame`);
  await expect(page.getByRole("heading", { name: "Nobody has hit yet" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "No round is finished yet" })).toBeVisible();
  const player = await joinFamily(server.url, familyId, "Idas");
  while (!(await attack(server.url, player, { skill: "ultimate" })).killingBlow);
  await expect(page.getByTestId("rounds").locator("[data-round='1']")).toContainText("Idas");
  await expect(page.getByTestId("rounds")).not.toContainText("Your place");
});

test("keeps what it shows while the server does not answer, and is fresh again by itself", async ({
  server,
  page,
  console,
}) => {
  const { familyId } = await createFamily(server.url, { name: "Far", rules: SHORT });
  const player = await joinFamily(server.url, familyId, "Idas");
  while (!(await attack(server.url, player, { skill: "ultimate" })).killingBlow);
  await page.goto(`/f/${familyId}/rounds`);
  await expect(page.locator("[data-round='1']")).toBeVisible();
  // The second is axe's, which looks for style sheets.
  console.allow(/net::ERR_/, /Couldn't load preload assets/);
  await page.context().setOffline(true);
  await expect(page.getByText("The server does not answer. This is what it had before.")).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.locator("[data-round='1']")).toBeVisible();
  await page.getByRole("link", { name: "Hall of fame" }).click();
  await expect(page.getByRole("heading", { name: "The rounds cannot be fetched" })).toBeVisible();
  await expectNothingFound(page);
  await page.context().setOffline(false);
  await expect(page.getByTestId("fame").locator("[data-player-id]")).toHaveCount(1);
});

test("an address of a round that is not finished leads to all rounds", async ({ server, page, console }) => {
  const { familyId } = await createFamily(server.url, { name: "Slip", rules: SHORT });
  console.allow(/404/);
  for (const round of ["7", "x"]) {
    await page.goto(`/F/${familyId}/Rounds/${round}/`);
    await expect(page.getByRole("heading", { name: "There is no such round" })).toBeVisible();
  }
  await expectNothingFound(page);
  await page.getByRole("link", { name: "All rounds" }).click();
  await expect(page).toHaveURL(`${server.url}/f/${familyId}/rounds`);
});
