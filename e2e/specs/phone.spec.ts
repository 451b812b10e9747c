// The arena on a phone: what is on the first screen, that nothing covers anything, and that fingers find what they press.
import { TRANSPORTS } from "@hydra/protocol";
import type { Locator } from "@playwright/test";
import { createFamily, joinFamily, attack } from "../client/players.ts";
import { boxesOf, outsideOf, overlapsIn, smallTargets, watchOverlaps } from "../client/geometry.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { IS_LONG } from "../fixtures/long.ts";
import { expect, test } from "../fixtures/test.ts";
import type { ArenaPage } from "../pages/arena-page.ts";

const PHONES = [
  { name: "360 × 740", viewport: { width: 360, height: 740 } },
  { name: "390 × 844", viewport: { width: 390, height: 844 } },
  { name: "740 × 360", viewport: { width: 740, height: 360 } },
  { name: "768 × 1024", viewport: { width: 768, height: 1_024 } },
] as const;

/** Words move things, colours do not: in the short form each language in one theme. */
const LOOKS = [
  { locale: "en-US", colorScheme: "dark" as const },
  { locale: "zh-CN", colorScheme: "light" as const },
  { locale: "he-IL", colorScheme: "dark" as const },
  { locale: "en-US", colorScheme: "light" as const },
  { locale: "zh-CN", colorScheme: "dark" as const },
  { locale: "he-IL", colorScheme: "light" as const },
].slice(0, IS_LONG ? 6 : 3);

const RIVALS = ["Meleager of Calydon", "Iolaus", "陈小明", "Hippolyta"] as const;

/** Four rivals have struck with all they have, so that a newcomer's first Slash stays below them. */
async function begin(serverUrl: string, maxHp: number): Promise<string> {
  const { familyId } = await createFamily(serverUrl, {
    name: "The Tuesday crew",
    rules: { cooldownScale: 0, maxHp },
  });
  for (const name of RIVALS) {
    const rival = await joinFamily(serverUrl, familyId, name);
    if (maxHp > 1_000)
      for (let hit = 0; hit < 2; hit += 1) await attack(serverUrl, rival, { skill: "ultimate" });
  }
  return familyId;
}

/** What must be seen and not covered. */
function parts({ page, monster }: ArenaPage) {
  return {
    round: monster.locator(".life-round"),
    name: monster.locator("h2").first(),
    players: monster.locator(".life-fighters"),
    bar: monster.locator(".life-bar"),
    "hit points": monster.locator(".life-figures > :first-child"),
    damage: monster.locator(".life-figures > :last-child"),
    transports: page.getByTestId("transport-line"),
    "top bar": page.locator(".top-bar"),
  };
}

const skills = ({ page }: ArenaPage) => page.locator("[data-testid^=skill-]");
/** The first rows that a copy of one's own does not stand for. */
const leaders = ({ rows }: ArenaPage) => rows.locator(":scope:nth-child(-n + 3)");

async function winAlone(arena: ArenaPage, serverUrl: string, press: "tap" | "click"): Promise<void> {
  await arena.open(await begin(serverUrl, 300));
  await arena.join("Deianira of Calydon");
  await expect(async () => {
    await arena.cool();
    await arena.skill("ultimate")[press]();
    await expect(arena.monster).toHaveAttribute("data-hp", "0", { timeout: 2_000 });
  }).toPass();
}

/** @param beside what else is shown, by name */
async function expectVictoryInSight(
  arena: ArenaPage,
  viewport: { readonly width: number; readonly height: number },
  beside: Readonly<Record<string, Locator>>,
): Promise<void> {
  const { page } = arena;
  // Both from now on: the one is there for ten seconds, the other for eight.
  await Promise.all([
    expect(page.locator(".victory-last")).toBeVisible(),
    expect(arena.story).toHaveAttribute("data-story", "counted"),
  ]);
  const { round, name: monster, players, "top bar": top } = parts(arena);
  const victory = page.locator(".victory > :not(.victory-veil, .podium, [aria-hidden])");
  const shown = { round, monster, players, top, victory, skills: skills(arena), leaders: leaders(arena) };
  const { "stage 1": stage, ...boxes } = await boxesOf({ ...shown, ...beside, stage: arena.monster });
  expect(overlapsIn(boxes)).toEqual([]);
  expect(outsideOf(viewport, boxes)).toEqual([]);
  if (stage === undefined) throw new Error("There is no stage.");
  for (const [part, box] of Object.entries(boxes).filter(([part]) => part.startsWith("victory"))) {
    expect(box.y + box.height, part).toBeLessThanOrEqual(stage.y + stage.height);
  }
}

