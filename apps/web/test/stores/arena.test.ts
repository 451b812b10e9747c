// One visit to one family, over a real server: which player the browser is, whose hits are shown and where, and how a round ends.
import { startServer } from "@hydra/server";
import { localNow } from "@hydra/client";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Arena as Visit } from "../../src/stores/arena.ts";
import type { Effect } from "../../src/stores/effects.ts";
import { openBrowser, refusal, until } from "../browser.ts";
import { createBattle } from "./battle.ts";

const server = await startServer();
const browser = openBrowser(server.url);
const { Arena } = await import("../../src/stores/arena.ts");

const AIMED = { x: 0.25, y: 0.75 };

const visits: Visit[] = [];
afterEach(() => {
  for (const visit of visits.splice(0)) visit.close();
  browser.forget();
});
afterAll(() => server.close());

function enter(familyId: string) {
  const effects: Effect[] = [];
  const arena = new Arena({
    familyId,
    transport: "sse",
    onCrowded: () => undefined,
  });
  visits.push(arena);
  arena.effects.listen((effect) => effects.push(effect));
  const hits = () => effects.filter((effect) => effect.type === "hit");
  const story = () => arena.skills.stories.getState().story;
  return { arena, effects, hits, story };
}

const untilLive = ({ feed }: Visit): Promise<void> =>
  until(() => expect(feed.store.getState().connection.type).toBe("live"));

const whoIs = ({ session }: Visit) => session.store.getState();

/** A visitor who has joined. */
async function play(familyId: string, name: string) {
  const scene = enter(familyId);
  await untilLive(scene.arena);
  await until(() => expect(whoIs(scene.arena).type).toBe("spectator"));
  await scene.arena.session.join(name);
  return scene;
}

const seqOf = ({ feed }: Visit): number => feed.store.getState().view?.cursor.seq ?? -1;

describe("a visit", () => {
  it("finds the family, goes live, and asks for no session where the browser has none", async () => {
    const { familyId } = await createBattle(server.url);
    browser.forget();
    localStorage.setItem("hydra.unrelated", "1");
    const { length } = browser.requests;
    const { arena } = enter(familyId);
    await untilLive(arena);
    await until(() => expect(arena.store.getState().family).toMatchObject({ familyId, name: "Lerna" }));
    await until(() => expect(arena.measures.store.getState().clock).toBeDefined());
    expect(whoIs(arena)).toMatchObject({ type: "spectator" });
    expect(arena.store.getState().isUnknown).toBe(false);
    expect(browser.requests.slice(length).filter((path) => path.endsWith("/players/me"))).toEqual([]);
  });

  it("to a family that the server has not shows that", async () => {
    const { arena } = enter("nowhere");
    await until(() => expect(arena.store.getState()).toMatchObject({ isUnknown: true, family: undefined }));
  });

  it("asks again for what had no answer", async () => {
    const { familyId } = await createBattle(server.url);
    browser.answerNext(`/api/families/${familyId}`, () => refusal("unavailable"));
    const { arena } = enter(familyId);
    await until(() => expect(arena.store.getState().family).toMatchObject({ familyId }));
    expect(arena.store.getState().isUnknown).toBe(false);
  });

  it("is the player that another tab of the browser joins as", async () => {
    const { familyId } = await createBattle(server.url);
    const { arena: other } = enter(familyId);
    await until(() => expect(whoIs(other).type).toBe("spectator"));
    const { arena } = await play(familyId, "Ann");
    expect(whoIs(arena)).toMatchObject({ type: "player", isNew: true, me: { name: "Ann" } });
    await until(() =>
      expect(whoIs(other)).toMatchObject({ type: "player", isNew: false, me: { name: "Ann" } }),
    );
  });
});

