// The lab: a race that is measured honestly, from a run to figures that others can check. Runs are short, and
// bounds are ratios between lanes of one run: a shared machine is slow at times.
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { parseRecording, replay } from "@hydra/measure";
import { TRANSPORTS } from "@hydra/protocol";
import { CONNECTION_LOST } from "../fixtures/clean-console.ts";
import { STREAMING } from "../client/transports.ts";
import { expect, test } from "../fixtures/test.ts";
import { LabPage } from "../pages/lab-page.ts";

/** One after the other: a busy machine shows in their figures. */
test.describe.configure({ mode: "serial" });

/** What Chromium prints of lanes that are cut. */
const CUT = [/net::ERR_/, /WebSocket connection to/] as const;
test("a run charges every version to every lane, loses nothing, and leaves what others can check", async ({
  lab,
}) => {
  await lab.open("?rate=20&bots=20&seed=7&poll=1000&run=10");
  await lab.run();
  await lab.expectCleanEnd();

  const rows = await lab.rows();
  const { polling, sse, "long-polling": longPolling } = rows;
  const streaming = STREAMING.map((name) => rows[name]);
  // Most versions are skipped by a poll a second, and each waits half a second on average; fewer are published by a machine that is busy.
  expect(polling.skipped).toBeGreaterThan(polling.shown!);
  expect(polling.p50).toBeGreaterThan(300);
  for (const pushed of [...streaming, longPolling]) expect(polling.p50).toBeGreaterThan(2 * pushed.p50!);
  // As the server counted: a request an update, or none after the first.
  expect(polling.requests).toBeGreaterThanOrEqual(5);
  expect(polling.requests).toBeLessThanOrEqual(12);
  expect(longPolling.requests).toBeGreaterThan(polling.requests!);
  expect(streaming.map(({ requests }) => requests)).toEqual(streaming.map(() => 0));
  for (const { bytesOut } of Object.values(rows)) expect(bytesOut).toBeGreaterThan(0);

  const exported = await lab.exported();
  expect(replay(parseRecording(exported.recording).events).table(exported.at)).toEqual(exported.table);
  expect(exported.table.find(({ lane }) => lane === "sse")?.shown).toBe(sse.shown);
  expect(exported.setUp).toMatchObject({ hitsPerSecond: 20, bots: 20, seed: 7, pollIntervalMs: 1_000 });

  const csv = await readFile(await (await lab.save("csv")).path(), "utf8");
  expect(
    csv
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(",")[0]),
  ).toEqual(["lane", ...TRANSPORTS]);
  const written = await recordCanvasTexts(lab.page);
  const png = await readFile(await (await lab.save("png")).path());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(await written()).toContain(exported.link);
  expect(await written()).toContain(exported.environment);
});

/** All that is written on canvases from now on, as one text. */
async function recordCanvasTexts(page: Page): Promise<() => Promise<string>> {
  const texts = await page.evaluateHandle(() => {
    const written: string[] = [];
    const { prototype } = CanvasRenderingContext2D;
    const fillText = Object.getOwnPropertyDescriptor(prototype, "fillText")
      ?.value as typeof prototype.fillText;
    prototype.fillText = function (text, ...place) {
      written.push(text);
      fillText.call(this, text, ...place);
    };
    return written;
  });
  return async () => (await texts.jsonValue()).join("").replaceAll(/[\u2066-\u2069]/g, "");
}

test("lanes come back from a tunnel by themselves, with nothing missed, and the table shows the outage", async ({
  lab,
  console,
}) => {
  console.allow(...CUT);
  await lab.open("?rate=20&poll=1000&run=14");
  await lab.begin();
  await lab.cut.click();
  await expect(lab.verdict).toBeVisible({ timeout: 60_000 });
  await lab.expectCleanEnd();
  for (const row of Object.values(await lab.rows())) {
    expect(row.reconnects).toBeGreaterThanOrEqual(1);
    expect(row.outage).toBeGreaterThan(2_000);
    expect(row.p99).toBeGreaterThan(3_000);
  }
});