const DESKS = [
  { width: 1_280, height: 800 },
  { width: 1_366, height: 768 },
] as const;

for (const viewport of DESKS) {
  for (const locale of ["en-US", "he-IL"]) {
    test.describe(`${viewport.width} × ${viewport.height}, ${locale}`, () => {
      test.use({ viewport, locale });

      test("shows a victory that nothing covers, and whose the last hit was", async ({ arena, server }) => {
        await winAlone(arena, server.url, "click");
        // A pill in a line as wide as the page.
        await expectVictoryInSight(arena, viewport, { story: arena.story.locator("p") });
      });
    });
  }
}

for (const viewport of [
  { width: 568, height: 320 },
  { width: 740, height: 360 },
]) {
  test.describe(`held across, ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport, hasTouch: true, isMobile: true });

    test("the first page has its monster and the way in on the first screen", async ({ page }) => {
      // The liveliest family is the one that the page offers to join, and its name may need another line: there is no other one here.
      await using server = await BattleServer.start();
      await begin(server.url, 300);
      await page.goto(server.url);
      await expect(page.locator(".quick-join").getByRole("textbox")).toBeInViewport({ ratio: 1 });
      await expect(page.locator(".hero .tableau")).toBeInViewport({ ratio: 0.99 });
      // A page that is still open would ask a server that is gone.
      await page.goto("about:blank");
    });
  });
}

for (const { name, viewport } of PHONES) {
  for (const look of LOOKS) {
    test.describe(`${name}, ${look.locale}, ${look.colorScheme}`, () => {
      test.use({ viewport, ...look, hasTouch: true, isMobile: true });

      test("has monster, skills and the ranking's top on the first screen, and nothing over another", async ({
        arena,
        page,
        server,
      }) => {
        const familyId = await begin(server.url, 1_000_000);
        await arena.open(familyId);
        await expect(leaders(arena)).toHaveCount(3);
        const watching = await boxesOf({
          ...parts(arena),
          join: page.locator(".join-form"),
          leaders: leaders(arena),
        });
        expect(overlapsIn(watching)).toEqual([]);
        expect(outsideOf(viewport, watching)).toEqual([]);
        expect(await smallTargets(page)).toEqual([]);

        await arena.join("Deianira");
        await expect(page.getByTestId("strike-hint")).toBeVisible();
        const newcomer = await boxesOf({
          ...parts(arena),
          skills: skills(arena),
          story: arena.story,
          leaders: leaders(arena),
        });
        expect(overlapsIn(newcomer)).toEqual([]);
        expect(outsideOf(viewport, newcomer)).toEqual([]);
        expect(await smallTargets(page)).toEqual([]);

        await arena.skill("slash").tap();
        await expect(arena.story).toHaveAttribute("data-story", "counted");
        await expect(page.getByTestId("strike-hint")).toHaveCount(0);
        await expect(page.locator("[data-own=true]").first()).toBeVisible();
        const { "stage 1": stage, ...fighting } = await boxesOf(
          {
            ...parts(arena),
            skills: skills(arena),
            story: arena.story,
            leaders: leaders(arena),
            stage: arena.monster,
          },
          // Shown only as long as one's own row is out of sight.
          { own: page.locator(".own-standing") },
        );
        expect(overlapsIn(fighting)).toEqual([]);
        expect(outsideOf(viewport, fighting)).toEqual([]);
        expect(await smallTargets(page)).toEqual([]);
        if (viewport.width > viewport.height) {
          const { "skills 1": slash } = fighting;
          // Beside it, where lines end.
          const [before, after] = look.locale === "he-IL" ? [slash, stage] : [stage, slash];
          expect(after?.x).toBeGreaterThanOrEqual((before?.x ?? Infinity) + (before?.width ?? 0));
          expect(slash?.y).toBeLessThan((stage?.y ?? 0) + (stage?.height ?? 0));
        }
      });

      test("shows a victory that nothing covers, and whose the last hit was", async ({ arena, server }) => {
        await winAlone(arena, server.url, "tap");
        const { transports } = parts(arena);
        await expectVictoryInSight(arena, viewport, { transports, story: arena.story });
      });

      test("folds the transports into a line that opens, switches and closes", async ({ arena, family }) => {
        await arena.open(family.familyId);
        await arena.expectLiveOver("websocket");
        const line = arena.page.getByTestId("transport-line");
        await expect(line).toHaveAttribute("aria-expanded", "false");
        await expect(arena.transport("sse")).toBeHidden();
        await line.tap();
        await expect(line).toHaveAttribute("aria-expanded", "true");
        // The monster is still there.
        const beast = arena.monster.locator(".hydra");
        expect((await beast.boundingBox())?.height).toBeGreaterThan(100);
        await arena.transport("sse").tap();
        await arena.expectTransport("sse");
        await arena.expectLive();
        await arena.expectCleanSwitch();
        await expect(line).toContainText("SSE");
        expect(await smallTargets(arena.page)).toEqual([]);
        await line.tap();
        await expect(arena.switchReport).toBeHidden();
      });
    });
  }
}

test.describe("in motion", () => {
  test.use({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    contextOptions: { reducedMotion: "no-preference" },
  });

  test("damage rises below the monster's name and hit points, wherever it was aimed", async ({
    arena,
    family: { familyId },
    page,
    server,
  }) => {
    await arena.open(familyId);
    await arena.join("Deianira");
    const rival = await joinFamily(server.url, familyId, "Meleager of Calydon");
    await arena.expectPainter();
    const report = await watchOverlaps(
      page,
      ".hit-number",
      ".life-round, .life h2, .life-bar, .life-figures",
    );
    // On the name, on the bar, and where the heads are.
    for (const [hits, y] of [40, 68, 90, 120].entries()) {
      await arena.cool();
      await arena.monster.tap({ position: { x: 100 + 40 * hits, y } });
      await attack(server.url, rival, { skill: "ultimate" });
    }
    await expect.poll(async () => (await report()).seen).toBeGreaterThanOrEqual(8);
    await expect(page.locator(".hit-number")).toHaveCount(0);
    expect((await report()).overlaps).toEqual([]);
  });
});

test("at 1440 all transports stand open, and nothing is over another", async ({ arena, page, server }) => {
  await page.setViewportSize({ width: 1_440, height: 900 });
  const familyId = await begin(server.url, 1_000_000);
  await arena.open(familyId);
  await arena.join("Deianira");
  await arena.skill("slash").click();
  await expect(arena.story).toHaveAttribute("data-story", "counted");
  const { transports: line, ...others } = parts(arena);
  await expect(line).toBeHidden();
  for (const transport of TRANSPORTS) await expect(arena.transport(transport)).toBeVisible();
  const boxes = await boxesOf({
    ...others,
    skills: skills(arena),
    story: arena.story,
    leaders: leaders(arena),
  });
  expect(overlapsIn(boxes)).toEqual([]);
});

test.describe("a newcomer with a finger", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("closes the hint how to strike, and it stays closed", async ({ arena, family, page }) => {
    await arena.open(family.familyId);
    await arena.join("Deianira");
    await page.getByTestId("strike-hint").getByRole("button").tap();
    await expect(page.getByTestId("strike-hint")).toHaveCount(0);
    await page.reload();
    await expect(arena.skill("slash")).toBeVisible();
    await expect(page.getByTestId("strike-hint")).toHaveCount(0);
  });

  test("learns from a head whose it is and whether it is awake, strikes it, and closes that for good", async ({
    arena,
    family,
    page,
  }) => {
    await arena.open(family.familyId);
    await arena.expectLiveOver("websocket");
    await arena.join("Deianira");
    const words = page.getByTestId("head-words");
    await page.getByTestId("head-sse").tap();
    await expect(words).toContainText("SSE sleeps");
    await expect(arena.story).toHaveAttribute("data-story", "counted");
    await page.getByTestId("head-websocket").tap();
    await expect(words).toContainText("WebSocket is awake");
    expect(overlapsIn(await boxesOf({ ...parts(arena), skills: skills(arena), words }))).toEqual([]);
    await words.getByRole("button").tap();
    await expect(words).toHaveCount(0);
    const before = await arena.totalShown();
    await arena.cool();
    await page.getByTestId("head-polling").tap();
    await expect.poll(() => arena.totalShown()).toBeGreaterThan(before);
    await expect(words).toHaveCount(0);
  });
});

test("a head explains itself to a mouse and to a keyboard", async ({ arena, family, page }) => {
  await arena.open(family.familyId);
  await arena.expectLiveOver("websocket");
  const words = page.getByTestId("head-words");
  await page.getByTestId("head-long-polling").hover();
  await expect(words).toContainText("Long-polling sleeps");
  await page.mouse.move(5, 5);
  await expect(words).toHaveCount(0);
  await arena.tabTo(page.getByTestId("head-websocket"));
  await expect(words).toContainText("WebSocket is awake");
  await page.keyboard.press("Escape");
  await expect(words).toHaveCount(0);
});
