// The lab at its highest rate: the page stays responsive and its memory flat. Time is what the page's main thread
// worked, not what passed: on a shared machine the two differ by whatever else runs there.
import type { CDPSession, Page } from "@playwright/test";
import { IS_LONG } from "../fixtures/long.ts";
import { expect, test } from "../fixtures/test.ts";

/** The limit of a long task (W3C Long Tasks). */
const LONG_TASK_MS = 50;
const WATCHED_MS = Number(process.env["LAB_RUN_SECONDS"] ?? (IS_LONG ? 12 : 6)) * 1_000;
/** Figures that grow up to their bounds, and a collector's mood. */
const GROWTH_BYTES = 6_000_000;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the processor. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

test("at 5,000 hits a second no task takes 50 ms and memory stays flat", async ({ lab, page, context }) => {
  await lab.open("?rate=5000&bots=200");
  await expect(page.getByText(/hits so far/)).toBeVisible();
  // What loading the page took is over.
  await expect.poll(async () => (await lab.row("sse")).shown).toBeGreaterThan(60);
  const session = await context.newCDPSession(page);
  const heapBefore = await heapOf(session);
  const longest = await longestTask(page, WATCHED_MS);
  const heapAfter = await heapOf(session);
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThan(LONG_TASK_MS);
  expect(heapAfter - heapBefore).toBeLessThan(GROWTH_BYTES);
  for (const row of Object.values(await lab.rows())) expect(row).toMatchObject({ missed: 0, repeated: 0 });
});

async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

/** Milliseconds of processor time of the longest task on a page's main thread. */
async function longestTask(page: Page, watchedMs: number): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("no browser");
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const traceConfig = { includedCategories: ["toplevel", "__metadata"] };
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  // Time itself is the condition: what happens in it is looked at.
  await page.waitForTimeout(watchedMs);
  const complete = new Promise((resolve) => {
    session.once("Tracing.tracingComplete", resolve);
  });
  await session.send("Tracing.end");
  await complete;
  const mainThreads = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return events
    .filter(({ ph, pid, tid }) => ph === "X" && mainThreads.has(`${pid}:${tid}`))
    .reduce((most, { tdur = 0 }) => Math.max(most, tdur / 1_000), 0);
}
