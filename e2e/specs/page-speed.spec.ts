// How soon there is something to see, and what has to come for it. Times by a clock hold for a machine that does nothing else (LAB_IDLE=1), and is
// printed there; what paints before what holds everywhere.
import { routes } from "@hydra/protocol";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

const IS_IDLE = process.env["LAB_IDLE"] !== undefined;
/** Of all scripts that a page begins with, as a browser on plain HTTP gets them. */
const MOST_FIRST_BYTES = 120_000;
/** How much slower the processor is made: about a phone of the middle. */
const SLOWDOWN = 4;
const PHONE = { width: 390, height: 844 };
/** Loads of a page, of which the median counts. */
const LOADS = 7;
/** After the load: nothing larger is painted later. */
const REST_MS = 3_000;

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

test("the first scripts stay small", async ({ server }) => {
  const page = await (await fetch(server.url)).text();
  const scripts = [...page.matchAll(/<(?:script[^>]* src|link rel="modulepreload"[^>]* href)="([^"]+)"/g)];
  expect(scripts.length).toBeGreaterThan(1);
  const sizes = scripts.map(async ([, path = ""]) => {
    const { headers } = await fetch(new URL(path, server.url), { headers: { "accept-encoding": "gzip" } });
    const bytes = Number(headers.get("content-length"));
    // One that is not compressed fits into a packet.
    expect(headers.get("content-encoding") === "gzip" || bytes < 1_024, path).toBe(true);
    return bytes;
  });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(MOST_FIRST_BYTES);
});

test(`on a processor ${SLOWDOWN} times slower the first paint comes within a second, the largest within 1.2`, async ({
  browser,
  family,
  server,
}) => {
  test.skip(!IS_IDLE, "times by a clock, on a machine that does nothing else");
  for (const path of ["/", `/f/${family.familyId}`, "/lab"]) {
    const first: number[] = [];
    const largest: number[] = [];
    for (let load = 0; load < LOADS; load += 1) {
      // Anew each time: nothing is in its cache.
      await using context = await browser.newContext({ baseURL: server.url, viewport: PHONE });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
      await page.goto(path);
      first.push(await firstPaintMs(page));
      largest.push(await largestPaintMs(page));
    }
    const [firstMs, largestMs] = [median(first), median(largest)];
    const rounded = [firstMs, largestMs].map(Math.round).join(" and ");
    process.stdout.write(
      `${path}: first and largest contentful paint after ${rounded} ms, medians of ${LOADS}\n`,
    );
    expect.soft(firstMs, path).toBeLessThan(1_000);
    expect.soft(largestMs, path).toBeLessThan(1_200);
  }
});

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}

/** Milliseconds from the navigation to the largest text or picture of the first seconds, in which the page has come to rest (W3C Largest Contentful Paint). */
function largestPaintMs(page: Page): Promise<number> {
  return page.evaluate(
    (restMs) =>
      new Promise<number>((resolve) => {
        let latest = NaN;
        new PerformanceObserver((list) => {
          latest = list.getEntries().at(-1)?.startTime ?? latest;
        }).observe({ type: "largest-contentful-paint", buffered: true });
        setTimeout(() => resolve(latest), restMs);
      }),
    REST_MS,
  );
}

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
