import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareFairly, TrafficShares, type TrafficTotals } from "../../src/lab/traffic-shares.ts";

const TOTALS: TrafficTotals = { hitsPerSecond: 1_000, inFlight: 10, families: 4, familiesPerClient: 3 };

describe("[PR81] the rate of all labs", () => {
  it("goes to each lab as it asks while there is enough", () => {
    expect(shareFairly(1_000, [100, 600, 0])).toEqual([100, 600, 0]);
  });

  it("leaves a small wish whole and divides the rest equally", () => {
    expect(shareFairly(1_000, [5_000, 100, 5_000])).toEqual([450, 100, 450]);
  });

  it("is never more than the total, and no lab gets less than an equal part or what was wanted", () => {
    const wishes = fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.double({ min: 1, max: 10_000, noNaN: true }), wishes, (total, wanted) => {
        const parts = shareFairly(total, wanted);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(total * (1 + 1e-9));
        for (const [index, asked] of wanted.entries()) {
          expect(parts[index]).toBeLessThanOrEqual(asked);
          expect(parts[index]).toBeGreaterThanOrEqual(Math.min(asked, total / wanted.length) * (1 - 1e-9));
        }
      }),
    );
  });

  it("is divided among networks first: three labs of one leave half to the other", () => {
    const shares = new TrafficShares(TOTALS);
    const many = [1, 2, 3].map(() => shares.join("2001:db8::/64", 900));
    const one = shares.join("192.0.2.1", 900);
    expect(one.hitsPerSecond).toBe(500);
    expect(many.reduce((sum, { hitsPerSecond }) => sum + hitsPerSecond, 0)).toBeCloseTo(500);
    for (const share of many) share.leave();
    expect(one.hitsPerSecond).toBe(900);
  });

  it("follows what is wanted", () => {
    const shares = new TrafficShares(TOTALS);
    const [a, b] = [shares.join("192.0.2.1", 900), shares.join("192.0.2.2", 900)];
    a.request(10);
    expect([a.hitsPerSecond, b.hitsPerSecond]).toEqual([10, 900]);
  });
});

describe("[PR86] attacks of all labs under way", () => {
  it("are never more than the bound, and a lab that fills its part leaves the others theirs", () => {
    const shares = new TrafficShares(TOTALS);
    const greedy = shares.join("192.0.2.1", 1);
    for (let n = 0; n < 100; n += 1) greedy.begin();
    expect(shares.inFlight).toBe(10);
    const late = shares.join("192.0.2.2", 1);
    expect(late.begin()).toBe(false);
    greedy.end();
    expect(greedy.begin()).toBe(false);
    expect(late.begin()).toBe(true);
    expect(shares.inFlight).toBe(10);
  });

  it("go on counting when their lab has left", () => {
    const shares = new TrafficShares(TOTALS);
    const gone = shares.join("192.0.2.1", 1);
    for (let n = 0; n < 10; n += 1) gone.begin();
    gone.leave();
    const next = shares.join("192.0.2.1", 1);
    expect(next.begin()).toBe(false);
    gone.end();
    expect(next.begin()).toBe(true);
  });
});

it("[PR86] has so many families for one network and so many in all, and room again when one has left", () => {
  const shares = new TrafficShares(TOTALS);
  const own = [1, 2, 3].map(() => shares.join("192.0.2.1", 1));
  const busy = expect.objectContaining({ code: "lab-busy" }) as Error;
  expect(() => shares.join("192.0.2.1", 1)).toThrow(busy);
  const other = shares.join("192.0.2.2", 1);
  expect(() => shares.join("192.0.2.3", 1)).toThrow(busy);
  other.leave();
  other.leave();
  shares.join("192.0.2.3", 1);
  expect(() => shares.join("192.0.2.4", 1)).toThrow(busy);
  for (const share of own) share.leave();
  shares.join("192.0.2.1", 1);
});
