import { describe, expect, it } from "vitest";
import { CallPacer } from "../../../src/server/messaging/netease/call-pacer.ts";

const CALLS_PER_SECOND = 80;
/** Less than the interval of 12.5 ms by what a timer may be early. */
const LEAST_MS = 11;

describe("the pacer of calls", () => {
  it("[MG33] keeps calls apart, also those that were due while the process stood still", async () => {
    const pacer = new CallPacer(CALLS_PER_SECOND);
    const times: number[] = [];
    const calls = Array.from({ length: 60 }, () => pacer.take().then(() => times.push(performance.now())));
    await calls[3];
    const until = performance.now() + 300;
    while (performance.now() < until);
    await Promise.all(calls);
    const apart = times.slice(1).map((at, index) => at - times[index]!);
    // 24 were due in that time. A few may look close where the machine stops the process between a call and its clock.
    expect(apart.filter((ms) => ms < LEAST_MS).length).toBeLessThan(12);
    expect(times.length).toBe(60);
  });

  it("[MG33] refuses a call that would wait for more than five seconds, and takes those that wait in their order", async () => {
    const pacer = new CallPacer(1_000);
    const order: number[] = [];
    const calls = Array.from({ length: 5_010 }, (_, n) =>
      pacer.take().then(
        () => order.push(n),
        (error: unknown) => error,
      ),
    );
    const outcomes = await Promise.all(calls.slice(5_000));
    expect(outcomes.every((outcome) => (outcome as { code?: string }).code === "busy")).toBe(true);
    await Promise.all(calls.slice(0, 20));
    expect(order.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });
});