describe("a hit", () => {
  it("of one's own is shown once, where it was aimed: by its answer, not by the feed again", async () => {
    const { familyId } = await createBattle(server.url);
    const { arena, effects, hits, story } = await play(familyId, "Ann");
    arena.skills.press("slash", AIMED);
    expect(effects.at(-1)).toEqual({ type: "press", skill: "slash", at: AIMED });
    await until(() => expect(hits()).toHaveLength(1));
    const [hit] = hits();
    expect(hit).toMatchObject({ type: "hit", isOwn: true, at: AIMED });
    expect(whoIs(arena)).toMatchObject({ me: { damage: hit?.damage, hits: 1, rank: 1 } });
    const view = () => arena.feed.store.getState().view;
    await until(() => expect(view()?.totalDamage).toBe(hit?.damage));
    expect(hits()).toHaveLength(1);
    expect(story()).toMatchObject({ type: "counted", skill: "slash", answer: { damage: hit?.damage } });
  });

  it("of another player is shown with a name and somewhere on the stage", async () => {
    const { familyId, join } = await createBattle(server.url);
    const iolaus = await join("Iolaus");
    const { arena, hits } = enter(familyId);
    await untilLive(arena);
    const { damage, critical } = await iolaus.strike();
    await until(() => expect(hits()).toHaveLength(1));
    const [hit] = hits();
    expect(hit).toMatchObject({ damage, critical, isOwn: false, name: "Iolaus" });
    for (const part of [hit?.at.x, hit?.at.y]) {
      expect(part).toBeGreaterThan(0);
      expect(part).toBeLessThan(1);
    }
  });

  it("of many at once is shown without names, too many to read", async () => {
    const { familyId, join } = await createBattle(server.url);
    const crowd = await Promise.all(["A", "B", "C", "D", "E", "F"].map((name) => join(name)));
    const { arena, hits } = enter(familyId);
    await untilLive(arena);
    const batches: number[] = [];
    const names: (string | undefined)[] = [];
    arena.feed.store.subscribe(({ view }, before) => {
      if (view === before.view) return;
      // The hits of this update follow after the store has its view.
      queueMicrotask(() => {
        const fresh = hits().slice(names.length);
        if (fresh.length > 2) batches.push(fresh.length);
        names.push(...fresh.map(({ name }) => (fresh.length > 2 ? name : undefined)));
      });
    });
    await until(async () => {
      await Promise.all(crowd.map(({ strike }) => strike()));
      expect(batches.length).toBeGreaterThan(0);
    });
    expect(names.filter((name) => name !== undefined)).toEqual([]);
  });

  it("that the server refuses because the session is gone makes a spectator, and shows it", async () => {
    const { familyId } = await createBattle(server.url);
    const { arena, hits, story } = await play(familyId, "Ann");
    arena.skills.press("slash", AIMED);
    // Among the rows shown, so that nothing but a refusal makes the page ask for its player.
    await until(() => expect(arena.feed.store.getState().view?.entries).toHaveLength(1));
    await until(() => expect(arena.skills.store.getState().slash?.pending).toBe(0));
    browser.forget();
    arena.skills.press("fireball", AIMED);
    await until(() => expect(whoIs(arena).type).toBe("spectator"));
    expect(story()).toEqual({ type: "refused", skill: "fireball", refusal: "unauthenticated" });
    expect(hits()).toHaveLength(1);
  });

  it("that is given up because the page is left asks for nothing more", async () => {
    const { familyId } = await createBattle(server.url);
    const { arena } = await play(familyId, "Ann");
    await until(() => expect(arena.measures.store.getState().clock).toBeDefined());
    arena.skills.press("slash", AIMED);
    arena.close();
    const { length } = browser.requests;
    await until(() => expect(arena.skills.store.getState().slash?.pending).toBe(0));
    expect(browser.requests.slice(length).filter((path) => path.endsWith("/players/me"))).toEqual([]);
  });

  it("whose answer was lost is shown all the same, once, and the exact figures are fetched", async () => {
    const { familyId } = await createBattle(server.url);
    const { arena, hits, story } = await play(familyId, "Ann");
    browser.answerNext(`/api/families/${familyId}/attacks`, async (send) => {
      await send();
      return refusal("unavailable");
    });
    arena.skills.press("slash", AIMED);
    await until(() => expect(story()).toMatchObject({ type: "counted", answer: { duplicate: true } }));
    expect(hits()).toHaveLength(1);
    await until(() => expect(whoIs(arena)).toMatchObject({ me: { hits: 1, rank: 1 } }));
  });

  it("cools in another tab, and after a reload, as the server has it", async () => {
    const { familyId } = await createBattle(server.url, { cooldownScale: 1 });
    const { arena } = await play(familyId, "Ann");
    const { arena: tab } = enter(familyId);
    await until(() => expect(whoIs(tab).type).toBe("player"));
    arena.skills.press("ultimate", AIMED);
    const ringOf = ({ skills }: Visit) => skills.store.getState().ultimate?.ring.until ?? 0;
    await until(() => expect(whoIs(arena)).toMatchObject({ me: { hits: 1 } }));
    await until(() => expect(ringOf(tab)).toBeGreaterThan(0));
    const { arena: reloaded } = enter(familyId);
    await until(() => expect(ringOf(reloaded)).toBeGreaterThan(0));
    // The press's own ring begins with the answer; the clocks are as far apart as two estimates may be.
    for (const visit of [tab, reloaded]) {
      const { uncertaintyMs = 0 } = visit.measures.store.getState().clock ?? {};
      expect(ringOf(visit)).toBeLessThanOrEqual(ringOf(arena) + uncertaintyMs + 1);
      expect(ringOf(visit)).toBeGreaterThan(localNow() - uncertaintyMs);
    }
    reloaded.skills.press("ultimate", AIMED);
    expect(reloaded.skills.stories.getState().story).toMatchObject({ type: "refused", refusal: "cooldown" });
  });
});

