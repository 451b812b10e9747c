// How many families and players a client may add, by the clock and over HTTP behind a proxy that names their addresses.
import { decodeProblem, ProtocolError, routes } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { createBudgets } from "../../src/routes/budgets.ts";
import { MemoryLog } from "../memory-log.ts";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

const HOUR_MS = 3_600_000;
const NONE = { familiesPerAddress: 0, familiesPerHour: 0, playersPerAddress: 0 };

/** What is answered to the last of so many. */
function refusalAfter(times: number, take: () => unknown): ProtocolError | undefined {
  for (let n = 0; n < times; n += 1) take();
  try {
    take();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
  }
  return undefined;
}

describe("a budget", () => {
  it("[PR36] is so much an hour, for each network", () => {
    let time = 0;
    const budgets = createBudgets({ ...NONE, familiesPerAddress: 60 }, { now: () => time });
    const take = () => budgets.takeFamily("2001:db8::/64");
    expect(refusalAfter(60, take)).toMatchObject({ code: "quota-exceeded", retryAfterMs: 60_000 });
    budgets.takeFamily("2001:db8:0:1::/64");
    time += 60_000;
    expect(refusalAfter(1, take)).toMatchObject({ code: "quota-exceeded" });
    time += 5 * HOUR_MS;
    expect(refusalAfter(60, take)).toMatchObject({ code: "quota-exceeded" });
  });

  it("[PR36] for all together is another refusal, and costs the refused client nothing", () => {
    let time = 0;
    const sizes = { ...NONE, familiesPerAddress: 10, familiesPerHour: 12 };
    const budgets = createBudgets(sizes, { now: () => time });
    expect(refusalAfter(10, () => budgets.takeFamily("203.0.113.1"))?.code).toBe("quota-exceeded");
    expect(refusalAfter(2, () => budgets.takeFamily("203.0.113.2"))).toMatchObject({
      code: "at-capacity",
      retryAfterMs: HOUR_MS / 12,
    });
    time += HOUR_MS;
    // The refusals by the one did not count for the other.
    expect(refusalAfter(10, () => budgets.takeFamily("203.0.113.2"))?.code).toBe("quota-exceeded");
  });

  it("[PR36] of players is so much an hour, for each network", () => {
    const budgets = createBudgets({ ...NONE, playersPerAddress: 3 }, { now: () => 0 });
    expect(refusalAfter(3, () => budgets.takePlayer("203.0.113.1"))).toMatchObject({
      code: "quota-exceeded",
      retryAfterMs: HOUR_MS / 3,
    });
    budgets.takePlayer("203.0.113.2");
  });

  it("[PR36] that came to nothing is given back, once for what it was taken for", () => {
    let time = 0;
    const budgets = createBudgets(
      { familiesPerAddress: 2, familiesPerHour: 3, playersPerAddress: 2 },
      { now: () => time },
    );
    const [first, second] = [budgets.takeFamily("a"), budgets.takeFamily("a")];
    first();
    time += 60_000;
    second();
    expect(refusalAfter(2, () => budgets.takeFamily("a"))?.code).toBe("quota-exceeded");
    expect(refusalAfter(1, () => budgets.takeFamily("b"))?.code).toBe("at-capacity");
    budgets.takePlayer("a")();
    expect(refusalAfter(2, () => budgets.takePlayer("a"))?.code).toBe("quota-exceeded");
  });

  it("[PR36] in all holds, and costs little more, for more networks than are remembered", () => {
    const networks = 110_000;
    const budgets = createBudgets(
      { ...NONE, familiesPerAddress: 1, familiesPerHour: networks + 2 },
      { now: () => 0 },
    );
    budgets.takeFamily("first");
    expect(refusalAfter(0, () => budgets.takeFamily("first"))?.code).toBe("quota-exceeded");
    const takeMs = (from: number, to: number): number => {
      const startedAt = performance.now();
      for (let n = from; n < to; n += 1) budgets.takeFamily(`2001:db8:${n}`);
      return performance.now() - startedAt;
    };
    // On average of ten, against all that are forgotten for others.
    const remembered = takeMs(0, 100_000) / 10;
    expect(takeMs(100_000, networks) / remembered).toBeLessThan(50);
    // Forgotten as well; what is spent in all is not.
    budgets.takeFamily("first");
    expect(refusalAfter(0, () => budgets.takeFamily("another"))?.code).toBe("at-capacity");
  });

  it("[PR165] of names is one player's, and one network's", () => {
    const budgets = createBudgets(NONE, { now: () => 0 });
    expect(refusalAfter(20, () => budgets.takeRename("203.0.113.1", "one"))?.code).toBe("quota-exceeded");
    for (let n = 0; n < 40; n += 1) budgets.takeRename("203.0.113.1", `other ${n}`);
    expect(refusalAfter(0, () => budgets.takeRename("203.0.113.1", "new"))?.code).toBe("quota-exceeded");
    // What the network was refused is not the player's loss.
    for (let n = 0; n < 20; n += 1) budgets.takeRename("203.0.113.2", "new");
  });

  it("[PR167] of codes is a network's", () => {
    const budgets = createBudgets(NONE, { now: () => 0 });
    expect(refusalAfter(120, () => budgets.takeCode("203.0.113.1"))?.code).toBe("quota-exceeded");
    budgets.takeCode("203.0.113.2");
  });

  it("[PR18] is reported to the operator where a network has used it up", () => {
    const refused: string[] = [];
    const sizes = { ...NONE, familiesPerAddress: 1, familiesPerHour: 1 };
    const budgets = createBudgets(sizes, {
      now: () => 0,
      refusals: { refused: (code, client, why) => void refused.push(`${client}, ${code}: ${why}`) },
    });
    expect(refusalAfter(1, () => budgets.takeFamily("203.0.113.1"))?.code).toBe("quota-exceeded");
    // The server is full: no client's fault.
    expect(refusalAfter(0, () => budgets.takeFamily("203.0.113.2"))?.code).toBe("at-capacity");
    expect(refusalAfter(60, () => budgets.takeArrival("203.0.113.3"))?.code).toBe("quota-exceeded");
    expect(refused).toEqual([
      "203.0.113.1, quota-exceeded: too many families founded from your network an hour",
      "203.0.113.3, quota-exceeded: too many wrong codes from your network an hour",
    ]);
  });

  it("has no end where it is 0", () => {
    const budgets = createBudgets(NONE, { now: () => 0 });
    expect(refusalAfter(10_000, () => budgets.takeFamily("203.0.113.1"))).toBeUndefined();
  });
});

