// Hebrew: the page is mirrored, on phones and on wide screens; what has an order of its own (numbers with units, bytes, time) keeps it.
import type { Locator, Page } from "@playwright/test";
import { TRANSPORTS } from "@hydra/protocol";
import { attack, createFamily, joinFamily } from "../client/players.ts";
import { seriousFindings } from "../fixtures/axe.ts";
import { unitOrder } from "../fixtures/bidi.ts";
import { overflow } from "../fixtures/overflow.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ locale: "he-IL" });

const SCREENS = [
  { width: 360, height: 740 },
  { width: 740, height: 360 },
  { width: 1_440, height: 900 },
];

/** Without cooldowns, and with a monster whose bar is seen to shrink. */
const RULES = { cooldownScale: 0, maxHp: 2_000 };

async function expectHebrew(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "he");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
}

async function expectToFit(page: Page): Promise<void> {
  await expect.poll(() => overflow(page)).toBe(0);
}

/** Left and right edges on the screen. */
async function edges(target: Locator): Promise<{ left: number; right: number }> {
  return target.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return { left, right };
  });
}

/** Each begins left of where the one before it begins. */
async function expectFromTheRight(...targets: readonly Locator[]): Promise<void> {
  const places = await Promise.all(targets.map((target) => edges(target)));
  const order = places.map(({ right }) => right);
  expect(order).toEqual(order.toSorted((one, other) => other - one));
  expect(new Set(order).size).toBe(order.length);
}

/** The bar grows from its track's right edge, and does not fill it. */
async function expectToGrowFromTheRight(bar: Locator, track: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const [inner, outer] = [await edges(bar), await edges(track)];
      return { begins: Math.abs(outer.right - inner.right) < 4, isFull: inner.left - outer.left < 4 };
    })
    .toEqual({ begins: true, isFull: false });
}

