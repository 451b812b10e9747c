import { ProtocolError, routes } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { createRateLimiter, type RateLimiter } from "../../src/plugins/rate-limiter.ts";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, TestApp } from "../test-app.ts";

/** How many of `attempts` commands get through. */
function taken(limiter: RateLimiter, attempts: number, client = "a"): number {
  let count = 0;
  for (let n = 0; n < attempts; n += 1) {
    try {
      limiter.take(client);
      count += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: "rate-limited" });
    }
  }
  return count;
}

function refusal(limiter: RateLimiter): ProtocolError {
  try {
    limiter.take("a");
  } catch (error) {
    if (error instanceof ProtocolError) return error;
  }
  throw new Error("was not refused");
}

describe("the limiter", () => {
  it.each([1, 3, 5, 7, 200, 999])(
    "lets %i commands through at once, and as many each second after",
    (perSecond) => {
      let now = 0;
      const limiter = createRateLimiter(perSecond, () => now);
      expect(taken(limiter, 2 * perSecond)).toBe(perSecond);
      for (let second = 0; second < 3; second += 1) {
        now += 1_000;
        expect(taken(limiter, 2 * perSecond)).toBe(perSecond);
      }
    },
  );

  it("lets an even stream at the limit through for ever", () => {
    let now = 0;
    const limiter = createRateLimiter(7, () => now);
    for (let n = 0; n < 10_000; n += 1) {
      now += 1_000 / 7;
      expect(taken(limiter, 1)).toBe(1);
    }
  });

  it("gives how long to wait, and keeps to it", () => {
    let now = 12_345.6;
    const limiter = createRateLimiter(3, () => now);
    for (let n = 0; n < 50; n += 1) {
      taken(limiter, 10);
      const { retryAfterMs = 0 } = refusal(limiter);
      expect(retryAfterMs).toBeGreaterThan(0);
      now += retryAfterMs;
      expect(taken(limiter, 1)).toBe(1);
    }
  });

  it("charges no client for what was refused, and no client for another", () => {
    let now = 0;
    const limiter = createRateLimiter(5, () => now);
    taken(limiter, 1_000);
    expect(taken(limiter, 5, "b")).toBe(5);
    now += 200;
    expect(taken(limiter, 5)).toBe(1);
  });

  it("forgets clients that are owed nothing, and remembers the others", () => {
    let now = 0;
    const limiter = createRateLimiter(1, () => now);
    for (let n = 0; n < 30_000; n += 1) limiter.take(`early ${n}`);
    now += 1_001;
    for (let n = 0; n < 30_000; n += 1) limiter.take(`late ${n}`);
    expect(taken(limiter, 1, "late 0")).toBe(0);
    expect(taken(limiter, 1, "early 0")).toBe(1);
  });

  it("lets everything through at 0", () => {
    expect(taken(createRateLimiter(0), 100_000)).toBe(100_000);
  });
});

describe("RATE_LIMIT over HTTP", () => {
  it("[PR32] refuses a player's sixth command, and answers when to come back", async () => {
    await using server = await TestApp.open({ rateLimit: 5 });
    const player = await server.join(await server.createFamily());
    const command = { commandId: "x", skill: "slash" };
    const attack = (): ReturnType<TestApp["post"]> =>
      server.post(routes.attacks(player.familyId), command, bearer(player.token));
    // A slow machine may earn a share while it asks: so all at once.
    const answers = await Promise.all(Array.from({ length: 20 }, attack));
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    expect(refused.length).toBeGreaterThan(5);
    for (const answer of refused) {
      expectInjectedProblem(answer, "rate-limited");
      expect(answer.headers["retry-after"]).toBe("1");
    }
    // The family and the player were this address's first two commands.
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(3);
  });

  it("[PR32] refuses an address that creates families and players without end", async () => {
    await using server = await TestApp.open({ rateLimit: 5 });
    const create = (): ReturnType<TestApp["post"]> => server.post(routes.families, { name: "x" });
    const answers = await Promise.all(Array.from({ length: 20 }, create));
    const refused = answers.find(({ statusCode }) => statusCode !== 201);
    if (refused === undefined) throw new Error("none was refused");
    expectInjectedProblem(refused, "rate-limited");
  });
});
