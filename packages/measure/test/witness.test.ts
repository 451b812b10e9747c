// A witness that is no lane: without it no lane would show what was published while all lanes were cut at once.
import { describe, expect, it } from "vitest";
import { parseRecording } from "../src/index.ts";
import { Page } from "./page.ts";

/** Both lanes are cut for 500 ms, in which three versions are published. */
function cut(isWitnessed: boolean): Page {
  const page = new Page("sse", "polling");
  page.publish("sse", "polling");
  page.wait(100);
  const versions = [1, 2, 3].map(() => {
    const version = page.publish();
    if (isWitnessed) page.see({ type: "published", ...version });
    page.wait(100);
    return version;
  });
  page.wait(200);
  for (const lane of ["sse", "polling"]) page.show(lane, versions[2]!, { from: 2, versions: 3 });
  return page;
}

describe("a witness", () => {
  it("[ME23] charges the lanes with what none of them showed", () => {
    const charged = { shown: 2, skipped: 2, unaccounted: 0, staleness: { count: 3, worstMs: 500 } };
    expect(cut(true).row("sse")).toMatchObject(charged);
    expect(cut(true).row("polling")).toMatchObject(charged);
    // What it would be without: one version of three.
    expect(cut(false).row("sse")).toMatchObject({ skipped: 0, unaccounted: 2, staleness: { count: 1 } });
  });

  it("[ME28] ages the screens from the first of them on", () => {
    const page = cut(true);
    // 500 ms since the first, in 600 ms of which the first 100 were fresh.
    expect(page.row("sse").meanAgeMs).toBeCloseTo((500 * 500) / 2 / 600, 6);
  });

  it("[ME23] repeats a version without effect, and nothing of another epoch", () => {
    const page = cut(true);
    const before = page.row("sse");
    page.see({ type: "published", epoch: page.epoch, seq: 4, publishedAt: 1 });
    page.see({ type: "published", epoch: "other", seq: 9, publishedAt: page.now });
    expect(page.row("sse").staleness).toEqual(before.staleness);
    expect(page.measure.overview().ignored).toBe(1);
  });

  it("[ME62] is read from a recording, and refused when it is none", () => {
    const event = { type: "published", at: 1, epoch: "e", seq: 2, publishedAt: 3 };
    const recording = (events: unknown[]) => ({
      format: "hydra-lab-recording",
      version: 1,
      dropped: 0,
      events,
    });
    expect(parseRecording(recording([event])).events).toEqual([event]);
    expect(() => parseRecording(recording([{ ...event, seq: -1 }]))).toThrow("events[0].seq");
  });
});
