// Watchers agree: whatever brought the updates, at rest all hold the same ranking at the same cursor.
import { TRANSPORTS } from "@hydra/protocol";
import { startTraffic } from "../client/traffic.ts";
import { expect, test } from "../fixtures/test.ts";
import { ArenaPage } from "../pages/arena-page.ts";

test("pages, one a transport, agree on rows and cursor at rest", async ({
  browser,
  family: { familyId },
  server,
  console,
}) => {
  const watchers = await Promise.all(
    TRANSPORTS.map(async (transport) => {
      const context = await browser.newContext({ baseURL: server.url });
      console.watch(context);
      const arena = new ArenaPage(await context.newPage());
      await arena.open(familyId);
      await arena.switchTo(transport);
      return { arena, context };
    }),
  );
  const traffic = await startTraffic(server.url, familyId, { players: 20, pauseMs: 600 });
  for (const { arena } of watchers)
    await expect.poll(() => arena.totalShown(), { timeout: 60_000 }).toBeGreaterThan(2_000);
  const { damage } = await traffic.stop();
  for (const { arena } of watchers)
    await expect.poll(() => arena.totalShown(), { timeout: 60_000 }).toBe(damage);

  const shown = await Promise.all(watchers.map(({ arena }) => arena.shown()));
  for (const one of shown) expect(one).toEqual(shown[0]);
  expect(shown[0]?.rows).toHaveLength(20);
  const damages = shown[0]?.rows.map((row) => row.damage) ?? [];
  expect(damages).toEqual(damages.toSorted((a, b) => b - a));

  await Promise.all(watchers.map(({ context }) => context.close()));
});

test("two players see each other's hits", async ({
  browser,
  arena,
  family: { familyId },
  server,
  console,
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  console.watch(context);
  const other = new ArenaPage(await context.newPage());
  for (const [player, name] of [
    [arena, "Iolaus"],
    [other, "Atalanta"],
  ] as const) {
    await player.open(familyId);
    await player.join(name);
    await player.skill("slash").click();
  }
  for (const player of [arena, other]) {
    await expect(player.rows.filter({ hasText: "Iolaus" })).toBeVisible();
    await expect(player.rows.filter({ hasText: "Atalanta" })).toBeVisible();
  }
  expect(await arena.shown()).toEqual(await other.shown());
  await context.close();
});
