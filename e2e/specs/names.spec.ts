// A name from right to left leaves what stands beside it in its place, and is drawn in its own direction.
import type { Locator, Page } from "@playwright/test";
import { attack, createFamily, joinFamily } from "../client/players.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { expect, test } from "../fixtures/test.ts";

/** Shown as "!הרש": the exclamation mark ends the name, at its left. */
const NAME = "שרה!";
const FAMILY = "משפחה 7!";
const WEAK = { cooldownScale: 0, maxHp: 40 };

interface Sides {
  readonly left: number;
  readonly right: number;
}

/** Where the first place of each part among the element's text is drawn, all at one moment. */
async function sidesOf<const Parts extends readonly string[]>(
  element: Locator,
  ...parts: Parts
): Promise<{ [Part in keyof Parts]: Sides }> {
  const sides = await element.evaluate((root, parts) => {
    const find = (part: string): Sides => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.nodeValue?.indexOf(part) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + part.length);
        const { left, right } = range.getBoundingClientRect();
        return { left, right };
      }
      throw new Error(`no ${part} in ${root.textContent}`);
    };
    return parts.map(find);
  }, parts);
  return sides as { [Part in keyof Parts]: Sides };
}

/** Half a pixel of rounding. */
const SLACK = 0.5;

async function expectNameThenFigure(element: Locator, figure: string): Promise<void> {
  const [name, mark, number] = await sidesOf(element, NAME.slice(0, -1), "!", figure);
  expect(mark.right, "the mark is at the name's end, at its left").toBeLessThanOrEqual(name.left + SLACK);
  expect(number.left, "the number follows the name, at its right").toBeGreaterThanOrEqual(name.right - SLACK);
}

/** Texts with a person's name in them that is not isolated, by an element or by U+2068 … U+2069. */
async function openNames(page: Page): Promise<string[]> {
  return page.evaluate(
    (names) => {
      const isOpen = (text: string): boolean =>
        names.some((name) => text.replaceAll(/\u2068[^\u2069]*\u2069/g, "").includes(name));
      const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ALL);
      const open: string[] = [];
      for (let node: Node | null = walker.root; node !== null; node = walker.nextNode()) {
        if (node instanceof Text && isOpen(node.data) && node.parentElement?.closest("bdi") === null) {
          open.push(node.data);
        }
        if (!(node instanceof Element)) continue;
        for (const label of ["aria-label", "title", "aria-description", "alt"]) {
          const text = node.getAttribute(label);
          if (text !== null && isOpen(text)) open.push(`${label}: ${text}`);
        }
      }
      return open;
    },
    [NAME, FAMILY],
  );
}

test("in the ranking the damage stands at the right of the name", async ({ arena, server, family }) => {
  await arena.open(family.familyId);
  const sara = await joinFamily(server.url, family.familyId, NAME);
  const { totalDamage } = await attack(server.url, sara);
  await expect(arena.rows).toHaveCount(1);
  await expectNameThenFigure(arena.rows.first(), String(totalDamage));
  expect(await openNames(arena.page)).toEqual([]);
});

test("in the victory line the damage of the last hit follows the name", async ({ arena, server, page }) => {
  const { familyId } = await createFamily(server.url, { name: FAMILY, rules: WEAK });
  await arena.open(familyId);
  const sara = await joinFamily(server.url, familyId, NAME);
  const { damage } = await attack(server.url, sara, { skill: "fireball" });
  const line = page.locator(".victory-last");
  await expect(line).toContainText(NAME);
  // The victory is there for ten seconds: at once what can be.
  const [, , open] = await Promise.all([
    expectNameThenFigure(line, String(damage)),
    expectNameThenFigure(page.locator(".podium li").first(), String(damage)),
    openNames(page),
  ]);
  expect(open).toEqual([]);
  await page.getByRole("combobox", { name: "Language" }).selectOption("zh-Hans");
  await expect(line).toContainText("最后一击");
  const [, openNow] = await Promise.all([expectNameThenFigure(line, String(damage)), openNames(page)]);
  expect(openNow).toEqual([]);
});

test("on the first page the family's name stands by itself", async ({ page }) => {
  // The liveliest family is the one that the page offers to join: there is no other one here.
  await using server = await BattleServer.start();
  const { familyId } = await createFamily(server.url, { name: FAMILY });
  await joinFamily(server.url, familyId, NAME);
  await page.goto(server.url);
  await expect(page.locator(".quick-join-lead")).toContainText(FAMILY);
  expect(await openNames(page)).toEqual([]);
  // A page that is still open would ask a server that is gone.
  await page.goto("about:blank");
});

test("titles, announcements and hit numbers isolate the name", async ({ arena, server, page }) => {
  const { familyId } = await createFamily(server.url, { name: FAMILY, rules: { ...WEAK, maxHp: 300 } });
  await arena.open(familyId);
  await expect(page).toHaveTitle(/^\u2068.+\u2069 · \u2068משפחה 7!\u2069 · Hydra$/u);
  const shown = await arena.recordHitNumbers();
  const sara = await joinFamily(server.url, familyId, NAME);
  await attack(server.url, sara);
  await expect.poll(async () => (await shown()).some((text) => text.includes(NAME))).toBe(true);
  expect(await openNames(page)).toEqual([]);
  for (let isSlain = false; !isSlain;) {
    isSlain = (await attack(server.url, sara, { skill: "ultimate" })).killingBlow;
  }
  await expect(page.getByRole("log")).toHaveText(/^\u2068.+\u2069 is slain\.$/u);
});
