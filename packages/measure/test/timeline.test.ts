import { describe, expect, it } from "vitest";
import { Page } from "./page.ts";

describe("the timeline", () => {
  it("[ME34] puts a version where it was published, with the staleness it came to", () => {
    const page = new Page("polling", "sse");
    page.now = 1_795_000_000_000;
    page.publish("polling", "sse");
    for (let tick = 0; tick < 10; tick += 1) page.wait(100).publish("sse");
    const newest = page.wait(100).publish();
    page.show("polling", newest);
    const points = page.measure.timeline("polling") ?? [];
    expect(points.map(({ at, count, worstMs }) => [at - 1_795_000_000_000, count, worstMs])).toStrictEqual([
      [0, 2, 1_000],
      [250, 2, 800],
      [500, 3, 600],
      [750, 2, 300],
      [1_000, 2, 100],
    ]);
    expect(points[0]?.meanMs).toBe(950);
    expect(page.measure.timeline("unknown")).toBeUndefined();
    expect(page.measure.distribution("unknown")).toBeUndefined();
  });

  it("[ME34] keeps the last 480 buckets, and forgets what is older", () => {
    const page = new Page("sse", "slow");
    const first = page.publish("sse", "slow");
    page.wait(100).publish("sse");
    for (let bucket = 0; bucket < 600; bucket += 1) page.wait(250).publish("sse");
    const points = page.measure.timeline("sse") ?? [];
    expect(points).toHaveLength(480);
    expect(points.at(-1)!.at - points[0]!.at).toBe(479 * 250);
    expect(first.seq).toBe(2);
    // The lane that shows it all only now adds nothing to the time that is out of sight.
    page.wait(200_000);
    const newest = page.publish("sse");
    page.show("slow", newest);
    expect(page.measure.timeline("sse")).toHaveLength(1);
    expect(page.row("slow").staleness?.count).toBe(602);
  });

  it("[ME34] leaves out a version that becomes known when its time is out of sight", () => {
    const page = new Page("sse", "slow");
    page.publish("sse", "slow");
    const skipped = page.wait(250).publish();
    page.wait(250).publish("sse");
    for (let bucket = 0; bucket < 600; bucket += 1) page.wait(250).publish("sse");
    const before = page.measure.timeline("sse");
    page.show("slow", skipped);
    expect(page.row("sse")).toMatchObject({ skipped: 1, staleness: { count: 602 } });
    expect(page.measure.timeline("sse")).toStrictEqual(before);
  });

  it("[ME34] is as coarse as a long run needs", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.see({ type: "run-started", durationMs: 600_000 });
    page.wait(10).publish("sse");
    expect(page.measure.timeline("sse")?.[0]?.bucketMs).toBe(1_250);
  });
});
