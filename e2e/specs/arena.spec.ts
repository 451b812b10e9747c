// The fight itself: by mouse and by key, with cooldowns, an invitation, a victory.
import { routes } from "@hydra/protocol";
import { boxesOf } from "../client/geometry.ts";
import { createFamily, readFamily } from "../client/players.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

test("an attack by mouse takes from the monster what the ranking gains", async ({
  arena,
  family,
  server,
}) => {
  await arena.open(family.familyId);
  await arena.join("Atalanta");
  const before = await arena.hp();
  await arena.skill("slash").click();

  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  await expect.poll(async () => before - (await arena.hp())).toBe(await arena.totalShown());
  const { monster } = await readFamily(server.url, family.familyId);
  expect(monster.hp).toBe(await arena.hp());
});

test("keys 1, 2 and 3 strike with the three skills", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await arena.join("Meleager");
  // The least that slash, fireball and ultimate take: each key adds to what the ones before it can at most have taken.
  const steps = [
    { key: "1", least: 10 },
    { key: "2", least: 60 },
    { key: "3", least: 250 },
  ];
  for (const { key, least } of steps) {
    const before = await arena.totalShown();
    await page.keyboard.press(key);
    await expect.poll(() => arena.totalShown()).toBeGreaterThanOrEqual(before + least);
  }
});

test("digits in the name field are a name, not attacks", async ({ arena, family, server }) => {
  await arena.open(family.familyId);
  await arena.joinName.pressSequentially("123");
  await arena.joinSubmit.click();
  await expect(arena.skill("slash")).toBeVisible();
  const { monster } = await readFamily(server.url, family.familyId);
  expect(monster.hp).toBe(monster.maxHp);
});

test("a hit's damage is shown where it lands", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await arena.join("Hippolyta");
  // Numbers rise and go within a second: what was shown is recorded as it comes.
  const shown = await arena.recordHitNumbers();
  await page.keyboard.press("2");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const damage = await arena.totalShown();
  await expect.poll(async () => (await shown()).some((text) => text.includes(String(damage)))).toBe(true);
});

test("a skill that cools shows how long, and another press does not count", async ({
  arena,
  server,
  page,
}) => {
  const { familyId } = await createFamily(server.url, { name: "Patience" });
  await arena.open(familyId);
  // Over HTTP, a press the server would refuse is not even sent.
  await arena.switchTo("sse");
  await arena.join("Nestor");
  await arena.skill("ultimate").click();
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const damage = await arena.totalShown();

  await expect(arena.skill("ultimate")).toHaveAccessibleDescription(/ready in \d+ s/);
  await arena.skill("ultimate").click();
  await expect(arena.story).toHaveText("Not counted: Ultimate isn't ready. Wait for its ring.");
  const answer = await page.request.get(server.url + routes.me(familyId));
  expect(await answer.json()).toMatchObject({ hits: 1, damage });
});

test("the invitation is a dialog with the link and its QR code, and gives the focus back", async ({
  arena,
  family,
  page,
}) => {
  await arena.open(family.familyId);
  const button = page.getByRole("button", { name: "Invite" });
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Call your family" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("img", { name: /QR code/ })).toBeVisible();
  await expect(dialog.getByLabel("Link to this family")).toHaveValue(page.url());

  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
});

test("on the narrowest phone the tale of a victory stands below the monster's name and bar", async ({
  arena,
  page,
  server,
}) => {
  const rules = { cooldownScale: 0, maxHp: 10 };
  const { familyId } = await createFamily(server.url, { name: "Short work", rules });
  await page.setViewportSize({ width: 320, height: 568 });
  await arena.open(familyId);
  await arena.join("Iolaus of Thebes");
  await arena.skill("slash").click();
  const lines = page.locator(".victory > *:not(.victory-veil, .spark)").filter({ visible: true });
  const figures = page.locator(".life-figures");
  await Promise.all([
    expect(lines.filter({ hasText: "Victory!" })).toBeVisible(),
    expect(figures).toBeHidden(),
  ]);
  const {
    "bar 1": bar,
    "stage 1": stage,
    ...boxes
  } = await boxesOf({
    bar: page.locator(".life-bar"),
    stage: arena.monster,
    line: lines,
  });
  if (bar === undefined || stage === undefined) throw new Error("There is no stage.");
  for (const [line, box] of Object.entries(boxes)) {
    expect(box.y, line).toBeGreaterThanOrEqual(bar.y + bar.height);
    expect(box.y + box.height, line).toBeLessThanOrEqual(stage.y + stage.height);
  }
});

test("the last hit is celebrated, and the next round begins by itself", async ({ arena, server }) => {
  const { familyId } = await createFamily(server.url, {
    name: "Short work",
    rules: { cooldownScale: 0, maxHp: 50 },
  });
  await arena.open(familyId);
  await arena.join("Heracles");
  await arena.skill("fireball").click();

  // All from now on: none of them is there for longer than ten seconds.
  await Promise.all([
    expect(arena.monster).toHaveAttribute("data-hp", "0"),
    expect(arena.page.getByText("Victory!")).toBeVisible(),
    expect(arena.page.getByText("Last hit: Heracles")).toBeVisible(),
    expect(arena.story).toHaveText("The last hit was yours!"),
  ]);
  await expect(arena.toast).toHaveCount(0);
  // The successor comes after 10 s, with half as many hit points again, and the ranking begins anew.
  await expect(arena.monster).toHaveAttribute("data-round", "2", { timeout: 30_000 });
  await expect(arena.monster).toHaveAttribute("data-hp", "75");
  await expect.poll(() => arena.totalShown()).toBe(0);
});
