// Finished rounds and the hall of fame over HTTP: pages, one round, the own place, and asking again.
import { apply, createWorld, fameOf, placeInRound, roundsBefore, battleOf, type Entry } from "@hydra/engine";
import { decodeFameAnswer, decodeRoundAnswer, decodeRoundsAnswer, routes } from "@hydra/protocol";
import type { JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MemoryLog } from "../memory-log.ts";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, TestApp } from "../test-app.ts";

const ROUNDS = 47;

/** A family of the past: each hit ends a round, most of them Ann's. */
function pastEntries(): Entry[] {
  const rules = { cooldownScale: 0, maxHp: 1 };
  const events: Entry["event"][] = [
    { type: "family-created", familyId: "old", name: "Old", seed: 1, rules },
    ...["ann", "bob"].map((playerId) => ({
      type: "player-joined" as const,
      familyId: "old",
      playerId,
      name: playerId,
    })),
    ...Array.from({ length: ROUNDS }, (_, round) => ({
      type: "attack" as const,
      familyId: "old",
      playerId: round % 5 === 0 ? "bob" : "ann",
      commandId: `c${round}`,
      skill: "slash" as const,
    })),
  ];
  return events.map((event, index) => ({ seq: index + 1, at: 1_000 + index * 10_000, event }));
}

let server: TestApp;
let past: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
  const log = new MemoryLog();
  for (const { event, at } of pastEntries()) {
    const clock = vi.spyOn(Date, "now").mockReturnValue(at);
    await log.append(event);
    clock.mockRestore();
  }
  past = await TestApp.open({}, { log });
});
afterAll(() => Promise.all([server, past].map((app) => app[Symbol.asyncDispose]())));

/** A family with one finished round: Iolaus led, and both have hit. */
async function playRound(): Promise<{ first: JoinAnswer; second: JoinAnswer; idle: JoinAnswer }> {
  const familyId = await server.createFamily({ cooldownScale: 0, maxHp: 90 });
  const [first, second, idle] = [
    await server.join(familyId),
    await server.join(familyId, "Second"),
    await server.join(familyId, "Idle"),
  ];
  await server.attack(second, "slash");
  while (!(await server.attack(first, "fireball")).killingBlow);
  return { first, second, idle };
}

describe("GET rounds", () => {
  it("[PR140] shows each round once, page after page", async () => {
    const seen: number[] = [];
    let before: string | undefined;
    let pages = 0;
    do {
      const query: string = before === undefined ? "?limit=10" : `?limit=10&before=${before}`;
      const { rounds, next } = decodeRoundsAnswer((await past.get(routes.rounds("old") + query)).body);
      seen.push(...rounds.map(({ round }) => round));
      before = next;
      pages += 1;
    } while (before !== undefined);
    expect(seen).toStrictEqual(Array.from({ length: ROUNDS }, (_, index) => ROUNDS - index));
    expect(pages).toBe(Math.ceil(ROUNDS / 10));
    const whole = decodeRoundsAnswer((await past.get(routes.rounds("old"))).body);
    expect(whole.rounds).toHaveLength(20);
  });

  it("[PR140] cuts rankings as it is asked to", async () => {
    const { first } = await playRound();
    const short = decodeRoundsAnswer((await server.get(`${routes.rounds(first.familyId)}?rows=1`)).body);
    expect(short.rounds.map(({ ranking }) => ranking.map(({ playerId }) => playerId))).toStrictEqual([
      [first.playerId],
    ]);
    expect(short.next).toBeUndefined();
  });

  it("[PR140] [PR143] refuses what it cannot read", async () => {
    for (const [query, code] of [
      ["rounds?before=x", "invalid-cursor"],
      ["rounds?limit=21", "invalid-body"],
      ["rounds?rows=0", "invalid-body"],
      ["rounds?limit=1&limit=2", "invalid-body"],
      ["fame?limit=0", "invalid-body"],
    ] as const)
      expectInjectedProblem(await past.get(`${routes.family("old")}/${query}`), code);
  });
});

