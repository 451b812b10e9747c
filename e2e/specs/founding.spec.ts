// A family is founded with a length of battle, companions, and in a list or not.
import { AxeBuilder } from "@axe-core/playwright";
import { routes } from "@hydra/protocol";
import { expect, test } from "../fixtures/test.ts";

test("a short battle with companions that fight while it is watched, in no list", async ({
  arena,
  entry,
  page,
  server,
}) => {
  await entry.open();
  await entry.create.first().click();
  await entry.createDialog.getByLabel("Family name").fill("Quiet corner");
  await entry.createDialog.getByRole("radio", { name: /Short/ }).check();
  await page.getByTestId("create-bots").selectOption("2");
  await page.getByTestId("create-private").check();
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  await entry.createDialog.getByRole("button", { name: "Create" }).click();
  await arena.expectLive();
  await expect(page).toHaveURL(/\/f\/private-/);
  await expect(arena.rows).toHaveCount(2);
  await expect(arena.ranking.locator(".rank-tag").first()).toHaveText("bot");
  const familyId = new URL(page.url()).pathname.split("/").at(-1)!;
  const summary: unknown = await (await fetch(server.url + routes.family(familyId))).json();
  expect(summary).toMatchObject({ players: 2, monster: { maxHp: 6_000 } });
  expect(await (await fetch(server.url + routes.families)).text()).not.toContain(familyId);
});
