// What a transport costs and gives: every published version is charged, hidden time is left out.
import { describe, expect, it } from "vitest";
import { createGauge, LEAST_WATCHED_MS, WINDOW_MS, type Arrival } from "../../src/stores/gauge.ts";

/** One version, `staleMs` old when it arrived. */
function single(receivedAt: number, staleMs: number): Arrival {
  return {
    versions: 1,
    firstPublishedAt: receivedAt - staleMs,
    publishedAt: receivedAt - staleMs,
    receivedAt,
  };
}

describe("staleness", () => {
  it("is the median over versions, by the server's clock", () => {
    const gauge = createGauge(0, true);
    const offsetMs = 500_000;
    for (const [index, staleMs] of [40, 10, 30, 20, 5_000].entries()) {
      const receivedAt = 6_000 + index * 100;
      const publishedAt = receivedAt - staleMs + offsetMs;
      gauge.addArrival({ versions: 1, firstPublishedAt: publishedAt, publishedAt, receivedAt });
    }
    expect(gauge.read(7_000, offsetMs)?.stalenessMs).toBe(30);
  });

  it("charges the versions an update skipped, evenly between the first and the last", () => {
    const gauge = createGauge(0, true);
    // A poll every 3 s that finds 61 versions, one every 50 ms: the last is new, the first 3 s old.
    gauge.addArrival({ versions: 61, firstPublishedAt: 3_000, publishedAt: 6_000, receivedAt: 6_000 });
    expect(gauge.read(6_500, 0)?.stalenessMs).toBeCloseTo(1_500, -2);
  });

  it("weighs versions, not updates", () => {
    const gauge = createGauge(0, true);
    gauge.addArrival({ versions: 200, firstPublishedAt: 4_000, publishedAt: 4_100, receivedAt: 5_000 });
    for (let index = 0; index < 60; index++) gauge.addArrival(single(6_000 + index, 1));
    expect(gauge.read(7_000, 0)?.stalenessMs).toBeGreaterThan(800);
  });

  it("does not charge what was published before the page was seen", () => {
    const gauge = createGauge(10_000, true);
    gauge.addArrival({ versions: 3, firstPublishedAt: 2_000, publishedAt: 10_150, receivedAt: 10_200 });
    expect(gauge.read(20_000, 0)?.stalenessMs).toBe(50);
  });

  it("is unknown without the server's clock, and when nothing was published", () => {
    const gauge = createGauge(0, true);
    expect(gauge.read(9_000, 0)?.stalenessMs).toBeUndefined();
    gauge.addArrival(single(9_000, 20));
    expect(gauge.read(9_500, undefined)?.stalenessMs).toBeUndefined();
    expect(gauge.read(9_500, 0)?.stalenessMs).toBe(20);
  });

  it("is never negative, however wrong the clock", () => {
    const gauge = createGauge(0, true);
    gauge.addArrival(single(5_000, 3));
    expect(gauge.read(6_000, -40)?.stalenessMs).toBe(0);
  });
});

describe("hidden time", () => {
  it("is left out of staleness, of rates and of the window", () => {
    const gauge = createGauge(0, true);
    gauge.addTraffic({ requests: 10, bytes: 1_000 }, 30_000);
    gauge.setVisible(false, 30_000);
    for (const receivedAt of [40_000, 41_000, 42_000]) gauge.addArrival(single(receivedAt, 9_000));
    gauge.addTraffic({ requests: 99, bytes: 99 }, 40_000);
    gauge.setVisible(true, 630_000);
    // Published while hidden, 600 s ago by the wall and yesterday's news: not charged. The last one is.
    gauge.addArrival({ versions: 2, firstPublishedAt: 100_000, publishedAt: 630_010, receivedAt: 630_030 });
    const reading = gauge.read(660_000, 0);
    expect(reading).toEqual({ stalenessMs: 20, requestsPerMinute: 10, bytesPerMinute: 1_000 });
  });
});

describe("rates", () => {
  it("wait until there is something to show", () => {
    const gauge = createGauge(0, true);
    gauge.addTraffic({ requests: 1, bytes: 10 }, 1_000);
    expect(gauge.read(LEAST_WATCHED_MS - 1, 0)).toBeUndefined();
    expect(gauge.read(LEAST_WATCHED_MS, 0)).toBeDefined();
  });

  it("see a poll every 3 s as 20 a minute, whenever one looks", () => {
    const gauge = createGauge(0, true);
    const seen: number[] = [];
    for (let at = 1_000; at <= 150_000; at += 1_000) {
      if (at % 3_000 === 0) gauge.addTraffic({ requests: 1, bytes: 50 }, at);
      const reading = gauge.read(at, 0);
      if (reading !== undefined) seen.push(reading.requestsPerMinute);
    }
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(19);
    expect(Math.max(...seen)).toBeLessThanOrEqual(21);
  });

  it("forget what is older than the window", () => {
    const gauge = createGauge(0, true);
    gauge.addTraffic({ requests: 60, bytes: 6_000 }, 1_000);
    gauge.addArrival(single(1_000, 700));
    gauge.addTraffic({ requests: 1, bytes: 100 }, WINDOW_MS + 500);
    const reading = gauge.read(WINDOW_MS + 2_000, 0);
    expect(reading).toEqual({ stalenessMs: undefined, requestsPerMinute: 1, bytesPerMinute: 100 });
  });
});
