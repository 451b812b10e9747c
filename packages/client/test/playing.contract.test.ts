// Playing against the real server: the requests besides the feed, and attacks that get through exactly once.
import { startServer, type RunningServer } from "@hydra/server";
import { TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getFamily, getMe, joinFamily } from "../src/api.ts";
import { estimateClock } from "../src/clock.ts";
import { createFamily, listFamilies } from "../src/families-api.ts";
import { listRounds } from "../src/rounds-api.ts";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { startProxy } from "./cuttable-proxy.ts";
import { watch } from "./watcher.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe("the requests besides the feed", () => {
  it("[PR42] [PR43] [PR46] create, join and look at a family", async () => {
    const api = { baseUrl: server.url };
    const { familyId, name } = await createFamily(api, { name: "  Öl  " });
    expect(name).toBe("Öl");
    const { token, playerId } = await joinFamily(api, familyId, { name: "Zoë" });
    expect(await getFamily(api, familyId)).toMatchObject({ familyId, name, players: 1, round: 1 });
    expect((await listFamilies(api)).families.map((family) => family.familyId)).toContain(familyId);
    const me = await getMe({ ...api, token }, familyId);
    expect(me).toEqual({ playerId, name: "Zoë", damage: 0, hits: 0, rank: null, around: [], readyAt: {} });
    expect(await listRounds(api, familyId)).toEqual({ rounds: [] });
  });

  it("[PR42] list families page by page, none twice and none left out", async () => {
    const api = { baseUrl: server.url };
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await createFamily(api, { name: `F${n}` })).familyId);
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await listFamilies(api, { after, limit: 2 });
      expect(page.families.length).toBeLessThanOrEqual(2);
      listed.push(...page.families.map(({ familyId }) => familyId));
      after = page.next;
    } while (after !== undefined);
    expect(listed.slice(0, 5)).toEqual(made);
    expect(new Set(listed).size).toBe(listed.length);
    await expect(listFamilies(api, { after: "k3v9:1" })).rejects.toMatchObject({ code: "invalid-cursor" });
    await expect(listFamilies(api, { limit: 101 })).rejects.toMatchObject({ code: "invalid-body" });
  });

  it("[PR30] throw the server's error", async () => {
    const api = { baseUrl: server.url };
    await expect(getFamily(api, "nobody")).rejects.toMatchObject({ code: "unknown-family" });
    await expect(createFamily(api, { name: "" })).rejects.toMatchObject({ code: "invalid-body" });
    const { familyId } = await createFamily(api, { name: "F" });
    await expect(getMe(api, familyId)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("[PR8] get the server's clock, here the same machine's", async () => {
    const { offsetMs, uncertaintyMs } = await estimateClock({ baseUrl: server.url });
    // Both are epoch milliseconds of one machine; what lies between them is what the estimate owns up to.
    expect(Math.abs(offsetMs)).toBeLessThan(uncertaintyMs + 50);
  });
});

describe.each(TRANSPORTS)("an attack while watching over %s", (transport) => {
  it("[PR45] is answered when it counted, and seen by the attacker", async () => {
    const { familyId, players } = await createFamilyOn(server.url, 1);
    using watcher = watch({ baseUrl: server.url, token: players[0]!.token, familyId, transport });
    await watcher.until(() => watcher.connection.state.type === "live");
    const answer = await watcher.connection.attack("slash");
    expect(answer).toMatchObject({ rank: 1, duplicate: false, totalDamage: answer.damage });
    await watcher.until(() => (watcher.connection.view?.cursor.seq ?? 0) >= answer.seq);
    expect(watcher.connection.view?.entries).toMatchObject([{ damage: answer.damage, hits: 1 }]);
  });

  it("[PR32] is refused with the server's code at once", async () => {
    const { familyId } = await createFamily({ baseUrl: server.url }, { name: "Slow" });
    const { token } = await joinFamily({ baseUrl: server.url }, familyId, { name: "P" });
    using watcher = watch({ baseUrl: server.url, token, familyId, transport });
    await watcher.until(() => watcher.connection.state.type === "live");
    await watcher.connection.attack("ultimate");
    const refused = watcher.connection.attack("ultimate");
    await expect(refused).rejects.toMatchObject({ code: "cooldown" });
    using stranger = watch({ baseUrl: server.url, familyId, transport });
    await stranger.until(() => stranger.connection.state.type === "live");
    await expect(stranger.connection.attack("slash")).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("[PR45] counts once, however often the network breaks in the middle", async () => {
    const { familyId, players } = await createFamilyOn(server.url, 1);
    await using proxy = await startProxy(server.port);
    using watcher = watch({ baseUrl: proxy.url, token: players[0]!.token, familyId, transport });
    await watcher.until(() => watcher.connection.state.type === "live");
    const attacks: ReturnType<typeof watcher.connection.attack>[] = [];
    for (let cut = 0; cut < 5; cut += 1) {
      attacks.push(...Array.from({ length: 4 }, () => watcher.connection.attack("slash")));
      // Some of them have reached the server by now, some have not.
      const { seq } = await readSnapshot(server.url, familyId);
      proxy.cut();
      await watcher.until(() => watcher.connection.state.type === "reconnecting" || transport === "polling");
      proxy.mend();
      watcher.connection.nudge();
      await watcher.until(() => (watcher.connection.view?.cursor.seq ?? 0) >= seq);
    }
    const answers = await Promise.all(attacks);
    const last = await readSnapshot(server.url, familyId);
    expect(last.entries).toMatchObject([{ hits: 20 }]);
    expect(last.totalDamage).toBe(answers.reduce((sum, { damage }) => sum + damage, 0));
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(20);
  });
});