test("lanes come back by themselves when the server was killed and is there again", async ({
  lab,
  server,
  console,
}) => {
  await lab.open("?rate=20&poll=1000");
  // The new server does not have a lane until it is there.
  console.allow(...CONNECTION_LOST, /^404 GET .*\/lanes\//, /status of 404/);
  await server.stop("SIGKILL");
  for (const transport of TRANSPORTS) await expect(lab.lane(transport)).toContainText("reconnecting");
  await server.start();
  for (const transport of TRANSPORTS)
    await expect(lab.lane(transport)).toContainText("live", { timeout: 30_000 });
  for (const row of Object.values(await lab.rows())) expect(row).toMatchObject({ missed: 0, repeated: 0 });
});

test("a link restores the set-up, and shows what of it cannot be used", async ({ lab, page }) => {
  await lab.open("?paused=polling");
  await lab.rate.fill("35");
  await lab.pollInterval.fill("500");
  await lab.weather.selectOption("custom");
  await lab.delay.fill("60");
  await lab.length.fill("12");
  await lab.pause("sse").click();
  const { search } = new URL(page.url());
  await lab.open(search);
  await expect(lab.rate).toHaveValue("35");
  await expect(lab.pollInterval).toHaveValue("500");
  await expect(lab.weather).toHaveValue("custom");
  await expect(lab.delay).toHaveValue("60");
  await expect(lab.length).toHaveValue("12");
  for (const transport of ["polling", "sse"] as const)
    await expect(lab.lane(transport)).toContainText("paused");
  expect(await lab.lane("polling").getAttribute("data-requests")).toBeNull();

  await lab.open("?rate=1000000000&run=31536000&weather=hail&seed=3");
  await expect(lab.linkProblem).toContainText("rate, run, weather");
  await expect(lab.rate).toHaveValue("20");
});

test("a rate of 10⁹ and a run of a year are refused in words, without effect", async ({ lab, page }) => {
  await lab.open("?rate=20");
  const before = page.url();
  for (const [field, value] of [
    [lab.rate, "1000000000"],
    [lab.length, "31536000"],
  ] as const) {
    const good = await field.inputValue();
    await field.fill(value);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("alert").filter({ hasText: "whole number" })).toBeVisible();
    await lab.start.click();
    await expect(lab.runProblem).toContainText("Not started");
    await field.fill(good);
    await expect(field).toHaveAttribute("aria-invalid", "false");
  }
  await expect(page).toHaveURL(new RegExp(`rate=20&`));
  expect(page.url().startsWith(before.split("?")[0]!)).toBe(true);
});

test("two labs on one family: each has its bots and its weather, and neither gets in the other's way", async ({
  lab,
  page,
  context,
  family,
}) => {
  await lab.open(`?family=${family.familyId}&rate=20`);
  await expect(page.getByText(/hits so far/)).toBeVisible();
  const other = new LabPage(await context.newPage());
  await other.open(`?family=${family.familyId}&rate=20&run=5&weather=3g`);
  await other.run();
  // The first one's bots go on: there is no last version.
  for (const row of Object.values(await other.rows())) {
    expect(row).toMatchObject({ missed: 0, repeated: 0 });
    expect(row.shown).toBeGreaterThan(0);
  }
  for (const { trafficProblem, page: shown } of [lab, other]) {
    await expect(trafficProblem).toBeHidden();
    await expect(shown.getByTestId("weather-problem")).toBeHidden();
    await expect(shown.getByTestId("starving")).toBeHidden();
  }
});

test("shows what it has of the rate that all labs share, until the others stop", async ({
  context,
  lab,
  page,
}) => {
  await lab.open("?rate=4000&poll=3000");
  await expect(page.getByText(/hits so far/)).toBeVisible();
  const other = await context.newPage();
  await other.goto("/lab?rate=4000");
  await expect(other.getByTestId("traffic-shared")).toContainText("2,500 of 4,000 hits a second");
  await page.close();
  await expect(other.getByTestId("traffic-shared")).toBeHidden({ timeout: 30_000 });
});

for (const when of ["before", "after"] as const) {
  test(`axe finds nothing serious ${when} a run, in both themes`, async ({ lab, page }) => {
    await lab.open("?poll=1000&run=5");
    if (when === "after") await lab.run();
    await page.emulateMedia({ colorScheme: "light" });
    expect(await findingsOf(new AxeBuilder({ page }).withTags(TAGS))).toEqual([]);
    // The other theme is the same page in other colours.
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await findingsOf(new AxeBuilder({ page }).withRules("color-contrast"))).toEqual([]);
  });
}

test("no page is wider than its window after a run", async ({ lab, page }) => {
  await lab.open("?poll=1000&run=5");
  await lab.run();
  for (const width of [360, 768, 1_440, 2_560]) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      )
      .toBe(0);
  }
});

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function findingsOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
