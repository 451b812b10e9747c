import { decodeAttackAnswer, decodeProblem, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryLog } from "../memory-log.ts";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("POST attacks", () => {
  it("[PR45] answers with what the attack did", async () => {
    const { familyId, token } = await server.join(await server.createFamily());
    const command = { commandId: "a.b-C_9", skill: "slash" };
    const answer = await server.post(routes.attacks(familyId), command, bearer(token));
    expect(answer.statusCode).toBe(200);
    const outcome = decodeAttackAnswer(answer.body);
    expect(outcome).toMatchObject({ commandId: "a.b-C_9", killingBlow: false, rank: 1, duplicate: false });
    expect(outcome.damage).toBeGreaterThanOrEqual(10);
    expect(outcome.totalDamage).toBe(outcome.damage);
  });

  it("[PR45] gives a command that is sent again its first outcome, and no second hit", async () => {
    const { familyId, token } = await server.join(await server.createFamily());
    const send = (): Promise<{ body: string }> =>
      server.post(routes.attacks(familyId), { commandId: "once", skill: "slash" }, bearer(token));
    // At the same moment, and again later.
    const answers = [...(await Promise.all([send(), send(), send()])), await send()];
    const outcomes = answers.map(({ body }) => decodeAttackAnswer(body));
    expect(outcomes.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(
      new Set(outcomes.map(({ seq, damage, totalDamage }) => `${seq} ${damage} ${totalDamage}`)).size,
    ).toBe(1);
  });

  it("[PR32] answers how long a skill is not ready", async () => {
    const { familyId, token } = await server.join(await server.createFamily({}));
    const attack = (commandId: string): ReturnType<TestApp["post"]> =>
      server.post(routes.attacks(familyId), { commandId, skill: "ultimate" }, bearer(token));
    expect((await attack("one")).statusCode).toBe(200);
    const refused = await attack("two");
    expectInjectedProblem(refused, "cooldown");
    const { retryAfterMs = 0 } = decodeProblem(409, refused.body);
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(15_000);
    expect(refused.headers["retry-after"]).toBe(String(Math.ceil(retryAfterMs / 1000)));
  });

  it("[PR1] answers that the monster is defeated, and when the next one comes", async () => {
    const player = await server.join(await server.createFamily({ cooldownScale: 0, maxHp: 1 }));
    await server.attack(player);
    const command = { commandId: "late", skill: "slash" };
    const refused = await server.post(routes.attacks(player.familyId), command, bearer(player.token));
    expectInjectedProblem(refused, "monster-defeated");
    const { retryAfterMs = 0 } = decodeProblem(409, refused.body);
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(10_000);
    expect(refused.headers["retry-after"]).toBe(String(Math.ceil(retryAfterMs / 1000)));
  });

  it.each([
    ["no commandId", { skill: "slash" }],
    ["an empty commandId", { commandId: "", skill: "slash" }],
    ["a commandId of 65 characters", { commandId: "x".repeat(65), skill: "slash" }],
    ["a commandId with a space", { commandId: "a b", skill: "slash" }],
    ["a commandId that is a number", { commandId: 7, skill: "slash" }],
    ["no skill", { commandId: "x" }],
    ["an unknown skill", { commandId: "x", skill: "bite" }],
    ["a skill of Object's", { commandId: "x", skill: "toString" }],
  ])("[PR44] refuses %s", async (_what, body) => {
    const { familyId, token } = await server.begin();
    expectInjectedProblem(await server.post(routes.attacks(familyId), body, bearer(token)), "invalid-body");
  });

  it("[PR1] refuses an unknown family, and a stranger to it", async () => {
    const { familyId, token } = await server.begin();
    const command = { commandId: "x", skill: "slash" };
    const nowhere = await server.post(routes.attacks("nobody"), command, bearer(token));
    expectInjectedProblem(nowhere, "unknown-family");
    expectInjectedProblem(await server.post(routes.attacks(familyId), command), "unauthenticated");
  });

  it("[PR33] answers that nothing was acknowledged while the log cannot be reached", async () => {
    const log = new MemoryLog();
    await using server = await TestApp.open({}, { log });
    const player = await server.begin();
    log.isReachable = false;
    const command = { commandId: "again", skill: "slash" };
    const send = (): ReturnType<TestApp["post"]> =>
      server.post(routes.attacks(player.familyId), command, bearer(player.token));
    expectInjectedProblem(await send(), "unavailable");
    log.isReachable = true;
    expect(decodeAttackAnswer((await send()).body)).toMatchObject({ commandId: "again", duplicate: false });
  });
});