describe("a round", () => {
  it("that ends shows how it went, and the last blow is celebrated where it was struck", async () => {
    const { familyId } = await createBattle(server.url, { maxHp: 15 });
    const { arena, story } = await play(familyId, "Ann");
    arena.skills.press("fireball", AIMED);
    await until(() => {
      expect(arena.feed.store.getState().view?.monster.status).toBe("defeated");
    });
    await until(() => expect(arena.store.getState().finished).toMatchObject({ round: 1 }));
    expect(arena.store.getState().finished?.ranking[0]).toMatchObject({ name: "Ann", damage: 15 });
    await until(() => expect(story()).toMatchObject({ type: "counted", answer: { killingBlow: true } }));
  });

  it("that is on has no story, and begins with no damage", async () => {
    const { familyId, join } = await createBattle(server.url, { maxHp: 15 });
    const iolaus = await join("Iolaus");
    const { arena } = await play(familyId, "Ann");
    arena.skills.press("slash", AIMED);
    await until(() => expect(whoIs(arena)).toMatchObject({ me: { hits: 1 } }));
    await iolaus.strike("ultimate").catch(() => undefined);
    const round = () => arena.feed.store.getState().view?.round;
    await until(() => expect(round()).toBe(2));
    expect(arena.store.getState().finished).toBeUndefined();
    expect(whoIs(arena)).toMatchObject({ me: { damage: 0, hits: 0, rank: null } });
  });
});

describe("a page that is left", () => {
  it("holds no connection and asks for nothing more", async () => {
    const { familyId, join } = await createBattle(server.url);
    const iolaus = await join("Iolaus");
    const { arena } = enter(familyId);
    await untilLive(arena);
    arena.close();
    const seq = seqOf(arena);
    const { length } = browser.requests;
    const { arena: witness } = enter((await createBattle(server.url)).familyId);
    await iolaus.strike();
    await untilLive(witness);
    expect(seqOf(arena)).toBe(seq);
    expect(
      browser.requests.slice(length).filter((path) => path.includes(familyId) && path.includes("ranking")),
    ).toEqual([]);
    expect(arena.feed.store.getState().connection.type).toBe("closed");
  });
});
