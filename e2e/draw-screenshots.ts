// Draws the documents' pictures by the running product, so that they stay true: the arena on a desk and on a phone, a run's figures, what is on the
// wire of each transport.
// Run when what they show has changed: `npm run build && npm run --prefix e2e draw-screenshots`.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium, expect, type Browser, type Page } from "@playwright/test";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { ADVICE, findChromium, launchArguments } from "./chromium.ts";
import { BattleServer } from "./fixtures/battle-server.ts";
import { thisMachine } from "./machine.ts";
import { ArenaPage } from "./pages/arena-page.ts";
import { LabPage } from "./pages/lab-page.ts";
import { WirePage, type UnitKind } from "./pages/wire-page.ts";

const PICTURES = join(import.meta.dirname, "../docs/pictures");
const DESK = { width: 1_440, height: 900 };
const WIDE = { width: 1_200, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Long enough for a figure of each transport, and for a poll. */
const MEASURED_MS = 8_000;

interface Look {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly isPhone?: boolean;
}

async function openPage(browser: Browser, url: string, { viewport, isPhone = false }: Look): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    locale: "en-US",
    colorScheme: "dark",
    isMobile: isPhone,
    hasTouch: isPhone,
  });
  return context.newPage();
}

async function save(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.context().close();
}

/** As a player sees it who has tried every transport. */
async function drawArena(page: Page): Promise<void> {
  const arena = new ArenaPage(page);
  await arena.open("demo");
  await arena.join("Jason");
  await arena.strike();
  for (const transport of [...TRANSPORTS].reverse()) {
    await arena.switchTo(transport);
    // Time itself is the condition: what is measured in it is drawn.
    await page.waitForTimeout(MEASURED_MS);
  }
  await arena.switchTo("websocket");
  await arena.strike();
  await save(page, "arena");
}

async function drawPhone(page: Page): Promise<void> {
  const arena = new ArenaPage(page);
  await arena.open("demo");
  await arena.join("Medea");
  await page.getByTestId("strike-hint").getByRole("button").click();
  await arena.strike();
  await save(page, "phone");
}

async function drawLab(page: Page): Promise<void> {
  const lab = new LabPage(page);
  await lab.open("?rate=20&bots=20&poll=1000&run=15&weather=4g");
  await lab.run();
  await lab.verdict.scrollIntoViewIfNeeded();
  await save(page, "lab");
}

/** The steps of the lesson, and what of each is under the lens. */
const WIRE: readonly (readonly [TransportName, UnitKind])[] = [
  ["polling", "answer"],
  ["long-polling", "answer"],
  ["sse", "chunk"],
  ["websocket", "message"],
];

async function drawWire(page: Page, transport: TransportName, kind: UnitKind): Promise<void> {
  const wire = new WirePage(page);
  await wire.open(transport);
  // The first frames: of a snapshot there is too much to see.
  await expect(wire.ofKind(kind, "sent").nth(3)).toBeVisible({ timeout: 60_000 });
  await wire.pause.click();
  await wire.ofKind(kind, "sent").nth(3).click();
  await save(page, `wire-${transport}`);
}

const machine = thisMachine();
const executablePath = findChromium(machine)?.path;
if (executablePath === undefined) throw new Error(ADVICE);
await mkdir(PICTURES, { recursive: true });
await using server = await BattleServer.start({ env: { DEMO: "1" } });
const browser = await chromium.launch({ executablePath, args: launchArguments(machine.isRoot) });
await drawArena(await openPage(browser, server.url, { viewport: DESK }));
await drawPhone(await openPage(browser, server.url, { viewport: PHONE, isPhone: true }));
await drawLab(await openPage(browser, server.url, { viewport: DESK }));
for (const [transport, kind] of WIRE) {
  await drawWire(await openPage(browser, server.url, { viewport: WIDE }), transport, kind);
}
await browser.close();
