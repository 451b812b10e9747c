// A page that the browser translates goes on as before: what it shows follows the battle, and nothing breaks. Every page,
// through all that changes its text: updates, dialogs, the page's own language.
import type { Page } from "@playwright/test";
import { attack, createFamily, joinFamily, readFamily } from "../client/players.ts";
import { CONNECTION_LOST } from "../fixtures/clean-console.ts";
import { translate } from "../fixtures/page-translation.ts";
import { expect, test } from "../fixtures/test.ts";
import { InviteDialog } from "../pages/invite-dialog.ts";

async function chooseLanguage(page: Page, language: "en" | "zh-Hans"): Promise<void> {
  await page.getByRole("combobox", { name: /^(Language|语言)$/ }).selectOption(language);
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
}

test("the first page follows its families", async ({ entry, page, server }) => {
  const { familyId } = await createFamily(server.url, { name: "Lake of the first page" });
  await entry.open();
  const family = entry.family("Lake of the first page");
  await expect(family).toContainText("0 players");
  await translate(page);
  await joinFamily(server.url, familyId, "Atalanta");
  await expect(family).toContainText("1 player");
  await entry.create.first().click();
  await entry.createDialog.getByRole("button", { name: "Create" }).click();
  await expect(entry.createDialog.getByRole("alert")).toHaveText("A name needs at least one letter.");
  await page.keyboard.press("Escape");
  await chooseLanguage(page, "zh-Hans");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("四首一体，一场恶战。");
  await expect(family).toContainText("1 名玩家");
  await expect(page.getByRole("button", { name: "创建家族" })).toBeVisible();
  await chooseLanguage(page, "en");
  await joinFamily(server.url, familyId, "Meleager");
  await expect(family).toContainText("2 players");
});

