import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localNow } from "@hydra/feed/client";
import { estimateClock } from "../src/clock.ts";

/** A server whose clock is `aheadMs` ahead, each request taking so long there and so long back. */
function serverAt(aheadMs: number, ways: readonly { thereMs: number; backMs: number }[]): typeof fetch {
  let request = 0;
  return () => {
    const way = ways[request % ways.length]!;
    request += 1;
    vi.advanceTimersByTime(way.thereMs);
    const body = JSON.stringify({ now: localNow() + aheadMs });
    vi.advanceTimersByTime(way.backMs);
    return Promise.resolve(new Response(body));
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("estimateClock", () => {
  it("goes by the sample with the smallest round trip", async () => {
    const ways = [
      { thereMs: 900, backMs: 20 },
      { thereMs: 10, backMs: 10 },
      { thereMs: 10, backMs: 400 },
    ];
    const estimate = await estimateClock({
      baseUrl: "http://hydra",
      samples: 3,
      fetch: serverAt(5_000, ways),
    });
    expect(estimate.offsetMs).toBeCloseTo(5_000, 3);
    expect(estimate.uncertaintyMs).toBeCloseTo(10, 3);
  });

  it("is never further off than its uncertainty, however lopsided the way", async () => {
    for (const way of [
      { thereMs: 300, backMs: 0 },
      { thereMs: 0, backMs: 80 },
    ]) {
      const estimate = await estimateClock({ baseUrl: "http://hydra", fetch: serverAt(-700, [way]) });
      const errorMs = Math.abs(estimate.offsetMs - -700);
      expect(errorMs).toBeLessThanOrEqual(estimate.uncertaintyMs + 0.001);
      expect(errorMs).toBeGreaterThan(0);
    }
  });

  it("does with the samples that succeed, and throws when none does", async () => {
    const works = serverAt(100, [{ thereMs: 5, backMs: 5 }]);
    let request = 0;
    const flaky: typeof fetch = (...call) => {
      request += 1;
      return request % 2 === 0 ? works(...call) : Promise.resolve(new Response("", { status: 503 }));
    };
    const estimate = await estimateClock({ baseUrl: "http://hydra", fetch: flaky });
    expect(estimate.offsetMs).toBeCloseTo(100, 3);
    const down: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));
    await expect(estimateClock({ baseUrl: "http://hydra", fetch: down })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
