// As many players as a server has in all, over HTTP and in the lab, and on a log that others have filled.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import type { BattleEvent, Entry } from "@hydra/engine";
import { decodeFamilySummary, decodeTrafficAnswer, routes } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFamily, join, type Listening } from "../http-player.ts";
import { putEntries } from "../log/sqlite/aged-log.ts";
import { expectInjectedProblem } from "../problem.ts";
import { ServerProcess } from "../server-process.ts";
import { TestApp } from "../test-app.ts";

const HOUR_MS = 3_600_000;
const POLLING = { timeout: 30_000, interval: 20 };

describe("a server with places for a few players", () => {
  const players = async (server: TestApp, familyId: string): Promise<number> =>
    decodeFamilySummary((await server.get(routes.family(familyId))).body).players;

  it("[PR37] takes no more, whichever families they join, also at one moment", async () => {
    await using server = await TestApp.open({ maxPlayers: 5 });
    const families = await Promise.all(Array.from({ length: 4 }, () => server.createFamily()));
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => server.post(routes.players(families[n % 4] ?? ""), { name: "P" })),
    );
    const refused = answers.filter(({ statusCode }) => statusCode !== 201);
    expect(refused).toHaveLength(35);
    for (const answer of refused) {
      expectInjectedProblem(answer, "at-capacity");
      expect(answer.statusCode).toBe(503);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    const counts = await Promise.all(families.map((familyId) => players(server, familyId)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(5);
  });

  it("[PR36] [PR37] gives the budget back to a client that it had no room for", async () => {
    await using server = await TestApp.open({ maxPlayers: 2, playersPerAddress: 3 });
    const familyId = await server.createFamily();
    await server.join(familyId);
    await server.join(familyId);
    for (let n = 0; n < 5; n += 1)
      expectInjectedProblem(await server.post(routes.players(familyId), { name: "P" }), "at-capacity");
  });

  it("[PR37] counts the lab's bots, and lets those who joined attack on", async () => {
    await using server = await TestApp.open({ maxPlayers: 3, isLab: true });
    const familyId = await server.createFamily();
    const run = async () => {
      const payload = { labId: "lab", hitsPerSecond: 200, bots: 20, seed: 1 };
      const answer = await server.app.inject({ method: "PUT", url: routes.labTraffic(familyId), payload });
      return decodeTrafficAnswer(answer.body);
    };
    await vi.waitFor(async () => expect((await run()).refused).toBeGreaterThan(20), POLLING);
    expect(await players(server, familyId)).toBe(3);
    const { hits } = await run();
    await vi.waitFor(async () => expect((await run()).hits).toBeGreaterThan(hits + 5), POLLING);
    expectInjectedProblem(await server.post(routes.players(familyId), { name: "P" }), "at-capacity");
  });
});

describe("a server full of players from before", () => {
  const FAMILIES = 20;
  const PLAYERS_EACH = 10;
  const rules = { cooldownScale: 0, maxHp: 20_000 };
  let dataDir: string;
  let now: number;

  beforeEach(() => {
    now = Date.now();
    dataDir = mkdtempSync(pathOf(tmpdir(), "hydra-players-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  /** Families f0, f1, …, an hour apart and the last an hour old; one after the other was hit, or not. */
  function filled(): Entry[] {
    const events = Array.from({ length: FAMILIES }, (_, n): BattleEvent[] => {
      const familyId = `f${n}`;
      const joined = Array.from({ length: PLAYERS_EACH }, (__, p): BattleEvent => {
        return { type: "player-joined", familyId, playerId: `p${p}`, name: "P" };
      });
      const hit: BattleEvent = { type: "attack", familyId, playerId: "p0", commandId: "c", skill: "slash" };
      return [
        { type: "family-created", familyId, name: `Family ${n}`, seed: n, rules },
        ...joined,
        ...(n % 2 === 0 ? [hit] : []),
      ];
    });
    return events
      .flatMap((of, n) => of.map((event) => ({ event, at: now - (FAMILIES - n) * HOUR_MS })))
      .map((entry, index) => ({ seq: index + 1, ...entry }));
  }

  const start = (maxPlayers: number) =>
    ServerProcess.listening({ DATA_DIR: dataDir, LAB: "1", MAX_PLAYERS: String(maxPlayers) });
  const text = async ({ url }: Listening, path: string): Promise<string> => (await fetch(url + path)).text();
  const counted = async (server: Listening): Promise<number> =>
    Number(/^hydra_players (\d+)/m.exec(await text(server, "/metrics"))?.[1]);
  const status = async ({ url }: Listening, familyId: string): Promise<number> =>
    (await fetch(url + routes.family(familyId))).status;

  it("[PR37] makes room by the families idle for longest, and not by those without players", async () => {
    const full = FAMILIES * PLAYERS_EACH;
    const empty: BattleEvent = { type: "family-created", familyId: "none", name: "N", seed: 1, rules };
    const entries = [{ seq: 1, at: now - 22 * HOUR_MS, event: empty }, ...filled()];
    await putEntries(
      dataDir,
      entries.map((entry, index) => ({ ...entry, seq: index + 1 })),
    );
    {
      await using server = await start(full);
      expect(await counted(server)).toBe(full);
      const familyId = await createFamily(server);
      await Promise.all(Array.from({ length: 12 }, () => join(server, familyId)));
      // f0 left the list, f1 is gone: twenty places for twelve.
      expect(await counted(server)).toBe(full - 2 * PLAYERS_EACH + 12);
      expect(await Promise.all(["none", "f0", "f1", "f2", "f3"].map((id) => status(server, id)))).toEqual([
        200, 200, 404, 200, 200,
      ]);
    }
    await using again = await start(full);
    expect(await counted(again)).toBe(full - 8);
    // Comes back with its players, which is two more than there are places for; the next one to join makes room.
    await join(again, "f0");
    expect(await counted(again)).toBe(full + 3);
    await join(again, "f0");
    expect(await counted(again)).toBe(full - PLAYERS_EACH + 4);
    expect(await status(again, "f2")).toBe(200);
  });

  it("[PR37] refuses players after a restart, where no family has been idle for long", async () => {
    let familyId: string;
    {
      await using server = await start(3);
      familyId = await createFamily(server);
      for (let n = 0; n < 3; n += 1) await join(server, familyId);
    }
    await using again = await start(3);
    const body = '{"name":"P"}';
    const headers = { "content-type": "application/json" };
    const answer = await fetch(again.url + routes.players(familyId), { method: "POST", body, headers });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: "at-capacity" });
    expect(await counted(again)).toBe(3);
  });
});
