import { decodeFrame, decodeTimeAnswer, routes } from "@hydra/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bearer, TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

it("[PR8] is healthy and ready", async () => {
  expect((await server.get("/healthz")).statusCode).toBe(200);
  const ready = await server.get("/readyz");
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toMatchObject({ status: "ready", log: "ready" });
});

it("[PR8] has figures for Prometheus, among them what the hub did", async () => {
  const { familyId } = await server.begin();
  await server.get(routes.feed(familyId, "long-polling"));
  const metrics = await server.get("/metrics");
  expect(metrics.headers["content-type"]).toMatch(/^text\/plain/);
  expect(metrics.body).toMatch(/^hydra_frames_total [1-9]/m);
  expect(metrics.body).toMatch(/^hydra_log_ready 1$/m);
  expect(metrics.body).toMatch(/^hydra_families [1-9]/m);
});

it("[PR8] counts attacks by what came of them, and times those that cost an entry", async () => {
  await using server = await TestApp.open();
  const player = await server.join(await server.createFamily({ cooldownScale: 1, maxHp: 1e9 }));
  const attack = (commandId: string): Promise<unknown> =>
    server.post(routes.attacks(player.familyId), { commandId, skill: "ultimate" }, bearer(player.token));
  await attack("once");
  await attack("once");
  await attack("too-soon");
  const { body } = await server.get("/metrics");
  for (const outcome of ["hit", "duplicate", "cooldown"]) {
    expect(body).toMatch(new RegExp(`^hydra_attacks_total{outcome="${outcome}"} 1$`, "m"));
  }
  // The family, its player, the hit.
  expect(body).toMatch(/^hydra_append_seconds_count 3$/m);
});

it("[PR8] gives the clock that frames are dated by, never from a cache", async () => {
  const answer = await server.get(routes.time);
  expect(answer.headers["cache-control"]).toBe("no-store");
  const before = decodeTimeAnswer(answer.body).now;
  const { familyId } = await server.begin();
  const frame = decodeFrame((await server.get(routes.feed(familyId, "polling"))).body);
  const after = decodeTimeAnswer((await server.get(routes.time)).body).now;
  const { publishedAt } = frame?.type === "snapshot" ? frame : { publishedAt: Number.NaN };
  expect(publishedAt).toBeGreaterThan(before);
  expect(publishedAt).toBeLessThanOrEqual(after);
});

it("[PR8] has a page of its documentation that runs no script of others", async () => {
  const page = await server.get("/api/docs/");
  expect(page.statusCode).toBe(200);
  expect(page.headers["content-type"]).toMatch(/^text\/html/);
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toMatch(/script-src 'self'/);
  expect(/script-src[^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe/);
});
