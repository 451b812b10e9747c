import { describe, expect, it } from "vitest";
import { DRAIN_MS } from "../src/index.ts";
import { Page } from "./page.ts";

describe("a run", () => {
  it("[ME40] begins all figures anew with the lanes where they are", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    page.wait(1_000).publish("sse");
    page.wait(500).see({ type: "run-started", durationMs: 60_000 });
    expect(page.row("sse")).toMatchObject({ shown: 0, staleness: null, activeMs: 0, state: "active" });
    const version = page.wait(300).publish("sse");
    page.wait(200).show("polling", version);
    expect(page.row("polling")).toMatchObject({ shown: 1, skipped: 0, activeMs: 500 });
    expect(page.row("polling").staleness).toMatchObject({ count: 1, worstMs: 200 });
    // What it lacked when the run began ages no lane.
    expect(page.row("polling").meanAgeMs).toBeCloseTo((200 * 200) / 2 / 500, 6);
  });

  it("[ME40] charges a lane that is away when it begins", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    page.see({ type: "reconnect-began", lane: "sse" }).wait(100).see({ type: "run-started" });
    page.wait(50).publish();
    const newest = page.wait(50).publish();
    page.wait(900).see({ type: "reconnect-ended", lane: "sse" }).show("sse", newest);
    expect(page.row("sse")).toMatchObject({
      staleness: { count: 1, worstMs: 900 },
      outages: { totalMs: 1_000 },
    });
  });

  it("[ME41] charges what is never shown with its age at the end, as unfinished", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    page.wait(100).publish("sse");
    page.wait(400).publish("sse");
    page.wait(500);
    expect(page.row("polling")).toMatchObject({ staleness: null, unfinished: 0 });
    page.see({ type: "run-ended" });
    page.wait(5_000).publish("sse");
    expect(page.row("polling")).toMatchObject({ state: "ended", unfinished: 2, skipped: 0, activeMs: 1_000 });
    expect(page.row("polling").staleness).toMatchObject({ count: 2, worstMs: 900, meanMs: 700 });
    expect(page.row("polling").meanAgeMs).toBeCloseTo((900 * 900) / 2 / 1_000, 6);
    expect(page.row("sse")).toMatchObject({ shown: 3, unfinished: 0, staleness: { count: 2 } });
    expect(page.measure.distribution("polling")?.ecdf.at(-1)).toStrictEqual({ ms: 900, share: 1 });
  });

  it("[ME41] charges what is shown after the end with its true staleness", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    const first = page.wait(100).publish("sse");
    const second = page.wait(400).publish("sse");
    page.wait(500).see({ type: "run-ended" });
    page.wait(100).show("polling", first);
    expect(page.row("polling")).toMatchObject({ unfinished: 1, skipped: 0, shown: 1 });
    page.wait(100).show("polling", second);
    expect(page.row("polling")).toMatchObject({ unfinished: 0, skipped: 0, shown: 1 });
    expect(page.row("polling").staleness).toMatchObject({ count: 2, worstMs: 1_000, meanMs: 850 });
  });

  it("[ME41] counts no mishap and no second of outage after the end", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.see({ type: "run-started" }).wait(10).see({ type: "reconnect-began", lane: "sse" });
    page.wait(30).see({ type: "run-ended" }).wait(500);
    expect(page.row("sse")).toMatchObject({ outageMs: null, outages: { count: 1, totalMs: 30 } });
    page.see({ type: "repeated", lane: "sse", count: 2 }).see({ type: "reset", lane: "sse", missed: 1 });
    page.see({ type: "switched", lane: "sse", tookMs: 2 }).see({ type: "reconnect-ended", lane: "sse" });
    page.see({ type: "reconnect-began", lane: "sse" }).wait(5).see({ type: "reconnect-ended", lane: "sse" });
    expect(page.row("sse")).toMatchObject({ repeated: 0, missed: 0, resets: 0, switches: { count: 0 } });
    expect(page.row("sse").outages).toMatchObject({ count: 1, totalMs: 30 });
  });

  it("[ME42] is closed 15 s after its end", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    const due = page.wait(100).publish("sse");
    page.wait(500).see({ type: "run-ended" });
    page.wait(DRAIN_MS);
    const before = page.row("polling");
    page.wait(1).show("polling", due);
    expect(page.row("polling")).toStrictEqual(before);
    expect(before).toMatchObject({ unfinished: 1, staleness: { worstMs: 500 } });
  });

  it("[ME42] is closed for a lane that is hidden after its end, and not changed by it", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    const due = page.wait(100).publish("sse");
    page.wait(500).see({ type: "run-ended" }).wait(10);
    const before = page.row("polling");
    page.see({ type: "page-hidden" }).wait(60).see({ type: "page-visible" }).show("polling", due);
    expect(page.row("polling")).toStrictEqual({ ...before, cursor: { epoch: due.epoch, seq: due.seq } });
  });

  it("[ME41] ends once, and another can begin", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.see({ type: "run-started" }).wait(100).see({ type: "run-ended" });
    const { endedAt } = page.measure.overview().run;
    page.wait(100).see({ type: "run-ended" });
    expect(page.measure.overview().run.endedAt).toBe(endedAt);
    page.wait(60_000).see({ type: "run-started" }).wait(5).publish("sse");
    expect(page.measure.overview().run).toStrictEqual({ startedAt: page.now - 5, endedAt: null });
    expect(page.row("sse")).toMatchObject({ state: "active", shown: 1, staleness: { count: 1 } });
  });
});

