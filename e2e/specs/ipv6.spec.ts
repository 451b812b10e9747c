// Over IPv6: a server on ::1, and one on every address, which IPv4 reaches too. Arena, lab and weather.
import { ENDLESS, createFamily } from "../client/players.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { expect, test } from "../fixtures/test.ts";

const places = [
  { host: "::1", page: "[::1]" },
  { host: "::", page: "[::1]" },
  { host: "::", page: "127.0.0.1" },
] as const;

for (const { host, page } of places)
  test.describe(`a server on ${host}, asked at ${page}`, () => {
    test.use({
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off the pattern
      baseURL: async ({}, use) => {
        const server = await BattleServer.start({ host });
        await use(server.url.replace("[::1]", page));
        await server.close();
      },
    });

    test("a strike counts", async ({ arena, baseURL }) => {
      const { familyId } = await createFamily(baseURL!, { name: "Six", rules: ENDLESS });
      await arena.open(familyId);
      await arena.join("Iolaus");
      await arena.skill("slash").click();
      await expect(arena.rows).toHaveCount(1);
    });

    test("the lab runs in the weather", async ({ lab }) => {
      await lab.open("?rate=20&bots=20&seed=7&poll=1000&run=5&weather=wifi");
      await lab.run();
      await lab.expectCleanEnd();
      const rows = await lab.rows();
      for (const { shown } of Object.values(rows)) expect(shown).toBeGreaterThan(0);
    });
  });
