// "My traffic" in the lab: figures follow what is entered and the run, open to their formula by keyboard and by touch, take other prices,
// and travel in the link and the files.
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, leave, test } from "../fixtures/test.ts";

const QUERY = "?rate=20&bots=5&run=5&poll=500";

/** Entered as a person does it, by its label's field. */
async function enter(page: Page, name: string, text: string): Promise<void> {
  await page.getByTestId(`what-if-${name}`).fill(text);
}

function panelOf(page: Page): Locator {
  return page.getByTestId("what-if");
}

async function valueOf(page: Page, testId: string): Promise<number> {
  return Number(await page.getByTestId(testId).getAttribute("data-value"));
}

async function costOf(page: Page): Promise<number> {
  return Number(await panelOf(page).getAttribute("data-cost"));
}

test("figures follow what is entered, and what cannot be used is marked and changes nothing", async ({
  lab,
  page,
}) => {
  await lab.open(QUERY);
  await enter(page, "clients", "1000");
  await expect(panelOf(page)).toHaveAttribute("data-clients", "1000");
  const [bytes, cost] = [await valueOf(page, "what-if-sse-down"), await costOf(page)];
  await enter(page, "clients", "100000");
  await expect(panelOf(page)).toHaveAttribute("data-clients", "100000");
  expect((await valueOf(page, "what-if-sse-down")) / bytes).toBeCloseTo(100, 6);
  expect(await costOf(page)).toBeGreaterThan(cost);
  await expect(page.getByTestId("bound-sse-files-65535")).toHaveAttribute("data-state", "breaks");

  await enter(page, "clients", "many");
  await expect(page.getByTestId("what-if-clients")).toHaveAttribute("aria-invalid", "true");
  await expect(panelOf(page)).toHaveAttribute("data-clients", "100000");

  await page.getByTestId("what-if-http").selectOption("2");
  await enter(page, "tabs", "9");
  await expect(page.getByTestId("bound-sse-six-connections")).toHaveCount(0);
  await page.getByTestId("what-if-http").selectOption("1.1");
  await expect(page.getByTestId("bound-sse-six-connections")).toHaveAttribute("data-state", "breaks");
});

test("a run's measurements replace stated values, and the verdict stays its own", async ({ lab, page }) => {
  await lab.open(QUERY);
  const basis = page.getByTestId("what-if-basis");
  await expect(basis).toHaveAttribute("data-run", "false");
  await lab.run();
  await expect(basis).toHaveAttribute("data-run", "true");
  const verdict = await lab.verdict.textContent();
  await page.getByTestId("what-if-polling-up").click();
  const opened = page.getByTestId("what-if-polling-up-opened");
  await opened
    .locator("details")
    .evaluateAll((nodes) => nodes.forEach((node) => node.setAttribute("open", "")));
  await expect(opened.locator('[data-source="run"]').first()).toBeVisible();
  await page.keyboard.press("Escape");
  await enter(page, "clients", "5");
  expect(await lab.verdict.textContent()).toBe(verdict);
  const { link, whatIf } = (await lab.exported()) as unknown as {
    link: string;
    whatIf: { scenario: object };
  };
  expect(whatIf.scenario).toMatchObject({ clients: 5, pollIntervalMs: 500 });
  expect(new URL(link).searchParams.get("clients")).toBe("5");
});

test("a figure opens to its formula by keyboard, its inputs to theirs, and closes", async ({ lab, page }) => {
  await lab.open(QUERY);
  const button = page.getByTestId("what-if-sse-month");
  const opened = page.getByTestId("what-if-sse-month-opened");
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(opened).toBeVisible();
  await expect(opened.getByTestId("formula").first()).toHaveText("servers, a month + traffic, a month");
  // Past the button that closes it to the first input.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(opened.getByTestId("formula").nth(1)).toHaveText("servers × hours in a month × price");
  await expect(opened.locator('[data-source="price"]').first()).toContainText("AWS EC2");
  await page.keyboard.press("Escape");
  await expect(opened).toBeHidden();
  await expect(button).toBeFocused();
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });

  test("a figure opens and closes, and nothing is wider than a phone", async ({ lab, page }) => {
    await lab.open(QUERY);
    const opened = page.getByTestId("what-if-websocket-radio-opened");
    await page.getByTestId("what-if-websocket-radio").tap();
    await expect(opened).toBeVisible();
    await expect(opened.getByTestId("formula").first()).toContainText("seconds in an hour");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    const box = await opened.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 360).toBe(true);
    await opened.getByRole("button", { name: "Close" }).tap();
    await expect(opened).toBeHidden();
  });
});