test("the arena follows the fight, from joining to the next round", async ({ arena, page, server }) => {
  const rules = { cooldownScale: 0, maxHp: 2_000 };
  const { familyId } = await createFamily(server.url, { name: "Translated lake", rules });
  await arena.open(familyId);
  await translate(page);

  await arena.join("Iolaus");
  const row = arena.rows.filter({ hasText: "Iolaus" });
  for (const skill of ["slash", "fireball", "slash"] as const) {
    const before = await arena.totalShown();
    await arena.skill(skill).click();
    await expect.poll(() => arena.totalShown()).toBeGreaterThan(before);
    await expect(row.locator(".rank-damage")).toHaveText(String(await arena.totalShown()));
  }
  const other = await joinFamily(server.url, familyId, "Atalanta");
  await attack(server.url, other, { skill: "ultimate" });
  await expect(page.locator(".life-fighters")).toHaveText("2 players");
  await expect(arena.rows.first().locator(".rank-name")).toHaveText("Atalanta");
  await expect(arena.rows.last().locator(".rank-place")).toHaveText("2");
  const { monster } = await readFamily(server.url, familyId);
  await expect(page.locator(".life-figures")).toContainText(`${monster.hp.toLocaleString("en")} / 2,000`);

  await arena.expectLiveOver("websocket");
  await arena.switchTo("sse");
  await expect(arena.switchReport).toHaveText(/^Resumed at #\d+, 0 missed, 0 repeated, verified$/);
  await arena.switchTo("polling");
  await expect(arena.switchReport).toHaveText(/^Resumed at #\d+, 0 missed, 0 repeated, verified$/);
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = new InviteDialog(page);
  await dialog.expectCopied(() => dialog.copy.click());
  await expect(dialog.copy).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog.root).toBeHidden();

  await chooseLanguage(page, "zh-Hans");
  await expect(page.locator(".life-fighters")).toHaveText("2 名玩家");
  await expect(arena.connectionState).toHaveText("实时");
  await expect(arena.skill("slash")).toContainText("斩击");
  await chooseLanguage(page, "en");
  await page.getByRole("button", { name: /^Theme/ }).click();

  // Over a socket a press may be sent before its time, and shows that there are no cooldowns here.
  await arena.switchTo("websocket");
  const strike = async (): Promise<number> => {
    await arena.skill("ultimate").click();
    return arena.hp();
  };
  await expect.poll(strike).toBe(0);
  // All from now on: the one is there for eight seconds, the others for ten.
  await Promise.all([
    expect(arena.story).toHaveText("The last hit was yours!"),
    expect(page.locator(".victory-last")).toHaveText(/^Last hit: Iolaus \(\d+\) · Slain in/),
    expect(page.locator(".victory-next")).toHaveText(/^Next monster in \d+ s$/),
  ]);
  await chooseLanguage(page, "zh-Hans");
  await expect(page.locator(".victory-slain")).toHaveText(/ 已被斩杀$/);
  await chooseLanguage(page, "en");
  await expect(arena.monster).toHaveAttribute("data-round", "2", { timeout: 30_000 });
  await expect(page.locator(".life-round")).toHaveText("Round 2");
  await expect(page.locator(".life-figures")).toContainText("3,000 / 3,000");
  await expect(page.getByText("The first blow takes the lead.")).toBeVisible();
});

test("the arena shows what its connection is", async ({ arena, page, family, server, console }) => {
  console.allow(...CONNECTION_LOST);
  await arena.open(family.familyId);
  await translate(page);
  await server.stop("SIGTERM");
  await expect(arena.connectionState).toHaveText(/^Reconnecting/);
  await expect(page.getByText(/^You see the battle as it stood at/)).toBeVisible();
  await server.start();
  await expect(arena.connectionState).toHaveText("Live");
  await expect(page.getByText(/^You see the battle as it stood at/)).toBeHidden();
});

test("the lab runs to its verdict", async ({ lab, page }) => {
  await lab.open("?rate=20&bots=20&poll=1000&run=5");
  await translate(page);
  await page.getByTestId("pause-polling").click();
  await expect(lab.lane("polling")).toContainText("paused");
  await page.getByTestId("pause-polling").click();
  await expect(lab.lane("polling")).toContainText("live");
  await lab.run();
  await expect(lab.progress).toContainText("Done.");
  await expect(lab.start).toHaveText("Run again");
  await expect(lab.verdict).toContainText("For 20 hits a second");
  await chooseLanguage(page, "zh-Hans");
  await expect(lab.verdict.getByRole("heading", { level: 2 })).toHaveText("结论");
  await expect(lab.start).toHaveText("再测一次");
  await chooseLanguage(page, "en");
  const { sse } = await lab.rows();
  await expect(lab.lane("sse").getByRole("cell").nth(5)).toHaveText(String(sse.shown));
  await page.getByRole("button", { name: "Back to live figures" }).click();
  await expect(lab.verdict).toBeHidden();
});

test("the microscope follows the wire", async ({ wire, page }) => {
  await wire.open("websocket");
  await translate(page);
  await wire.pause.click();
  await expect(wire.pause).toHaveText("Go on");
  await expect(wire.waiting).toHaveText(/^\d+ waits?$/);
  await expect(wire.waiting).not.toHaveAttribute("data-count", "0");
  await wire.step.click();
  await wire.field("opcode").hover();
  await expect(wire.explanation).toContainText("RFC 6455 §5.2");
  await wire.pause.click();
  await wire.transport("sse").check();
  await wire.expectLive();
  await expect(wire.state).toHaveText("live");
  const chunk = wire.ofKind("chunk").first();
  await chunk.click();
  await expect(wire.inspector.locator(".unit-title")).toContainText("chunk");
  await chooseLanguage(page, "zh-Hans");
  await expect(wire.inspector.locator(".unit-title")).toContainText("分块");
  await chooseLanguage(page, "en");
  await wire.connection.click();
  await expect(wire.state).toHaveText("ended");
  await expect(wire.connection).toHaveText("Connect again");
});