describe("GET a round", () => {
  it("[PR141] is there once it is finished, and not before or after", async () => {
    const { first, second } = await playRound();
    const { familyId } = first;
    const round = decodeRoundAnswer((await server.get(routes.round(familyId, 1))).body);
    expect(round).toMatchObject({ round: 1, players: 2, totalDamage: 90, lastHit: { name: "Iolaus" } });
    expect(round.ranking.map(({ playerId }) => playerId)).toStrictEqual([first.playerId, second.playerId]);
    expect(round.durationMs).toBe(round.endedAt - round.startedAt);
    for (const none of [2, 0, "x", "1.0", "-1", "01", "1e0", "%00"])
      expectInjectedProblem(await server.get(routes.round(familyId, none)), "unknown-round");
    for (const path of [routes.round("none", 1), routes.rounds("none"), routes.fame("none")])
      expectInjectedProblem(await server.get(path), "unknown-family");
  });

  it("[PR142] has the own place for the player that asks, and for no other", async () => {
    const { first, second, idle } = await playRound();
    const { familyId } = first;
    const other = await server.begin();
    const askedBy = async (headers: Record<string, string>) => ({
      round: decodeRoundAnswer((await server.get(routes.round(familyId, 1), headers)).body).you,
      list: decodeRoundsAnswer((await server.get(routes.rounds(familyId), headers)).body).rounds[0]?.you,
      fame: decodeFameAnswer((await server.get(routes.fame(familyId), headers)).body).you?.rank,
    });
    const one = await askedBy(bearer(first.token));
    expect(one).toMatchObject({ round: { rank: 1 }, list: { rank: 1 }, fame: 1 });
    const two = await askedBy({ cookie: `hydra_session=${second.token}` });
    expect(two).toMatchObject({ round: { rank: 2, hits: 1 }, list: { rank: 2 }, fame: 2 });
    expect((one.round?.damage ?? 0) + (two.round?.damage ?? 0)).toBe(90);
    expect(await askedBy(bearer(idle.token))).toStrictEqual({
      round: undefined,
      list: undefined,
      fame: null,
    });
    for (const headers of [{}, bearer(other.token), bearer("x.y.z")])
      expect(await askedBy(headers)).toStrictEqual({ round: undefined, list: undefined, fame: undefined });
  });
});

describe("GET fame", () => {
  it("[PR143] is what the log has of all rounds", async () => {
    const world = createWorld();
    for (const entry of pastEntries()) apply(world, entry);
    const battle = battleOf(world, "old");
    if (battle === undefined) throw new Error("no family");
    const fame = decodeFameAnswer((await past.get(routes.fame("old"))).body);
    const sums = { rounds: ROUNDS, players: 2, damage: ROUNDS, hits: ROUNDS };
    const entries = ["ann", "bob"].map((playerId) => fameOf(battle, playerId)?.entry);
    expect(fame).toStrictEqual({ ...sums, entries });
    const { rounds } = decodeRoundsAnswer((await past.get(`${routes.rounds("old")}?limit=3`)).body);
    expect(rounds.map(({ round, lastHit }) => [round, lastHit])).toStrictEqual(
      roundsBefore(battle, { before: Infinity, count: 3 }).map(({ round, lastHit }) => [round, lastHit]),
    );
    expect(placeInRound(battle, ROUNDS, "ann")?.rank).toBe(1);
    const first = decodeFameAnswer((await past.get(`${routes.fame("old")}?limit=1`)).body);
    expect(first.entries.map(({ playerId }) => playerId)).toStrictEqual(["ann"]);
  });
});

describe("asking again", () => {
  it("[PR144] is answered 304 while nothing has changed, for each player", async () => {
    const { first, second } = await playRound();
    const { familyId } = first;
    for (const path of [routes.round(familyId, 1), routes.rounds(familyId), routes.fame(familyId)]) {
      const [own, other] = [
        await server.get(path, bearer(first.token)),
        await server.get(path, bearer(second.token)),
      ];
      const etag = String(own.headers["etag"]);
      expect(own.headers).toMatchObject({
        "cache-control": "private, no-cache",
        vary: expect.stringMatching(/Cookie, Authorization$/) as string,
      });
      expect(other.headers["etag"]).not.toBe(etag);
      const again = await server.get(path, { ...bearer(first.token), "if-none-match": `"x", W/${etag}` });
      expect([again.statusCode, again.body, again.headers["etag"]]).toStrictEqual([304, "", etag]);
      const notMine = await server.get(path, { ...bearer(second.token), "if-none-match": etag });
      expect(notMine.statusCode).toBe(200);
    }
  });

  it("[PR144] has another tag when the sums have changed, and the same round", async () => {
    const familyId = await server.createFamily({ cooldownScale: 0, maxHp: 1 });
    const player = await server.join(familyId);
    await server.attack(player);
    const tags = async () =>
      Promise.all(
        [routes.fame(familyId), routes.round(familyId, 1)].map(
          async (path) => (await server.get(path)).headers["etag"],
        ),
      );
    const before = await tags();
    await server.join(familyId, "Another");
    const after = await tags();
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });
});
