// Draws the pictures that cannot be SVG, which no chat shows, by the browser and into the pages' files: icons from the favicon, and what chats show of a
// link from the first page. Run by hand when the mark or the hydra has changed: `npm run --prefix e2e draw-pictures`.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { ADVICE, findChromium, launchArguments } from "./chromium.ts";
import { BattleServer } from "./fixtures/battle-server.ts";
import { thisMachine } from "./machine.ts";

const PUBLIC = join(import.meta.dirname, "../apps/web/public");
const BACKGROUND = "#0a1216";
/** Of a maskable icon only a circle of 80 % is safe (W3C Web App Manifest §icon masks): the mark keeps well inside. */
const MASKABLE_SCALE = 0.72;

async function drawIcon(page: Page, size: number, isMaskable = false): Promise<Buffer> {
  const svg = await readFile(join(PUBLIC, "favicon.svg"), "utf8");
  const scale = isMaskable ? MASKABLE_SCALE : 1;
  // Launchers cut the corners themselves.
  const style = `body{margin:0;background:${isMaskable ? BACKGROUND : "transparent"}}svg{display:block;scale:${scale}}`;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>${style}</style>${svg.replace("<svg ", `<svg width="${size}" height="${size}" `)}`,
  );
  return page.screenshot({ omitBackground: true });
}

async function drawPreview(page: Page, url: string): Promise<Buffer> {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1_200, height: 630 });
  await page.goto(url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.addStyleTag({
    content: `
      .top-bar, .families, .hero-words { display: none !important; }
      .entry, #content { padding: 0 !important; margin: 0 !important; max-width: none !important; }
      .hero { display: block !important; margin: 0 !important; padding: 0 !important; }
      .hero .tableau { position: fixed !important; inset: 0; width: 100vw; height: 100vh; border-radius: 0 !important; }
    `,
  });
  return page.screenshot({ type: "jpeg", quality: 88 });
}

const machine = thisMachine();
const executablePath = findChromium(machine)?.path;
if (executablePath === undefined) throw new Error(ADVICE);
await using server = await BattleServer.start();
const browser = await chromium.launch({ executablePath, args: launchArguments(machine.isRoot) });
const page = await browser.newPage({ locale: "en-US" });
const pictures = {
  "icon-180.png": await drawIcon(page, 180),
  "icon-192.png": await drawIcon(page, 192),
  "icon-512.png": await drawIcon(page, 512),
  "icon-maskable-512.png": await drawIcon(page, 512, true),
  "preview.jpg": await drawPreview(page, server.url),
};
for (const [name, picture] of Object.entries(pictures)) {
  await writeFile(join(PUBLIC, name), picture);
  console.log(`${name}: ${picture.length} bytes`);
}
await browser.close();
