// A page from the back/forward cache comes back as it was left, but for what the browser has become meanwhile.
import { routes } from "@hydra/protocol";
import { expect, test } from "../fixtures/test.ts";
import { ArenaPage } from "../pages/arena-page.ts";

// The shell keeps no pages.
test.use({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const executablePath = process.env["CHROMIUM_PATH"]!;
      await use({ ...launchOptions, executablePath, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    },
    { scope: "worker" },
  ],
});

test("a page that comes back from the cache of pages is the player that the browser has become", async ({
  arena,
  context,
  family,
  page,
  server,
}) => {
  await arena.open(family.familyId);
  // A page with an open socket is kept too, but this is not what is tested here.
  await arena.switchTo("polling");
  await page.evaluate(() => document.body.setAttribute("data-kept", ""));
  await page.goto("about:blank");
  const second = new ArenaPage(await context.newPage());
  await second.open(family.familyId);
  await second.join("Ann");
  // A page from that cache has no load that could be awaited.
  await page.goBack({ waitUntil: "commit" });
  await expect(page.locator("body"), "kept as it was").toHaveAttribute("data-kept", "");
  await expect(arena.skill("slash")).toBeVisible();
  await arena.strike();
  const ranking: unknown = await (await fetch(server.url + routes.feed(family.familyId, "polling"))).json();
  expect(ranking).toMatchObject({ players: 1, entries: [{ name: "Ann", hits: 1 }] });
});
