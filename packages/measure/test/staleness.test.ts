import { describe, expect, it } from "vitest";
import { Page, type Version } from "./page.ts";

/** A version every `everyMs`, shown by a lane that polls every 3 s, for two minutes. */
function pollEveryThreeSeconds(everyMs: number): Page {
  const page = new Page("polling", "sse");
  for (let tick = 0; tick <= 120_000 / everyMs; tick += 1) {
    const version = page.publish("sse");
    if ((tick * everyMs) % 3_000 === 0) page.show("polling", version);
    page.wait(everyMs);
  }
  return page.see({ type: "run-ended" });
}

describe("staleness", () => {
  it("[ME24] has polling every 3 s half of its interval behind, not what the arriving ones alone give", () => {
    const page = pollEveryThreeSeconds(50);
    const { staleness, skipped, shown, meanAgeMs, unfinished } = page.row("polling");
    expect(staleness?.p50Ms).toBeGreaterThan(1_300);
    expect(staleness?.p50Ms).toBeLessThan(1_700);
    expect(staleness?.p99Ms).toBeGreaterThan(2_900);
    expect(shown).toBe(41);
    expect({ skipped, unfinished, count: staleness?.count }).toStrictEqual({
      skipped: 2_360,
      unfinished: 0,
      count: 2_400,
    });
    // The screen is out of date for 2,950 of 3,000 ms, by half of that on average.
    expect(meanAgeMs).toBeCloseTo((2_950 * 2_950) / 2 / 3_000, -1);
    expect(page.row("sse").staleness?.worstMs).toBe(0);
  });

  it("[ME24] counts until a later version is shown, if that comes first", () => {
    const page = new Page("sse");
    page.publish("sse");
    const slow = page.wait(100).publish();
    const newer = page.wait(30).publish();
    page.wait(5).show("sse", newer).wait(5).show("sse", slow);
    const { staleness, repeated, skipped } = page.row("sse");
    expect(staleness?.count).toBe(1);
    expect(staleness?.worstMs).toBe(5);
    expect({ repeated, skipped }).toStrictEqual({ repeated: 1, skipped: 0 });
  });

  it("[ME12] does not charge the first update, nor what was published before it", () => {
    const page = new Page("sse", "polling");
    const first = page.publish("sse");
    const early = page.wait(10).publish("sse");
    page.wait(50).show("polling", first).wait(10).show("polling", early);
    expect(page.row("polling").staleness).toBeNull();
    expect(page.row("sse").staleness?.count).toBe(1);
    expect(page.row("polling").shown).toBe(2);
  });

  it("[ME14] charges what is published during an outage, and times the outage", () => {
    const page = new Page("sse", "websocket");
    page.publish("sse", "websocket");
    page.wait(1_000).see({ type: "reconnect-began", lane: "sse" });
    page.wait(1_000).publish("websocket");
    expect(page.row("sse").outageMs).toBe(1_000);
    page.wait(2_000).publish("websocket");
    const newest = page.wait(2_000).publish("websocket");
    page.see({ type: "reconnect-ended", lane: "sse" }).show("sse", newest);
    const row = page.row("sse");
    expect(row.outages).toStrictEqual({ count: 1, timed: 1, totalMs: 5_000, worstMs: 5_000, lastMs: 5_000 });
    expect(row.outageMs).toBeNull();
    expect(row.staleness).toMatchObject({ count: 3, worstMs: 4_000, meanMs: 2_000 });
    expect(row.meanAgeMs).toBeCloseTo((4_000 * 4_000) / 2 / 6_000, 6);
  });

  it("[ME14] does not time an outage that a hidden page touches", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.see({ type: "reconnect-began", lane: "sse" }).wait(10).see({ type: "page-hidden" });
    expect(page.row("sse").outageMs).toBeNull();
    page.wait(60_000).see({ type: "page-visible" }).wait(10).see({ type: "reconnect-ended", lane: "sse" });
    expect(page.row("sse").outages).toMatchObject({ count: 1, timed: 0, totalMs: 0 });
  });

  it("[ME28] gives the age of the screen now, and none of a lane that is not measured", () => {
    const page = new Page("sse", "polling");
    expect(page.row("sse")).toMatchObject({ state: "waiting", ageMs: null, meanAgeMs: null, activeMs: 0 });
    page.publish("sse", "polling");
    page.wait(100).publish("sse");
    page.wait(40);
    expect(page.row("sse")).toMatchObject({ state: "active", ageMs: 0, activeMs: 140 });
    expect(page.row("polling")).toMatchObject({ ageMs: 40, meanAgeMs: (40 * 40) / 2 / 140 });
    page.see({ type: "lane-paused", lane: "polling" });
    expect(page.row("polling")).toMatchObject({ state: "paused", ageMs: null });
  });

  it("[ME11] counts a delta that leads from what the lane does not show, a reset and a repetition", () => {
    const page = new Page("sse");
    const first = page.publish("sse");
    const lost = page.wait(10).publish();
    const newest = page.wait(10).publish();
    page.show("sse", newest, { from: lost.seq });
    page.see({ type: "reset", lane: "sse", missed: 2 }).see({ type: "repeated", lane: "sse", count: 3 });
    page.show("sse", first);
    expect(page.row("sse")).toMatchObject({ missed: 3, resets: 1, repeated: 4, shown: 2 });
  });

  it("[ME11] counts what a broker lost and was made up for, and what came late, which is no fault", () => {
    const page = new Page("mqtt");
    page.see({ type: "run-started" });
    page.see({ type: "repaired", lane: "mqtt", count: 2 }).see({ type: "discarded", lane: "mqtt", count: 5 });
    page.see({ type: "repaired", lane: "mqtt", count: 1 });
    expect(page.row("mqtt")).toMatchObject({ repaired: 3, discarded: 5, missed: 0, repeated: 0 });
    page.see({ type: "run-ended" }).see({ type: "repaired", lane: "mqtt", count: 1 });
    expect(page.row("mqtt")).toMatchObject({ repaired: 3, discarded: 5 });
    page.see({ type: "run-started" });
    expect(page.row("mqtt")).toMatchObject({ repaired: 0, discarded: 0 });
  });

  it("[ME11] counts a snapshot that was not to be expected, in the same epoch or another, and no first one", () => {
    const page = new Page("sse");
    const reset = { type: "shown", lane: "sse", frame: "snapshot", isReset: true } as const;
    page.see({ ...reset, ...page.publish() });
    expect(page.row("sse")).toMatchObject({ missed: 0, shown: 1 });
    page.wait(10).see({ ...reset, ...page.publish() });
    page.renew("e2");
    page.wait(10).see({ ...reset, ...page.publish() });
    page.wait(10).publish("sse");
    expect(page.row("sse")).toMatchObject({ missed: 2, shown: 4, resets: 0 });
  });

  it("[ME16] compares each state's digest with the server's, and adds what was not shown", () => {
    const page = new Page("sse");
    const shown = { type: "shown", lane: "sse", frame: "snapshot", digest: "0123abcd" } as const;
    page.see({ ...shown, ...page.publish(), heldDigest: "0123abcd" });
    page.wait(10).see({ ...shown, ...page.publish(), heldDigest: "0123abce" });
    page.wait(10).see({ ...shown, ...page.publish() });
    page.wait(10).publish("sse");
    expect(page.row("sse")).toMatchObject({ shown: 4, verified: 1, diverged: 1 });
    page.see({ type: "reset", lane: "sse", missed: 0, diverged: 2 });
    expect(page.row("sse")).toMatchObject({ missed: 0, verified: 1, diverged: 3 });
    page.see({ type: "run-started" });
    expect(page.row("sse")).toMatchObject({ verified: 0, diverged: 0 });
  });

  it("[ME35] times switches", () => {
    const page = new Page("sse");
    page
      .see({ type: "switched", lane: "sse", tookMs: 30 })
      .see({ type: "switched", lane: "sse", tookMs: 12.5 });
    expect(page.row("sse").switches).toStrictEqual({
      count: 2,
      timed: 2,
      totalMs: 42.5,
      worstMs: 30,
      lastMs: 12.5,
    });
  });

  it("[ME10] has time stand still for an event from the past, and ignores what it cannot place", () => {
    const page = new Page("sse");
    page.publish("sse");
    const version = page.wait(100).publish();
    page.see({ type: "word", lane: "unknown" });
    page.now -= 60;
    page.show("sse", version).see({ type: "lane-opened", lane: "sse" });
    expect(page.measure.table(page.now)[0]).toMatchObject({ activeMs: 100, staleness: { worstMs: 0 } });
    expect(page.measure.overview().ignored).toBe(2);
  });
});

