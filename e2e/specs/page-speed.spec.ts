// How soon there is something to see. Times by a clock hold for a machine that does nothing else (LAB_IDLE=1), and is
// printed there; what paints before what holds everywhere.
import { routes } from "@hydra/protocol";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

const IS_IDLE = process.env["LAB_IDLE"] !== undefined;
/** How much slower the processor is made: about a phone of the middle. */
const SLOWDOWN = 4;

// A trace draws everything once more.
test.use({ trace: "off" });

test("the first paint waits for no script", async ({ page }) => {
  // Asked for, and never answered.
  await page.route("**/assets/*.js", () => undefined);
  await page.goto("/", { waitUntil: "commit" });
  await expect(page.locator(".mark-word")).toBeVisible();
  expect(await firstPaintMs(page)).toBeGreaterThan(0);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a browser without scripts shows what it lacks", async ({ browser, server }) => {
  await using context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url);
  await expect(page.getByRole("heading", { name: "Hydra needs JavaScript" })).toBeVisible();
  await expect(page.getByRole("link", { name: "read it" })).toHaveAttribute("href", routes.families);
});

test(`the first paint comes within a second on a processor ${SLOWDOWN} times slower`, async ({
  context,
  family,
}) => {
  test.skip(!IS_IDLE, "times by a clock, on a machine that does nothing else");
  for (const path of ["/", `/f/${family.familyId}`, "/lab"]) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    await page.goto(path);
    const paintedMs = await firstPaintMs(page);
    process.stdout.write(`${path}: first contentful paint after ${Math.round(paintedMs)} ms\n`);
    expect(paintedMs).toBeLessThan(1_000);
    await page.close();
  }
});

/** Milliseconds from the navigation to the first text or picture (W3C Paint Timing). */
function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName("first-contentful-paint");
          if (entry !== undefined) resolve(entry.startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );
}