describe("over HTTP", () => {
  const PROXY = "127.0.0.1";
  const from = (address: string): Record<string, string> => ({ "x-forwarded-for": address });

  it("[PR36] a client that has used up its families stops no other client", async () => {
    await using server = await TestApp.open({ familiesPerAddress: 3, trustProxy: [PROXY] });
    const found = (address: string) => server.post(routes.families, { name: "F" }, from(address));
    for (let n = 0; n < 3; n += 1) expect((await found("203.0.113.1")).statusCode).toBe(201);
    const refused = await found("203.0.113.1");
    expectInjectedProblem(refused, "quota-exceeded");
    expect(refused.statusCode).toBe(429);
    const { retryAfterMs } = decodeProblem(429, refused.body);
    expect(refused.headers["retry-after"]).toBe(String(Math.ceil((retryAfterMs ?? 0) / 1_000)));
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(HOUR_MS / 3);
    expect((await found("203.0.113.2")).statusCode).toBe(201);
  });

  it("[PR36] a client that has used up its players, in whichever families, stops no other client", async () => {
    await using server = await TestApp.open({ playersPerAddress: 4, trustProxy: [PROXY] });
    const families = [await server.createFamily(), await server.createFamily()];
    const joinAll = (address: string) =>
      Promise.all(families.map((id) => server.post(routes.players(id), { name: "P" }, from(address))));
    for (let n = 0; n < 2; n += 1)
      for (const joined of await joinAll("2001:db8::1")) expect(joined.statusCode).toBe(201);
    families.push(await server.createFamily());
    for (const refused of await joinAll("2001:db8::2")) expectInjectedProblem(refused, "quota-exceeded");
    for (const joined of await joinAll("2001:db8:0:1::1")) expect(joined.statusCode).toBe(201);
  });

  it("[PR36] families are no more than MAX_FAMILIES, also when founded at one moment", async () => {
    await using server = await TestApp.open({ maxFamilies: 5 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => server.post(routes.families, { name: `Family ${n}` })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(5);
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 201)) {
      expectInjectedProblem(answer, "at-capacity");
    }
    const { families } = (await server.get(routes.families)).json<{ families: unknown[] }>();
    expect(families).toHaveLength(5);
  });

  it("[PR36] a founder without room, or with the log away, loses nothing of the budget", async () => {
    const log = new MemoryLog();
    await using server = await TestApp.open(
      { maxFamilies: 2, familiesPerAddress: 3, playersPerAddress: 2 },
      { log },
    );
    const familyId = await server.createFamily();
    await server.createFamily();
    for (let n = 0; n < 5; n += 1)
      expectInjectedProblem(await server.post(routes.families, { name: "F" }), "at-capacity");
    log.isReachable = false;
    for (let n = 0; n < 5; n += 1)
      expectInjectedProblem(await server.post(routes.players(familyId), { name: "P" }), "unavailable");
    log.isReachable = true;
    for (let n = 0; n < 2; n += 1)
      expect((await server.post(routes.players(familyId), { name: "P" })).statusCode).toBe(201);
    expectInjectedProblem(await server.post(routes.players(familyId), { name: "P" }), "quota-exceeded");
    expectInjectedProblem(await server.post(routes.families, { name: "F" }), "at-capacity");
  });

  it("[PR36] a server that is full refuses, and answers when to come back", async () => {
    await using server = await TestApp.open({ maxFamilies: 2 });
    for (let n = 0; n < 2; n += 1) await server.createFamily();
    const refused = await server.post(routes.families, { name: "F" });
    expectInjectedProblem(refused, "at-capacity");
    expect(refused.statusCode).toBe(503);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  });
});
