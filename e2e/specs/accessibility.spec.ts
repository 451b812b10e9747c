// For all people: what axe finds, the whole way by keyboard alone, a narrow screen, less motion, another language.
import type { Page } from "@playwright/test";
import { createFamily } from "../client/players.ts";
import { expectNothingSerious, seriousFindings } from "../fixtures/axe.ts";
import { overflow } from "../fixtures/overflow.ts";
import { expect, test } from "../fixtures/test.ts";

test("axe finds nothing serious on the entry page and its dialog, in either theme", async ({
  entry,
  page,
  family,
}) => {
  await entry.open();
  await expect(entry.family(family.name)).toBeVisible();
  await expectNothingSerious(page);
  await entry.create.first().click();
  await expect(entry.createDialog).toBeVisible();
  await expectNothingSerious(page);
});

test("axe finds nothing serious while watching, playing and inviting, in either theme", async ({
  arena,
  family,
  page,
}) => {
  await arena.open(family.familyId);
  await expectNothingSerious(page);
  await arena.join("Iolaus");
  await arena.skill("slash").click();
  await expect(arena.rows).toHaveCount(1);
  await expectNothingSerious(page);
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNothingSerious(page);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    // A victory lasts for ten seconds, not long enough to look at it twice.
    test("axe finds nothing serious in a victory", async ({ arena, server, page }) => {
      const rules = { cooldownScale: 0, maxHp: 10 };
      const { familyId } = await createFamily(server.url, { name: "Short work", rules });
      await arena.open(familyId);
      await arena.join("Iolaus");
      await arena.skill("slash").click();
      await expect(page.getByText("Victory!")).toBeVisible();
      expect(await seriousFindings(page)).toEqual([]);
    });
  });
}

test("the whole way by keyboard alone: found, join, strike, switch, invite", async ({
  entry,
  arena,
  page,
}) => {
  const { keyboard } = page;
  await entry.open();
  await entry.create.first().focus();
  await keyboard.press("Enter");
  await expect(entry.createDialog.getByLabel("Family name")).toBeFocused();
  await keyboard.type("By hand");
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/f\/[^/]+$/);
  await arena.expectLive();

  await arena.tabTo(arena.joinName);
  await keyboard.type("Nestor");
  await keyboard.press("Enter");
  await expect(arena.skill("slash")).toBeVisible();
  await keyboard.press("1");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const afterKey = await arena.totalShown();
  await arena.tabTo(arena.skill("fireball"));
  await keyboard.press("Enter");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(afterKey);

  await arena.tabTo(page.locator('[role="radio"][tabindex="0"], input[type="radio"]:checked').first());
  await keyboard.press("ArrowLeft");
  await expect(arena.switchReport).toHaveAttribute("data-missed", "0");
  await arena.tabTo(page.getByRole("button", { name: "Invite" }));
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("nothing is wider than a screen, from a phone's to a wide one", async ({
  entry,
  arena,
  family,
  page,
}) => {
  await entry.open();
  await expectToFit(page);
  await arena.open(family.familyId);
  await expectToFit(page);
  await arena.join("A name of twenty-four ch");
  await arena.skill("slash").click();
  await expect(arena.rows).toHaveCount(1);
  await expectToFit(page);
});

async function expectToFit(page: Page): Promise<void> {
  for (const width of [360, 768, 1_440, 2_560]) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(() => overflow(page), `${width} px`).toBe(0);
  }
}

test("nothing moves for ever where less motion is asked for", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  const endless = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(
        ({ effect, playState }) => playState === "running" && effect?.getTiming().iterations === Infinity,
      )
      .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : animation.id)),
  );
  expect(endless).toEqual([]);
});

test("the page is Chinese when asked, and declares it to screen readers", async ({ entry, page }) => {
  await entry.open();
  await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "简体中文" });
  await expect(page.locator("html")).toHaveAttribute("lang", /^zh/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/\p{Script=Han}/u);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", /^zh/);
});

// A phone's page at 200 %, upright and on its side, and WCAG 2.2 §1.4.10's size.
for (const [width, height] of [
  [180, 370],
  [370, 180],
  [320, 256],
] as const) {
  test(`at ${width} × ${height} a battle is one column that is joined and fought, and no wider`, async ({
    arena,
    family,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await arena.open(family.familyId);
    await arena.join("Iolaus");
    await arena.strike();
    const stage = await arena.monster.boundingBox();
    expect(stage?.width).toBeGreaterThan(width * 0.8);
    expect(stage?.height).toBeGreaterThan(150);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}
