import { decodeFrame, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { applyFrame, type RankingView } from "../ranking-view.ts";
import { TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

const polling = (familyId: string): string => routes.feed(familyId, "polling");
const cursorOf = (etag: unknown): string => String(etag).replaceAll('"', "");

function apply(view: RankingView | undefined, body: string): RankingView {
  const frame = decodeFrame(body);
  if (frame === undefined) throw new Error("a frame of no known type");
  return applyFrame(view, frame);
}

describe("GET ranking", () => {
  it("[PR5, PR21] answers with a snapshot and its cursor as a strong entity tag", async () => {
    const { familyId, playerId } = await server.begin();
    const answer = await server.get(polling(familyId));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    const view = apply(undefined, answer.body);
    expect(view).toMatchObject({ round: 1, players: 1, entries: [{ playerId, hits: 1 }] });
    expect(answer.headers.etag).toBe(`"${view.epoch}:${view.seq}"`);
  });

  it("[PR5] has a snapshot of a family that nobody has joined", async () => {
    const answer = await server.get(polling(await server.createFamily()));
    expect(apply(undefined, answer.body)).toMatchObject({ players: 0, totalDamage: 0, entries: [] });
  });

  it.each([
    ["itself", (tag: string) => tag],
    ["itself as a weak tag", (tag: string) => `W/${tag}`],
    ["a list that has it", (tag: string) => `"other:1",${tag} , W/"x"`],
    ["a star", () => "*"],
  ])("[PR5] answers 304 to If-None-Match with %s", async (_what, condition) => {
    const { familyId } = await server.begin();
    const etag = String((await server.get(polling(familyId))).headers.etag);
    const answer = await server.get(polling(familyId), { "if-none-match": condition(etag) });
    expect(answer.statusCode).toBe(304);
    expect(answer.body).toBe("");
    expect(answer.headers.etag).toBe(etag);
    expect(answer.headers["cache-control"]).toBe("no-cache");
  });

  it.each(['"other:1"', "", "garbage", '"', "W/", `"${"x".repeat(5_000)}"`])(
    "[PR5] answers 200 to If-None-Match %s",
    async (condition) => {
      const { familyId } = await server.begin();
      const answer = await server.get(polling(familyId), { "if-none-match": condition });
      expect(answer.statusCode).toBe(200);
    },
  );

  it("[PR5] answers 200 again after a change", async () => {
    const player = await server.begin();
    const etag = String((await server.get(polling(player.familyId))).headers.etag);
    await server.attack(player);
    const answer = await server.get(polling(player.familyId), { "if-none-match": etag });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).not.toBe(etag);
  });

  it("[PR5, PR12] goes on from a cursor with a delta, and with 204 when nothing is newer", async () => {
    const player = await server.begin();
    const url = polling(player.familyId);
    const first = await server.get(url);
    await server.attack(player);
    const newer = await server.get(`${url}?since=${cursorOf(first.headers.etag)}`);
    expect(decodeFrame(newer.body)?.type).toBe("delta");
    const view = apply(apply(undefined, first.body), newer.body);
    expect(view).toEqual(apply(undefined, (await server.get(url)).body));
    expect(newer.headers.etag).toBe(`"${view.epoch}:${view.seq}"`);
    const nothing = await server.get(`${url}?since=${view.epoch}:${view.seq}`);
    expect(nothing.statusCode).toBe(204);
    expect(nothing.body).toBe("");
    expect(nothing.headers["cache-control"]).toBe("no-cache");
  });

  it.each(["other:1", "Other9:99999999"])("[PR12] begins anew for %s, of another log", async (since) => {
    const { familyId } = await server.begin();
    const answer = await server.get(`${polling(familyId)}?since=${since}`);
    expect(decodeFrame(answer.body)?.type).toBe("snapshot");
  });

  it("[PR12] begins anew for a cursor ahead of what is known", async () => {
    const { familyId } = await server.begin();
    const { epoch } = apply(undefined, (await server.get(polling(familyId))).body);
    const answer = await server.get(`${polling(familyId)}?since=${epoch}:${Number.MAX_SAFE_INTEGER}`);
    expect(decodeFrame(answer.body)?.type).toBe("snapshot");
  });

  it.each([
    "garbage",
    ":",
    "a:",
    "a:-1",
    "a:01",
    "a:1.5",
    "a:1e3",
    `a:${2 ** 53}`,
    "a b:1",
    "a:1&since=a:1",
    "%00:1",
  ])("[PR10] refuses since=%s", async (since) => {
    const { familyId } = await server.begin();
    expectInjectedProblem(await server.get(`${polling(familyId)}?since=${since}`), "invalid-cursor");
  });

  it("[PR7, PR9] takes an empty parameter as absent, a lane, and unknown others", async () => {
    const { familyId } = await server.begin();
    const answer = await server.get(`${polling(familyId)}?since=&lane=a.B-9_&holdMs=x&future=1&__proto__=x`);
    expect(decodeFrame(answer.body)?.type).toBe("snapshot");
  });

  it.each(["a%20b", "x".repeat(65), "a&lane=b"])("[PR9] refuses lane=%s", async (lane) => {
    const { familyId } = await server.begin();
    expectInjectedProblem(await server.get(`${polling(familyId)}?lane=${lane}`), "invalid-body");
  });

  it("answers a request with thousands of parameters", async () => {
    const { familyId } = await server.begin();
    const many = Array.from({ length: 100_000 }, (_, n) => `p${n}=${n}`).join("&");
    expect((await server.get(`${polling(familyId)}?${many}`)).statusCode).toBe(200);
  });
});