describe("a new epoch", () => {
  it("[ME43] is due on all lanes at once, and what was owed of the old one is settled", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    page.wait(100).publish("sse");
    page.wait(100).publish("sse");
    page.renew("n3w");
    page.wait(50).publish("sse");
    expect(page.row("polling")).toMatchObject({ unfinished: 2, staleness: { count: 2, worstMs: 150 } });
    const newest = page.wait(100).publish("sse");
    page.wait(30).show("polling", newest);
    expect(page.row("polling")).toMatchObject({ unfinished: 2, skipped: 1, shown: 2, repeated: 0 });
    expect(page.row("polling").staleness).toMatchObject({ count: 4, worstMs: 150 });
    // The screen was out of date since the first version it lacked, whatever its epoch.
    expect(page.row("polling").meanAgeMs).toBeCloseTo((280 * 280) / 2 / 380, 6);
    expect(page.row("sse")).toMatchObject({ skipped: 0, unfinished: 0, staleness: { count: 4, worstMs: 0 } });
  });

  it("[ME43] charges the lane that shows it first for what it skipped of the old one", () => {
    const page = new Page("sse", "polling");
    page.publish("sse", "polling");
    page.wait(100).publish("sse");
    page.renew("n3w");
    page.wait(20).publish("polling");
    expect(page.row("polling")).toMatchObject({
      skipped: 1,
      unfinished: 0,
      staleness: { count: 2, worstMs: 20 },
    });
    expect(page.row("polling").race.wins).toBe(0);
    expect(page.row("sse").race.wins).toBe(1);
  });

  it("[ME43] counts an update of a past epoch as shown and charges nothing for it", () => {
    const page = new Page("sse", "polling");
    const old = page.publish("sse", "polling");
    const late = { ...old, seq: old.seq + 1, publishedAt: old.publishedAt + 1 };
    page.wait(100);
    page.renew("n3w");
    page.publish("sse");
    page.show("polling", late);
    expect(page.row("polling")).toMatchObject({
      shown: 2,
      repeated: 0,
      cursor: { epoch: "k3v9", seq: late.seq },
    });
    page.show("sse", { ...late, seq: late.seq + 1 });
    expect(page.row("sse")).toMatchObject({ shown: 2, repeated: 1, cursor: { epoch: "n3w" } });
    const next = page.wait(10).publish("sse");
    page.wait(5).show("polling", next);
    expect(page.row("polling").staleness).toMatchObject({ count: 2, worstMs: 15 });
  });
});
