import { describe, expect, it } from "vitest";
import { Page } from "./page.ts";

describe("the race", () => {
  it("[ME37] is won by the lane that first showed a version, or a later one", () => {
    const page = new Page("polling", "sse", "websocket");
    page.publish("polling", "sse", "websocket");
    const version = page.wait(100).publish();
    page.wait(4).show("websocket", version).wait(2).show("sse", version).wait(50).show("polling", version);
    const { decided, lanes, latest } = page.measure.race();
    expect(decided).toBe(1);
    expect(lanes).toStrictEqual([
      { lane: "polling", wins: 0, marginP50Ms: null, marginMeanMs: null },
      { lane: "sse", wins: 0, marginP50Ms: null, marginMeanMs: null },
      { lane: "websocket", wins: 1, marginP50Ms: 2, marginMeanMs: 2 },
    ]);
    expect(latest).toStrictEqual([
      {
        seq: version.seq,
        publishedAt: page.now - 56,
        places: [
          { lane: "websocket", behindMs: 0 },
          { lane: "sse", behindMs: 2 },
          { lane: "polling", behindMs: 52 },
        ],
      },
    ]);
  });

  it("[ME37] gives a version at the same instant to the one observed first, and none to a lane alone", () => {
    const page = new Page("sse", "websocket");
    page.publish("sse", "websocket");
    page.wait(10).publish("websocket", "sse");
    page.wait(10).publish("sse");
    expect(page.measure.race().decided).toBe(1);
    expect(page.row("websocket").race).toStrictEqual({ wins: 1, marginP50Ms: 0, marginMeanMs: 0 });
  });

  it("[ME37] ranks by when each lane was past a version, not by when it became known", () => {
    const page = new Page("slow", "fast", "faster");
    page.publish("slow", "fast", "faster");
    const skipped = page.wait(10).publish();
    const newest = page.wait(10).publish();
    page.wait(3).show("faster", newest).wait(5).show("fast", newest).wait(90).show("slow", skipped);
    const [, second] = page.measure.race().latest;
    expect(second?.places.map(({ lane, behindMs }) => [lane, behindMs])).toStrictEqual([
      ["faster", 0],
      ["fast", 5],
      ["slow", 95],
    ]);
    expect(page.row("faster").race).toMatchObject({ wins: 2, marginMeanMs: 5 });
  });

  it("[ME38] gives how much one lane leads another on average, either way round", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    for (const [sse, polling] of [
      [5, 100],
      [30, 10],
    ] as const) {
      const version = page.wait(1_000).publish();
      const [first, second] = sse < polling ? (["sse", "polling"] as const) : (["polling", "sse"] as const);
      page.wait(Math.min(sse, polling)).show(first, version);
      page.wait(Math.abs(sse - polling)).show(second, version);
    }
    expect(page.row("sse").leads).toStrictEqual([{ over: "polling", meanMs: 37.5, versions: 2 }]);
    expect(page.row("polling").leads).toStrictEqual([{ over: "sse", meanMs: -37.5, versions: 2 }]);
  });

  it("[ME37] leaves a lane that is not measured out", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    page.see({ type: "lane-paused", lane: "sse" });
    page.wait(10).publish("sse", "polling");
    expect(page.measure.race().decided).toBe(0);
    expect(page.row("polling").leads).toStrictEqual([]);
  });
});