describe("a pause or a hidden page", () => {
  const pauses = {
    "a hidden page": [{ type: "page-hidden" }, { type: "page-visible" }],
    "a paused lane": [
      { type: "lane-paused", lane: "polling" },
      { type: "lane-resumed", lane: "polling" },
    ],
  } as const;

  it.each(Object.entries(pauses))(
    "[ME13] [ME25] leaves out %s and the catch-up after it",
    (_, [begin, end]) => {
      const page = new Page("polling", "sse");
      page.publish("polling");
      page.wait(100).publish();
      page.wait(100).see(begin).wait(30_000).publish();
      page.wait(30_000).see(end);
      expect(page.row("polling").state).toBe("catching-up");
      const late = page.wait(50).publish();
      page.wait(50).show("polling", late);
      expect(page.row("polling")).toMatchObject({ state: "active", staleness: null, activeMs: 200 });
      const next = page.wait(100).publish();
      page.wait(7).show("polling", next);
      expect(page.row("polling")).toMatchObject({ staleness: { count: 1, worstMs: 7 }, activeMs: 307 });
    },
  );

  it("[ME13] ends with the server's answer that nothing is newer, too", () => {
    const page = new Page("polling");
    page.publish("polling");
    page.wait(10).see({ type: "page-hidden" }).wait(10).see({ type: "word", lane: "polling" });
    expect(page.row("polling").state).toBe("hidden");
    page.wait(10).see({ type: "page-visible" }).wait(10).see({ type: "word", lane: "polling" });
    expect(page.row("polling")).toMatchObject({ state: "active", activeMs: 10 });
    const next = page.wait(100).publish();
    page.wait(3).show("polling", next);
    expect(page.row("polling")).toMatchObject({ activeMs: 113, staleness: { count: 1, worstMs: 3 } });
  });

  it("[ME13] lasts until the page is visible and the lane resumed", () => {
    const page = new Page("polling");
    page.publish("polling");
    page
      .see({ type: "page-hidden" })
      .see({ type: "lane-paused", lane: "polling" })
      .see({ type: "page-visible" });
    page.wait(10).publish("polling");
    expect(page.row("polling").state).toBe("paused");
    page.see({ type: "lane-resumed", lane: "polling" });
    expect(page.row("polling").state).toBe("catching-up");
    page.wait(10).publish("polling");
    expect(page.row("polling")).toMatchObject({ state: "active", staleness: null, shown: 3 });
  });

  it("[ME25] leaves out what was due before and is shown after, however late it is learned", () => {
    const page = new Page("polling", "sse");
    page.publish("polling", "sse");
    const owed: Version = page.wait(100).publish();
    page.wait(10).see({ type: "lane-paused", lane: "polling" }).wait(500);
    page.see({ type: "lane-resumed", lane: "polling" });
    const newest = page.wait(10).publish();
    page.show("polling", newest);
    // The slow lane shows the owed version only now: it aged the polling lane's screen for its last 10 ms.
    page.wait(100).show("sse", owed);
    expect(page.row("polling")).toMatchObject({ staleness: null, meanAgeMs: (10 * 10) / 2 / 210 });
  });
});
