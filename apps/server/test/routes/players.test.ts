import { DEFAULT_RULES, SKILLS } from "@hydra/engine";
import {
  decodeJoinAnswer,
  decodePlayerAnswer,
  decodeRoundsAnswer,
  decodeTimeAnswer,
  routes,
} from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryLog } from "../memory-log.ts";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("POST players", () => {
  it("[PR43] joins, and answers with the normalised name", async () => {
    const familyId = await server.createFamily();
    const answer = await server.post(routes.players(familyId), { name: " Ame\u0301lie " });
    expect(answer.statusCode).toBe(201);
    expect(decodeJoinAnswer(answer.body)).toMatchObject({ familyId, name: "Am\u00e9lie" });
  });

  it("[PR43] lets two players have one name, and distinguishes them", async () => {
    const familyId = await server.createFamily();
    const [one, two] = [await server.join(familyId, "Twin"), await server.join(familyId, "Twin")];
    expect(one.playerId).not.toBe(two.playerId);
    expect(one.token).not.toBe(two.token);
  });

  it("[PR3] sets a session cookie for this family's paths that no script can read", async () => {
    const familyId = await server.createFamily();
    const answer = await server.post(routes.players(familyId), { name: "Iolaus" });
    const [cookie] = answer.cookies;
    expect(answer.cookies).toHaveLength(1);
    expect(cookie).toMatchObject({
      name: expect.stringMatching(/^hydra_session_[0-9a-f]{8}$/) as string,
      path: `/api/families/${familyId}`,
      httpOnly: true,
      sameSite: "Strict",
      value: decodeJoinAnswer(answer.body).token,
    });
    expect(cookie?.secure).toBeUndefined();
    expect(Number(cookie?.maxAge)).toBeGreaterThan(24 * 60 * 60);
  });

  it("[PR1] refuses an unknown family", async () => {
    expectInjectedProblem(await server.post(routes.players("nobody"), { name: "x" }), "unknown-family");
  });

  it.each([{}, { name: "" }, { name: null }, { name: "\u200b" }, { name: "\ud800" }])(
    "[PR41] refuses %j",
    async (body) => {
      const familyId = await server.createFamily();
      expectInjectedProblem(await server.post(routes.players(familyId), body), "invalid-body");
    },
  );
});

describe("[PR41] a name that was taken before a rule about names", () => {
  it("is read from the log and shown as it is", async () => {
    const [familyId, playerId, name] = ["old", "early", "A\u200Bnn\u0301\u0301\u0301\u0301\u0301\u0301"];
    const log = new MemoryLog();
    await log.append({ type: "family-created", familyId, name, seed: 1, rules: DEFAULT_RULES });
    await log.append({ type: "player-joined", familyId, playerId, name });
    await log.append({ type: "attack", familyId, playerId, commandId: "c", skill: "slash" });
    await using old = await TestApp.open({}, { log });
    expect((await old.get(routes.family(familyId))).json()).toMatchObject({ name });
    expect((await old.get(routes.feed(familyId, "polling"))).json()).toMatchObject({ entries: [{ name }] });
  });
});

describe("GET players/me", () => {
  it("[PR46] has no rank and no neighbours before the first hit", async () => {
    const { familyId, playerId, token } = await server.join(await server.createFamily());
    const answer = await server.get(routes.me(familyId), bearer(token));
    expect(decodePlayerAnswer(answer.body)).toEqual({
      playerId,
      name: "Iolaus",
      damage: 0,
      hits: 0,
      rank: null,
      around: [],
      readyAt: {},
    });
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("[PR46] has the exact rank outside the top, with three neighbours on either side", async () => {
    await using server = await TestApp.open({ rankingSize: 2 });
    const familyId = await server.createFamily();
    const damages = [];
    for (let n = 0; n < 9; n += 1) {
      const player = await server.join(familyId, `P${n}`);
      damages.push({ player, damage: (await server.attack(player)).damage });
    }
    // Who hit first comes first among equals, and the sort is stable.
    const ranked = [...damages].sort((a, b) => b.damage - a.damage).map(({ player }) => player);
    const middle = ranked[4];
    const answer = await server.get(routes.me(familyId), bearer(middle?.token ?? ""));
    const me = decodePlayerAnswer(answer.body);
    expect(me.rank).toBe(5);
    expect(me.around.map(({ playerId }) => playerId)).toEqual(
      ranked.slice(1, 8).map(({ playerId }) => playerId),
    );
  });

  it("[PR150] has when each skill that cools may be used again, by the server's clock, and no other", async () => {
    const familyId = await server.createFamily({ cooldownScale: 1 });
    const player = await server.join(familyId);
    const me = async () => {
      const { body } = await server.get(routes.me(familyId), bearer(player.token));
      return decodePlayerAnswer(body).readyAt;
    };
    const clock = async () => decodeTimeAnswer((await server.get(routes.time)).body).now;
    const before = await clock();
    await server.attack(player, "ultimate");
    const after = await clock();
    const readyAt = await me();
    expect(Object.keys(readyAt ?? {})).toEqual(["ultimate"]);
    // Entries have whole milliseconds.
    expect(readyAt?.["ultimate"]).toBeGreaterThanOrEqual(Math.floor(before) + SKILLS.ultimate.cooldownMs);
    expect(readyAt?.["ultimate"]).toBeLessThanOrEqual(after + SKILLS.ultimate.cooldownMs);
    expect(await me()).toEqual(readyAt);
  });

  it("[PR3] takes the cookie as well as the token", async () => {
    const { familyId, playerId, token } = await server.begin();
    const answer = await server.get(routes.me(familyId), { cookie: `hydra_session=${token}` });
    expect(decodePlayerAnswer(answer.body)).toMatchObject({ playerId, hits: 1, rank: 1 });
  });

  it("[PR3] is for players only", async () => {
    const { familyId } = await server.begin();
    expectInjectedProblem(await server.get(routes.me(familyId)), "unauthenticated");
    expectInjectedProblem(await server.get(routes.me("nobody")), "unknown-family");
  });
});

describe("GET rounds", () => {
  it("[PR46] has the finished rounds with their last hit", async () => {
    const player = await server.join(await server.createFamily({ cooldownScale: 0, maxHp: 30 }));
    expect(decodeRoundsAnswer((await server.get(routes.rounds(player.familyId))).body)).toEqual({
      rounds: [],
    });
    const hits = [await server.attack(player, "fireball")];
    expect(hits[0]).toMatchObject({ damage: 30, killingBlow: true, totalDamage: 30 });
    const { rounds } = decodeRoundsAnswer((await server.get(routes.rounds(player.familyId))).body);
    expect(rounds).toHaveLength(1);
    expect(rounds[0]).toMatchObject({
      round: 1,
      monster: { maxHp: 30 },
      players: 1,
      totalDamage: 30,
      lastHit: { playerId: player.playerId, name: player.name, damage: 30 },
    });
    expect(rounds[0]?.ranking.map(({ playerId, damage }) => [playerId, damage])).toEqual([
      [player.playerId, 30],
    ]);
    expect(rounds[0]?.durationMs).toBe((rounds[0]?.endedAt ?? 0) - (rounds[0]?.startedAt ?? 0));
  });

  it("[PR1] refuses an unknown family", async () => {
    expectInjectedProblem(await server.get(routes.rounds("nobody")), "unknown-family");
  });
});
