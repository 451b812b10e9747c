// The lab's figures, held against what each transport must come to. Runs are short; with LAB_RUN_SECONDS=60 on a
// machine that does nothing else (LAB_IDLE=1) the bounds are those of an idle machine too, and the figures are printed.
import { TRAITS, TRANSPORTS, type TransportName } from "@hydra/protocol";
import { STREAMING } from "../client/transports.ts";
import { expect, test } from "../fixtures/test.ts";
import { IS_LONG } from "../fixtures/long.ts";
import { OwnBrowser } from "../fixtures/own-browser.ts";
import { LabPage, type ExportedRow, type LaneRow } from "../pages/lab-page.ts";

test.describe.configure({ mode: "serial" });

const RUN_SECONDS = process.env["LAB_RUN_SECONDS"];
const IS_IDLE = process.env["LAB_IDLE"] !== undefined;
/** How far a figure may be off: on a busy machine far enough for its noise, and too little for one crossing more. */
const TOLERANCE = IS_IDLE ? 0.1 : 0.4;

const seconds = (short: number): string => RUN_SECONDS ?? String(short);

function print(title: string, rows: Record<TransportName, LaneRow>): void {
  if (RUN_SECONDS === undefined) return;
  for (const [lane, { p50, p95, p99, missed, repeated }] of Object.entries(rows)) {
    const line = `${title} · ${lane}: p50 ${p50} · p95 ${p95} · p99 ${p99} ms, ${missed} missed, ${repeated} repeated`;
    process.stdout.write(`${line}\n`);
  }
}

test("without impairment a poll every 3 s is half of that late, and what is pushed is not", async ({
  lab,
}) => {
  await lab.open(`?rate=20&bots=50&poll=3000&run=${seconds(IS_LONG ? 20 : 12)}`);
  await lab.run();
  await lab.expectCleanEnd();
  const rows = await lab.rows();
  print("no impairment", rows);
  const { polling, "long-polling": longPolling } = rows;
  // 300 ms would be the median of what arrives; every version counts.
  expect(polling.p50).toBeGreaterThan(IS_IDLE ? 1_300 : 1_200);
  expect(polling.p50).toBeLessThan(IS_IDLE ? 1_700 : 1_900);
  for (const { p50, p99 } of STREAMING.map((name) => rows[name])) {
    expect(p50).toBeLessThan(polling.p50! / (IS_IDLE ? 10 : 3));
    if (IS_IDLE) expect(p50).toBeLessThanOrEqual(15);
    if (IS_IDLE) expect(p99).toBeLessThanOrEqual(60);
  }
  expect(longPolling.p50).toBeLessThan(polling.p50! / (IS_IDLE ? 10 : 3));
});

test("a delay of one way is felt as often as a transport's exchange crosses the network", async ({ lab }) => {
  const delayMs = IS_IDLE ? 200 : 400;
  // A round trip must fit between two polls, or they would be fewer; with room for a machine that is busy.
  const common = `?rate=20&bots=50&poll=${4 * delayMs}&run=${seconds(13)}`;
  await lab.open(common);
  await lab.run();
  const before = (await lab.exported()).table;
  print("before", await lab.rows());
  await lab.open(`${common}&weather=custom&delay=${delayMs}`);
  await lab.run();
  await lab.expectCleanEnd();
  const after = (await lab.exported()).table;
  print(`${delayMs} ms one way`, await lab.rows());
  /** What is asked for is as late as chance has it, evenly from nothing to a cycle: its mean shows more than its median. */
  const typical = (table: readonly ExportedRow[], transport: TransportName): number => {
    const { p50Ms, meanMs } = rowOf(table, transport).staleness!;
    return TRAITS[transport].mode === "asking" ? meanMs : p50Ms;
  };
  const rise = (transport: TransportName): number => typical(after, transport) - typical(before, transport);
  // A held poll waits, in the middle, one way for the question to come back, and takes one way to be answered.
  for (const transport of TRANSPORTS) {
    const { mode, holdsConnection } = TRAITS[transport];
    const ways = mode === "asking" && holdsConnection ? 2 : 1;
    expect(rise(transport), transport).toBeGreaterThan((1 - TOLERANCE) * ways * delayMs);
    expect(rise(transport), transport).toBeLessThan((1 + TOLERANCE) * ways * delayMs);
  }
});

