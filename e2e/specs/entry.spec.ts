// From the first page into a fight: families are listed, founded, joined.
import { createFamily, joinFamily } from "../client/players.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { expect, test } from "../fixtures/test.ts";

test("a player founds a family, joins it and is in the ranking after the first hit", async ({
  entry,
  arena,
}) => {
  await entry.open();
  await entry.found("The Tuesday crew");
  await expect(arena.page.getByText("The Tuesday crew").first()).toBeVisible();
  await arena.expectLive();

  await arena.join("Iolaus");
  await arena.skill("slash").click();
  const row = arena.rows.filter({ hasText: "Iolaus" });
  await expect(row).toBeVisible();
  await expect(row).not.toHaveAttribute("data-damage", "0");
});

test("the families are listed with how their battle stands, and lead into it", async ({
  entry,
  arena,
  server,
}) => {
  const { familyId } = await createFamily(server.url, { name: "Lernaean lake" });
  await joinFamily(server.url, familyId, "Atalanta");

  await entry.open();
  const family = entry.family("Lernaean lake");
  await expect(family).toContainText("1 player");
  await family.click();
  await expect(entry.page).toHaveURL(new RegExp(`/f/${familyId}$`));
  await arena.expectLive();
});

test("the first page of a fresh server is alive: a demo family is fighting", async ({
  entry,
  arena,
  page,
}) => {
  const demo = await BattleServer.start({ env: { DEMO: "1" } });
  try {
    await page.goto(demo.url);
    await entry.family("Demo family").click();
    await arena.expectLive();
    const hp = await arena.hp();
    await expect.poll(() => arena.hp()).toBeLessThan(hp);
  } finally {
    // A page that is still open would connect again.
    await page.goto("about:blank");
    await demo.close();
  }
});

test("a name that cannot be shown is refused with words, at the field", async ({ arena, family }) => {
  await arena.open(family.familyId);
  await arena.joinName.fill("   ");
  await arena.joinSubmit.click();
  await expect(arena.joinName).toHaveAttribute("aria-invalid", "true");
  await expect(arena.page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expect(arena.joinName).toBeFocused();
});

test("a link to a family that does not exist shows that, and leads back", async ({
  entry,
  page,
  console,
}) => {
  console.allow(/status of 404/, /^404 /, /WebSocket connection to .* 404/);
  await page.goto("/f/no-such-family");
  await expect(page.getByText("There is no such family")).toBeVisible();
  await page.getByRole("link", { name: "To all families" }).click();
  await expect(entry.create.first()).toBeVisible();
});