for (const viewport of SCREENS) {
  test.describe(`at ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport });

    test("the first page and a battle are mirrored, and none is too wide", async ({
      entry,
      arena,
      page,
      server,
    }) => {
      const name = `משפחה ברוחב ${viewport.width}`;
      const { familyId } = await createFamily(server.url, { name, rules: RULES });
      await entry.open();
      await expectHebrew(page);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("ארבעה ראשים, קרב אחד.");
      await expectToFit(page);
      const settings =
        viewport.width < 768 ? page.locator(".settings-button") : page.locator(".language-switch");
      await expectFromTheRight(page.locator(".mark"), page.locator(".lab-link"), settings);
      const card = entry.family(name);
      await expectFromTheRight(card.locator(".family-name"), card.locator("svg"));
      await expect(card.locator("svg")).toHaveCSS("scale", "-1 1");

      await arena.open(familyId);
      await expectToFit(page);
      await arena.join("נסטור");
      await expectToFit(page);
      await expectFromTheRight(arena.skill("slash"), arena.skill("fireball"), arena.skill("ultimate"));
      await arena.skill("slash").click();
      const weaker = await joinFamily(server.url, familyId, "Iolaus");
      await attack(server.url, weaker);
      const strongest = await joinFamily(server.url, familyId, "אטלנטה");
      await attack(server.url, strongest, { skill: "ultimate" });
      await expect(arena.rows).toHaveCount(3);
      for (const player of ["נסטור", "Iolaus", "אטלנטה"]) {
        const row = arena.rows.filter({ hasText: player });
        await expectFromTheRight(
          row.locator(".rank-place"),
          row.locator(".rank-name"),
          row.locator(".rank-damage"),
        );
      }
      const second = arena.rows.nth(1);
      await expectToGrowFromTheRight(second.locator(".rank-bar"), second);
      await expectToGrowFromTheRight(page.locator(".life-left"), page.locator(".life-bar"));
      await expectToFit(page);
      await page.getByRole("button", { name: "הזמנה" }).click();
      const dialog = page.getByRole("dialog", { name: "קראו למשפחה" });
      await expect(dialog).toBeVisible();
      await expectFromTheRight(dialog.getByRole("heading"), dialog.getByRole("button", { name: "סגירה" }));
      const { left, right } = await edges(dialog);
      expect(Math.abs(viewport.width - right - left)).toBeLessThan(2);
      await expectToFit(page);

      await page.goto(`/f/${familyId}/rounds`);
      const back = page.locator(".battle-link");
      await expectFromTheRight(back.locator("svg"), back.locator(".battle-name"));
      await expect(back.locator("svg")).toHaveCSS("scale", "-1 1");
      await expectToFit(page);
    });
  });
}

test("the whole way by keyboard alone", async ({ entry, arena, page }) => {
  const { keyboard } = page;
  await entry.open();
  await page.getByRole("button", { name: "הקמת משפחה" }).first().focus();
  await keyboard.press("Enter");
  await expect(page.getByLabel("שם המשפחה")).toBeFocused();
  await keyboard.type("ביד בלבד");
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/f\/[^/]+$/);
  await arena.expectLive();
  await arena.tabTo(arena.joinName);
  await keyboard.type("אודיסאוס");
  await keyboard.press("Enter");
  await expect(arena.skill("slash")).toBeVisible();
  await keyboard.press("1");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(0);
  const afterKey = await arena.totalShown();
  await arena.tabTo(arena.skill("fireball"));
  await keyboard.press("Enter");
  await expect.poll(() => arena.totalShown()).toBeGreaterThan(afterKey);
  await expect(arena.rows.locator(".rank-you")).toHaveText("אני");
});

test("a number rises where the monster was struck", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await arena.join("פרסאוס");
  const numbers = page.locator(".hit-numbers");
  await arena.expectPainter();
  const lefts = await numbers.evaluateHandle((layer) => {
    const seen: number[] = [];
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) {
          if (node instanceof HTMLElement && node.matches(".hit-number")) seen.push(node.offsetLeft);
        }
      }
    }).observe(layer, { childList: true });
    return seen;
  });
  const box = await numbers.boundingBox();
  if (box === null) throw new Error("the monster is not drawn");
  const x = Math.round(box.width / 4);
  await numbers.click({ position: { x, y: box.height / 2 } });
  await expect
    .poll(async () => (await lefts.jsonValue()).map((left) => Math.abs(left - x) < 3))
    .toContain(true);
});

test("units stay behind their numbers, and the language can be left again", async ({
  arena,
  family,
  page,
}) => {
  await arena.open(family.familyId);
  await arena.join("Nestor");
  await arena.strike();
  await expect.poll(async () => (await unitOrder(page)).seen).toBeGreaterThan(1);
  expect((await unitOrder(page)).wrong).toEqual([]);
  await arena.expectLiveOver("websocket");
  await arena.switchTo("sse");
  await expect(arena.switchReport).toContainText("אומת");
  await page.getByRole("combobox", { name: "שפה" }).selectOption({ label: "English" });
  await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
  const row = arena.rows.first();
  const [place, name] = [await edges(row.locator(".rank-place")), await edges(row.locator(".rank-name"))];
  expect(place.left).toBeLessThan(name.left);
  await page.getByRole("combobox", { name: "Language" }).selectOption({ label: "עברית" });
  await expectHebrew(page);
  await page.reload();
  await expectHebrew(page);
});

test("the lab is mirrored but for its charts", async ({ lab, page }) => {
  await lab.open("?rate=20&bots=20&poll=1000");
  await expectHebrew(page);
  await expectToFit(page);
  await expect(page.locator(".plot").first()).toHaveCSS("direction", "ltr");
  const lane = lab.lane("sse");
  await expectFromTheRight(
    lane.getByRole("rowheader"),
    lane.getByRole("cell").first(),
    lane.getByRole("cell").last(),
  );
  await expect.poll(async () => (await unitOrder(page)).seen).toBeGreaterThan(5);
  expect((await unitOrder(page)).wrong).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectToFit(page);
});

test("the microscope is mirrored but for bytes, heads and frames", async ({ wire, page }) => {
  await wire.open("websocket");
  await expectHebrew(page);
  await wire.ofKind("message", "sent").first().click();
  await expect(wire.dump).toHaveCSS("direction", "ltr");
  await expect(wire.grid).toHaveCSS("direction", "ltr");
  await expect(wire.ofKind("message", "sent").first().locator(".unit-arrow")).toHaveCSS("scale", "-1 1");
  const [fin, payload] = [await edges(wire.field("FIN")), await edges(wire.field("payload-length"))];
  expect(fin.left).toBeLessThan(payload.left);
  await wire.field("opcode").hover();
  await expect(wire.explanation).toContainText("RFC 6455 §5.2");
  await expect(wire.explanation.locator("cite")).toHaveCSS("direction", "ltr");
  await expect(page.locator(".bench-rule span").first()).toHaveCSS("direction", "ltr");
  expect((await unitOrder(page)).wrong).toEqual([]);
  await wire.ofKind("request").first().click();
  await expect(wire.lines).toHaveCSS("direction", "ltr");
  await expectToFit(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectToFit(page);
});

// The colours of both themes are accessibility.spec.ts's: they have no language.
test("axe finds nothing serious on the first page and in a battle", async ({
  entry,
  arena,
  family,
  page,
}) => {
  await entry.open();
  await expect(entry.family(family.name)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await arena.open(family.familyId);
  await arena.join("Iolaus");
  await arena.skill("slash").click();
  await expect(arena.rows).toHaveCount(1);
  expect(await seriousFindings(page)).toEqual([]);
});

test("axe finds nothing serious in the lab", async ({ page, lab }) => {
  // Paused: figures that change make axe begin anew, and are the same elements.
  await lab.open(`?paused=${TRANSPORTS.join(",")}`);
  await expect(lab.start).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

test("axe finds nothing serious under the microscope", async ({ page, wire }) => {
  await wire.open("websocket");
  await wire.bots.click();
  await wire.ofKind("message").first().click();
  expect(await seriousFindings(page)).toEqual([]);
});
