import { DEFAULT_RULES, playerOf, type Battle, type BattleEvent } from "@hydra/engine";
import { botId, routes, type JoinAnswer } from "@hydra/protocol";
import { describe, expect, it, vi } from "vitest";
import type { BattleLoop } from "../../src/battle/battle-loop.ts";
import { Companions } from "../../src/companions/companions.ts";
import { bearer, TestApp } from "../test-app.ts";

interface Founding {
  readonly bots?: number;
  readonly battle?: string;
  readonly isPrivate?: boolean;
}

/** A server, its battles, and companions whose turns the test takes: each of them acts in every turn. */
async function openWithCompanions() {
  const loops: BattleLoop[] = [];
  const server = await TestApp.open({}, { onLoop: (loop) => loops.push(loop) });
  const [loop] = loops;
  if (loop === undefined) throw new Error("no loop");
  const watched = new Set<string>();
  const time = { now: 0 };
  const submitted: BattleEvent[] = [];
  const companions = new Companions({
    loop: {
      battle: (familyId) => loop.battle(familyId),
      submit: (event) => {
        submitted.push(event);
        return loop.submit(event);
      },
    },
    watched: () => watched,
    isApart: ({ rules }) => rules.cooldownScale === 0,
    now: () => time.now,
    random: () => 0.05,
  });
  const found = async (founding: Founding): Promise<string> =>
    (await server.post(routes.families, { name: "Companions", ...founding })).json<{ familyId: string }>()
      .familyId;
  const battleOf = (familyId: string): Battle => {
    const battle = loop.battle(familyId);
    if (battle === undefined) throw new Error("no battle");
    return battle;
  };
  return {
    server,
    watched,
    time,
    submitted,
    companions,
    found,
    battleOf,
    async [Symbol.asyncDispose]() {
      companions.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("companions", () => {
  it("[PR172] are players whose ids show them, as many as asked for, and hit by the log as players do", async () => {
    await using scene = await openWithCompanions();
    const familyId = await scene.found({ bots: 3 });
    expect(scene.battleOf(familyId).players).toBe(3);
    scene.watched.add(familyId);
    scene.companions.tick();
    await vi.waitFor(() => expect(scene.battleOf(familyId).recentHits).toHaveLength(3));
    const ids = scene.battleOf(familyId).recentHits.map(({ playerId }) => playerId);
    expect(ids.toSorted()).toEqual([1, 2, 3].map(botId));
    const { entries } = (await scene.server.get(routes.feed(familyId, "polling"))).json<{
      entries: { name: string }[];
    }>();
    expect(entries.map(({ name }) => name).toSorted()).toEqual(["Atalanta", "Iolaus", "Meleager"]);
  });

  it("[PR172] rest while no person watches or has hit for half a minute", async () => {
    await using scene = await openWithCompanions();
    const familyId = await scene.found({ bots: 2 });
    scene.companions.tick();
    expect(scene.submitted).toEqual([]);
    scene.companions.noteHit(familyId, "a person");
    scene.time.now = 29_999;
    scene.companions.tick();
    expect(scene.submitted).toHaveLength(2);
    await vi.waitFor(() => expect(scene.battleOf(familyId).recentHits).toHaveLength(2));
    scene.time.now = 30_000;
    scene.companions.tick();
    expect(scene.submitted).toHaveLength(2);
    // Nor do they keep each other awake.
    scene.companions.noteHit(familyId, botId(1));
    scene.companions.tick();
    expect(scene.submitted).toHaveLength(2);
  });

  it("[PR172] are in two hundred families at the same time at the most", async () => {
    await using scene = await openWithCompanions();
    for (let n = 0; n < 203; n += 1) scene.watched.add(await scene.found({ bots: 1 }));
    scene.companions.tick();
    expect(scene.submitted).toHaveLength(200);
  });

  it("[PR172] take turns where there are more, after those where a person has just hit", async () => {
    await using scene = await openWithCompanions();
    const families: string[] = [];
    for (let n = 0; n < 250; n += 1) families.push(await scene.found({ bots: 1 }));
    for (const familyId of families) scene.watched.add(familyId);
    const last = families.at(-1)!;
    const acting = (): Set<string> => {
      scene.submitted.length = 0;
      scene.companions.tick();
      return new Set(scene.submitted.map((event) => ("familyId" in event ? event.familyId : "")));
    };
    const first = acting();
    expect(first.size).toBe(200);
    expect(first).not.toContain(last);
    scene.companions.noteHit(last, "a person");
    expect(acting()).toContain(last);
    scene.time.now = 60_000;
    const seen = new Set<string>();
    await vi.waitFor(() => {
      for (const familyId of acting()) seen.add(familyId);
      expect(seen.size).toBe(250);
    });
  });

  it("[PR172] leave families to the lab whose bots are its own traffic, and those without bots", async () => {
    await using scene = await openWithCompanions();
    const lab = await scene.server.createFamily();
    await scene.server.attack(await scene.server.join(lab));
    scene.watched.add(lab).add(await scene.found({}));
    scene.companions.tick();
    expect(scene.submitted).toEqual([]);
  });

  it("[PR172] are fewer where the server has no room for more players", async () => {
    await using server = await TestApp.open({ maxPlayers: 2 });
    const answer = await server.post(routes.families, { name: "Crowded", bots: 4 });
    expect(answer.statusCode).toBe(201);
    const { familyId } = answer.json<{ familyId: string }>();
    expect((await server.get(routes.family(familyId))).json()).toMatchObject({ players: 2 });
  });
});

describe("a family", () => {
  it.each([
    ["short", 6_000],
    ["medium", DEFAULT_RULES.maxHp],
    ["long", 100_000],
    [undefined, DEFAULT_RULES.maxHp],
  ])("[PR171] begins a battle that is %s with %s hit points", async (battle, maxHp) => {
    await using server = await TestApp.open({ isLab: false });
    const founding = await server.post(routes.families, { name: "F", ...(battle && { battle }) });
    const { familyId } = founding.json<{ familyId: string }>();
    expect((await server.get(routes.family(familyId))).json()).toMatchObject({
      monster: { hp: maxHp, maxHp },
    });
  });

  it.each([{ battle: "endless" }, { bots: 5 }, { bots: -1 }, { bots: 1.5 }, { isPrivate: "yes" }])(
    "[PR171, PR172] is not founded with %s",
    async (wrong) => {
      await using server = await TestApp.open();
      const answer = await server.post(routes.families, { name: "F", ...wrong });
      expect(answer.json()).toMatchObject({ code: "invalid-body" });
    },
  );

  it("[PR170] that is private is in no list, and played by its link", async () => {
    await using scene = await openWithCompanions();
    const [hidden, seen] = [await scene.found({ isPrivate: true }), await scene.found({})];
    const list = async (): Promise<unknown> => (await scene.server.get(routes.families)).body;
    expect(await list()).toContain(seen);
    const player: JoinAnswer = await scene.server.join(hidden);
    await scene.server.attack(player);
    expect(await list()).not.toContain(hidden);
    expect((await scene.server.get(routes.me(hidden), bearer(player.token))).statusCode).toBe(200);
    expect(playerOf(scene.battleOf(hidden), player.playerId)).toMatchObject({ hits: 1 });
  });
});
