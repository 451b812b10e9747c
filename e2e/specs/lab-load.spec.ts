// The lab at its highest rate: the page stays responsive and its memory flat. Time is what the page's main thread
// worked, not what passed: on a shared machine the two differ by whatever else runs there.
import type { CDPSession } from "@playwright/test";
import { IS_LONG } from "../fixtures/long.ts";
import { mainThreadWork } from "../fixtures/main-thread.ts";
import { expect, test } from "../fixtures/test.ts";

/** The limit of a long task (W3C Long Tasks). */
const LONG_TASK_MS = 50;
const WATCHED_MS = Number(process.env["LAB_RUN_SECONDS"] ?? (IS_LONG ? 12 : 6)) * 1_000;
/** Figures that grow up to their bounds, and a collector's mood. */
const GROWTH_BYTES = 6_000_000;

test("at 5,000 hits a second no task takes 50 ms and memory stays flat", async ({ lab, page, context }) => {
  await lab.open("?rate=5000&bots=200");
  await expect(page.getByText(/hits so far/)).toBeVisible();
  // What loading the page took is over.
  await expect.poll(async () => (await lab.row("sse")).shown).toBeGreaterThan(60);
  const session = await context.newCDPSession(page);
  const heapBefore = await heapOf(session);
  const { longestMs } = await mainThreadWork(page, WATCHED_MS);
  const heapAfter = await heapOf(session);
  expect(longestMs).toBeGreaterThan(0);
  expect(longestMs).toBeLessThan(LONG_TASK_MS);
  expect(heapAfter - heapBefore).toBeLessThan(GROWTH_BYTES);
  for (const row of Object.values(await lab.rows())) expect(row).toMatchObject({ missed: 0, repeated: 0 });
});

async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}
