// The lab's table explains itself, and nothing of it is cut off.
import { expect, test } from "../fixtures/test.ts";

const COLUMNS = "p50 p95 p99 worst age shown skipped missed repeated requests received sent outages".split(
  " ",
);

test("each heading explains itself at a touch, by keyboard too, and goes away again", async ({
  lab,
  page,
}) => {
  await lab.open("?rate=20&bots=5");
  for (const name of COLUMNS) {
    const explained = page.getByTestId(`explained-${name}`);
    await expect(explained).toBeHidden();
    await page.getByTestId(`explain-${name}`).click();
    await expect(explained).toBeVisible();
    expect((await explained.textContent())?.length).toBeGreaterThan(25);
    await page.keyboard.press("Escape");
    await expect(explained).toBeHidden();
  }
  await page.getByTestId("explain-missed").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("explained-missed")).toBeVisible();
});

for (const [width, height] of [
  [360, 740],
  [768, 1024],
  [1_200, 800],
  [1_376, 800],
  [1_440, 900],
] as const) {
  test(`no figure is cut off at ${width} × ${height}, and on a phone they come before the forms`, async ({
    lab,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await lab.open("?rate=20&bots=5&poll=500&run=5");
    await lab.run();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    const table = page.getByRole("region", { name: "The table, scrolls sideways" });
    const hidden = await table.evaluate((region) => region.scrollWidth - region.clientWidth);
    // A phone scrolls the table sideways; where there is room nothing is out of sight.
    if (width >= 1_200) expect(hidden).toBeLessThanOrEqual(0);
    const top = async (testId: string): Promise<number> =>
      (await page.getByTestId(testId).boundingBox())?.y ?? 0;
    if (width < 768) expect(await top("lane-polling")).toBeLessThan(await top("traffic-rate"));
  });
}