test("a client whose clock is 90 s ahead finds that out, and its figures are what they are", async ({
  page,
  lab,
}) => {
  const aheadMs = 90_000;
  await page.addInitScript((shift) => {
    const { timeOrigin } = performance;
    Object.defineProperty(Performance.prototype, "timeOrigin", { get: () => timeOrigin + shift });
    const now = Date.now.bind(Date);
    Date.now = () => now() + shift;
  }, aheadMs);
  await lab.open(`?rate=20&poll=1000&run=${seconds(8)}`);
  expect(await page.evaluate(() => performance.timeOrigin + performance.now())).toBeGreaterThan(
    Date.now() + aheadMs / 2,
  );
  await lab.run();
  await lab.expectCleanEnd();
  const { overview, table } = await lab.exported();
  print("90 s ahead", await lab.rows());
  // All that a figure takes from the clock is this offset; on one machine the true one is the shift itself.
  const { offsetMs, uncertaintyMs } = overview.clock!;
  const trueOffsetMs = await page.evaluate(() => {
    const local = performance.timeOrigin + performance.now();
    return Date.now() - local;
  });
  expect(Math.abs(trueOffsetMs)).toBeLessThan(1_000);
  expect(Math.abs(offsetMs + aheadMs)).toBeLessThanOrEqual(uncertaintyMs + Math.abs(trueOffsetMs) + 1);
  const p50 = (lane: string): number => rowOf(table, lane).staleness!.p50Ms;
  for (const lane of STREAMING) expect(p50(lane)).toBeLessThan(p50("polling"));
  expect(p50("polling")).toBeGreaterThan(300);
  expect(p50("polling")).toBeLessThan(1_000);
});

test("the time a tab is hidden is in no figure, and what came meanwhile is there when it is looked at again", async ({
  server,
}) => {
  const hiddenMs = 6_000;
  await using browser = await OwnBrowser.start();
  const page = await browser.newPage();
  const lab = new LabPage(page);
  await page.goto(`${server.url}/lab?rate=20&poll=1000&run=${seconds(14)}`);
  await expect(lab.lane("websocket")).toHaveAttribute("data-cursor", /:/);
  await lab.begin();
  await expect.poll(async () => (await lab.row("websocket")).shown).toBeGreaterThan(20);
  const other = await browser.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("hidden");
  // Time itself is the condition: what is in it must be in no figure.
  await other.waitForTimeout(hiddenMs);
  await page.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("visible");
  await expect(lab.verdict).toBeVisible({ timeout: 60_000 });
  await lab.expectCleanEnd();
  const rows = await lab.rows();
  for (const transport of TRANSPORTS.filter((name) => TRAITS[name].holdsConnection)) {
    // Timers of a hidden tab run once a second at the most; a page that counted them would show it here.
    expect(rows[transport].p95!).toBeLessThan(hiddenMs / 6);
  }
  const runMs = Number(seconds(14)) * 1_000;
  for (const { active } of Object.values(rows)) expect(active).toBeLessThanOrEqual(runMs - hiddenMs * 0.9);
});

test("one lane reads slowly, and only that one falls behind; read at full speed again, it is even", async ({
  lab,
}) => {
  await lab.open("?rate=50&bots=100&poll=1000&run=10&slow=websocket");
  await expect(lab.slowReader).toHaveValue("websocket");
  await lab.run();
  const { sse, websocket } = await lab.rows();
  // What the network's buffers hold comes late, and in order.
  expect(websocket.p95).toBeGreaterThan(5 * sse.p95!);
  expect(websocket).toMatchObject({ missed: 0, repeated: 0 });
  await lab.slowReader.selectOption("");
  await expect(lab.page).not.toHaveURL(/slow=/);
  await lab.length.fill("5");
  await lab.run();
  await lab.expectCleanEnd();
});

function rowOf(table: readonly ExportedRow[], name: string): ExportedRow {
  const row = table.find(({ lane }) => lane === name);
  if (row === undefined) throw new Error(`no lane ${name}`);
  return row;
}
