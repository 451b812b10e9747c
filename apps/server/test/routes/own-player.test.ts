import {
  decodeDeviceCodeAnswer,
  decodeFrame,
  decodeJoinAnswer,
  decodePlayerAnswer,
  routes,
} from "@hydra/protocol";
import type { JoinAnswer } from "@hydra/protocol";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

const me = async ({ familyId, token }: JoinAnswer) =>
  decodePlayerAnswer((await server.get(routes.me(familyId), bearer(token))).body);

describe("another name", () => {
  const rename = ({ familyId, token }: JoinAnswer, name: string): Promise<LightMyRequestResponse> =>
    server.post(routes.rename(familyId), { name }, bearer(token));

  it("[PR165] is the player's in the ranking, for a watcher from before by a snapshot", async () => {
    const player = await server.begin();
    const { familyId } = player;
    const feed = routes.feed(familyId, "polling");
    const since = String((await server.get(feed)).headers.etag).replaceAll('"', "");
    expect((await rename(player, "  Atalanta ")).json()).toEqual({ name: "Atalanta" });
    const frame = decodeFrame((await server.get(`${feed}?since=${since}`)).body);
    expect(frame).toMatchObject({
      type: "snapshot",
      entries: [{ playerId: player.playerId, name: "Atalanta" }],
    });
    expect(await me(player)).toMatchObject({ name: "Atalanta", hits: 1, rank: 1 });
    // From then on by deltas again.
    const next = String((await server.get(feed)).headers.etag).replaceAll('"', "");
    await server.attack(player);
    expect(decodeFrame((await server.get(`${feed}?since=${next}`)).body)?.type).toBe("delta");
  });

  it("[PR165] that it has already changes nothing, and uses nothing up", async () => {
    const player = await server.begin();
    await rename(player, "Atalanta");
    const feed = routes.feed(player.familyId, "polling");
    const before = (await server.get(feed)).headers.etag;
    for (let n = 0; n < 25; n += 1)
      expect((await rename(player, "Atalanta")).json()).toEqual({ name: "Atalanta" });
    expect((await server.get(feed)).headers.etag).toBe(before);
  });

  it("[PR165] is by the rule of names, of a player only, and twenty an hour at the most", async () => {
    const player = await server.begin();
    expectInjectedProblem(await rename(player, "\u202Eevil"), "invalid-body");
    expectInjectedProblem(
      await server.post(routes.rename(player.familyId), { name: "Eve" }),
      "unauthenticated",
    );
    const other = await server.createFamily();
    expectInjectedProblem(await rename({ ...player, familyId: other }, "Eve"), "unauthenticated");
    for (let n = 0; n < 20; n += 1) expect((await rename(player, `Name ${n}`)).statusCode).toBe(200);
    expectInjectedProblem(await rename(player, "One more"), "quota-exceeded");
    expect((await me(player)).name).toBe("Name 19");
  });
});

describe("another device", () => {
  const codeOf = async ({ familyId, token }: JoinAnswer): Promise<string> => {
    const answer = await server.post(routes.deviceCode(familyId), {}, bearer(token));
    expect(answer.statusCode).toBe(201);
    expect(answer.headers["cache-control"]).toBe("no-store");
    return decodeDeviceCodeAnswer(answer.body).code;
  };
  const arrive = (code: unknown): Promise<LightMyRequestResponse> => server.post(routes.arrivals, { code });

  it("[PR166] becomes the player by a code, as often typed, and each hit counts once", async () => {
    const player = await server.begin();
    const code = await codeOf(player);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    const answer = await arrive(
      ` ${code.toLowerCase().replace("-", " ").replaceAll("0", "o").replaceAll("1", "l")}`,
    );
    expect(answer.statusCode).toBe(200);
    expect(String(answer.headers["set-cookie"])).toMatch(
      new RegExp(`Path=${routes.family(player.familyId)};.*HttpOnly.*SameSite=Strict`),
    );
    const arrived = decodeJoinAnswer(answer.body);
    expect(arrived).toMatchObject({ playerId: player.playerId, familyId: player.familyId, name: "Iolaus" });
    await server.attack(arrived);
    await server.attack(player);
    expect(await me(arrived)).toMatchObject({ hits: 3 });
    const command = { commandId: "in-the-tunnel", skill: "slash" };
    const attacks = routes.attacks(player.familyId);
    const first = await server.post(attacks, command, bearer(player.token));
    const again = await server.post(attacks, command, bearer(arrived.token));
    expect(again.json()).toEqual({ ...first.json<object>(), duplicate: true });
    expect(await me(player)).toMatchObject({ hits: 4 });
  });

  it("[PR166] gets in once by a code, and not by one that another took the place of", async () => {
    const player = await server.begin();
    const [first, second] = [await codeOf(player), await codeOf(player)];
    expectInjectedProblem(await arrive(first), "unknown-code");
    expect((await arrive(second)).statusCode).toBe(200);
    expectInjectedProblem(await arrive(second), "unknown-code");
  });

  it.each([undefined, 7, "", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "A".repeat(500)])(
    "[PR166] is refused what is no code: %s",
    async (code) => {
      expectInjectedProblem(await arrive(code), "invalid-body");
    },
  );

  it("[PR167] may be wrong sixty times an hour for each network, and right as often as need be", async () => {
    await using server = await TestApp.open();
    const player = await server.begin();
    const url = routes.arrivals;
    const from = (remoteAddress: string, code: string): Promise<LightMyRequestResponse> =>
      server.app.inject({ method: "POST", url, remoteAddress, payload: { code } });
    const good = async (): Promise<string> =>
      decodeDeviceCodeAnswer(
        (await server.post(routes.deviceCode(player.familyId), {}, bearer(player.token))).body,
      ).code;
    for (let n = 0; n < 70; n += 1) expect((await from("192.0.2.1", await good())).statusCode).toBe(200);
    for (let n = 0; n < 60; n += 1)
      expectInjectedProblem(await from("192.0.2.1", "00000-00000"), "unknown-code");
    const code = await good();
    expectInjectedProblem(await from("192.0.2.1", code), "quota-exceeded");
    expect((await from("192.0.2.2", code)).statusCode).toBe(200);
  });
});

it("[PR168] leaving takes the cookie back, with or without one, and the player stays", async () => {
  const player = await server.begin();
  const [cookie = ""] = String(
    (await server.post(routes.players(player.familyId), { name: "Bia" })).headers["set-cookie"],
  ).split(";");
  for (const headers of [{ cookie }, {}]) {
    const answer = await server.post(routes.leave(player.familyId), {}, headers);
    expect(answer.statusCode).toBe(204);
    const taken = [answer.headers["set-cookie"]].flat().map(String);
    const [name = ""] = cookie.split("=");
    const path = `Path=${routes.family(player.familyId)}`;
    expect(taken.some((text) => text.startsWith(`${name}=;`) && text.includes(path))).toBe(true);
  }
  expect((await server.get(routes.family(player.familyId))).json()).toMatchObject({ players: 2 });
});