test("a price of one's own changes the money alone, is marked, and can be given back", async ({
  lab,
  page,
}) => {
  await lab.open(QUERY);
  const [cost, bytes] = [await costOf(page), await valueOf(page, "what-if-sse-down")];
  await page.getByTestId("what-if-prices").locator("summary").click();
  const row = page.getByTestId("price-row-egress");
  await page.getByTestId("price-egress").fill("9");
  await expect(row).toHaveAttribute("data-edited", "true");
  expect(await costOf(page)).toBeGreaterThan(cost);
  expect(await valueOf(page, "what-if-sse-down")).toBe(bytes);
  await expect(page).toHaveURL(/price\.egress=9/);
  await page.getByTestId("price-restore-egress").click();
  await expect(row).toHaveAttribute("data-edited", "false");
  expect(await costOf(page)).toBe(cost);
  await expect(page).not.toHaveURL(/price/);
});

test("the link gives another browser the same figures, and the files have them", async ({
  lab,
  page,
  browser,
}) => {
  await lab.open(QUERY);
  await enter(page, "clients", "4321");
  await enter(page, "updatesPerSecond", "0.5");
  await page.getByTestId("what-if-prices").locator("summary").click();
  await page.getByTestId("price-gateway-minutes").fill("3");
  await expect(page).toHaveURL(/clients=4321.*updates=0\.5.*price\.gateway-minutes=3/);
  const figures = ["what-if-polling-month", "what-if-mqtt-up", "what-if-hosted-api-gateway"];
  const here = await Promise.all(figures.map((figure) => valueOf(page, figure)));

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(panelOf(other)).toHaveAttribute("data-clients", "4321", { timeout: 60_000 });
  expect(await Promise.all(figures.map((figure) => valueOf(other, figure)))).toEqual(here);
  expect(await costOf(other)).toBe(await costOf(page));
  await leave(other);
  await context.close();

  const text = async (type: string): Promise<string> => {
    const saving = page.waitForEvent("download");
    await page.getByTestId(`what-if-export-${type}`).click();
    return readFile(await (await saving).path(), "utf8");
  };
  const read = JSON.parse(await text("json")) as {
    scenario: object;
    link: string;
    lanes: { month: { value: number } }[];
  };
  expect(read.scenario).toMatchObject({ clients: 4_321, updatesPerSecond: 0.5 });
  expect(read.lanes[0]?.month.value).toBe(here[0]);
  expect(new URL(read.link).searchParams.get("price.gateway-minutes")).toBe("3");
  expect(await text("csv")).toContain(`polling,money a month,${here[0]},usd`);
});

test("axe finds nothing, with a figure, the prices and the bounds open, in either theme", async ({
  lab,
  page,
}) => {
  await lab.open(QUERY);
  await page.getByTestId("what-if-prices").locator("summary").click();
  await page.getByTestId("what-if-sse-bounds").click();
  await page.getByTestId("what-if-sse-cores").click();
  await expect(page.getByTestId("what-if-sse-cores-opened")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="what-if"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

test("is in Chinese where the page is", async ({ lab, page }) => {
  await page.addInitScript(() => localStorage.setItem("hydra.language", "zh-Hans"));
  await lab.open(QUERY);
  await expect(panelOf(page).getByRole("heading", { name: "我的流量" })).toBeVisible();
  await page.getByTestId("what-if-sse-month").click();
  await expect(page.getByTestId("formula").first()).toHaveText("服务器，每月 + 流量，每月");
});
