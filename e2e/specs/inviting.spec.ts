// An invitation leads a guest here: by an address that another machine reaches, with a preview in chats, and installable.
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { AxeBuilder } from "@axe-core/playwright";
import { createFamily, ENDLESS } from "../client/players.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { OwnBrowser } from "../fixtures/own-browser.ts";
import { expect, test } from "../fixtures/test.ts";
import { ArenaPage } from "../pages/arena-page.ts";
import { InviteDialog } from "../pages/invite-dialog.ts";

/** An address of this machine that is not loopback: what stands for another host here. */
const NETWORK_ADDRESS = Object.values(networkInterfaces())
  .flatMap((infos) => infos ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

const IS_CONTAINER = ["/.dockerenv", "/run/.containerenv"].some((path) => existsSync(path));

test("on a server for this machine the invitation shows that no guest gets in, and what lets them", async ({
  arena,
  family,
  page,
}) => {
  await arena.open(family.familyId);
  const dialog = new InviteDialog(page);
  await dialog.open();
  await expect(dialog.warning).toContainText("HOST=0.0.0.0");
  await expect(dialog.link).toHaveValue(page.url());
});

test("by keyboard alone a person invites, and axe finds nothing in the dialog", async ({
  arena,
  family,
  page,
}) => {
  await arena.open(family.familyId);
  const dialog = new InviteDialog(page);
  await arena.tabTo(page.getByRole("button", { name: "Invite" }));
  await page.keyboard.press("Enter");
  await expect(dialog.link).not.toHaveValue("");
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations).toEqual([]);
  await arena.tabTo(dialog.copy);
  await dialog.expectCopied(() => page.keyboard.press("Enter"));
  await expect(dialog.copyOrCopied).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Invite" })).toBeFocused();
});

test("PUBLIC_URL is the invitation's address, wherever the page was opened", async ({ page }) => {
  await using server = await BattleServer.start({ env: { PUBLIC_URL: "https://hydra.example/" } });
  const { familyId } = await createFamily(server.url, { name: "Far and wide", rules: ENDLESS });
  await page.goto(`${server.url}/f/${familyId}`);
  const dialog = new InviteDialog(page);
  await dialog.open();
  await expect(dialog.link).toHaveValue(`https://hydra.example/f/${familyId}`);
  await expect(dialog.warning).toBeHidden();
  // A page that is still open would ask a server that is gone.
  await page.goto("about:blank");
});

test("a guest on another host opens the address of the QR code, joins and hits", async ({
  browser,
  page,
}) => {
  test.skip(NETWORK_ADDRESS === undefined, "this machine has no network");
  await using server = await BattleServer.start({ host: "::" });
  const { familyId } = await createFamily(server.url, { name: "All welcome", rules: ENDLESS });
  // A server in a container does not give its networks away, which only its host reaches: there the page's own address counts.
  const own = IS_CONTAINER ? `http://${NETWORK_ADDRESS}:${new URL(server.url).port}` : server.url;
  await page.goto(`${own}/f/${familyId}`);
  const dialog = new InviteDialog(page);
  await dialog.open();
  const link = await dialog.scan();
  expect(new URL(link).hostname).not.toMatch(/^(?:127\.|\[::1\]|localhost)/);

  const guest = await browser.newContext();
  const arena = new ArenaPage(await guest.newPage());
  await arena.page.goto(link);
  await arena.expectLive();
  await arena.join("Guest");
  await arena.strike();
  await expect(page.locator("[data-player-id]")).toHaveCount(1);
  // Their own address is one that works.
  const theirs = new InviteDialog(arena.page);
  await theirs.open();
  await expect(theirs.link).toHaveValue(link);
  await guest.close();
  await page.goto("about:blank");
});

test("a browser finds nothing that keeps it from being installed", async ({ family, server }) => {
  await using browser = await OwnBrowser.start();
  const page = await browser.newPage();
  await page.goto(`${server.url}/f/${family.familyId}`);
  const session = await page.context().newCDPSession(page);
  const { url, errors } = await session.send("Page.getAppManifest");
  expect(url).toBe(`${server.url}/manifest.webmanifest`);
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors).toEqual([]);
});
