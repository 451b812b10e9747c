// A node whose log is away: the page reports it in words, keeps what it shows, and goes on by itself when the log is back. The
// log is a NATS server of the test's own, which dies and is started again.
import { ProtocolError } from "@hydra/protocol";
import { NatsServer } from "@hydra/server/nats";
import { attack, joinFamily } from "../client/players.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { CONNECTION_LOST } from "../fixtures/clean-console.ts";
import { expect, test as base } from "../fixtures/test.ts";

const test = base.extend<object, { readonly nats: NatsServer }>({
  nats: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off the pattern
    async ({}, use) => {
      await using nats = await NatsServer.start();
      await use(nats);
    },
    { scope: "worker" },
  ],
  server: [
    async ({ nats }, use) => {
      const server = await BattleServer.start({
        env: { EVENT_LOG: `nats://${nats.address}`, SESSION_SECRET: "a secret that only this test knows" },
      });
      await use(server);
      await server.close();
    },
    { scope: "worker" },
  ],
});

// One of each mode: a stream reports it at once, a poll with its next answer.
for (const transport of ["websocket", "polling"] as const) {
  test(`a page over ${transport} shows that the log is unreachable, and goes on when it is back`, async ({
    arena,
    family: { familyId },
    nats,
    server,
    console,
    page,
  }) => {
    const player = await joinFamily(server.url, familyId, "Iolaus");
    await arena.open(familyId);
    await arena.switchTo(transport);
    const { totalDamage } = await attack(server.url, player);
    await expect.poll(() => arena.totalShown()).toBe(totalDamage);

    console.allow(...CONNECTION_LOST);
    await nats.stop("SIGKILL");
    await expect(arena.connectionState).toContainText("The log is unreachable");
    await expect(page.getByText("the server cannot reach its log")).toBeVisible();
    expect(await arena.totalShown()).toBe(totalDamage);
    const refusal = await attack(server.url, player, { commandId: "while-away" }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(ProtocolError);
    expect(refusal).toMatchObject({ code: "unavailable" });

    await nats.start();
    await expect(arena.connectionState).toHaveText("Live");
    await expect(page.getByText("the server cannot reach its log")).toBeHidden();
    const again = await attack(server.url, player, { commandId: "while-away" });
    expect(again).toMatchObject({ duplicate: false, totalDamage: totalDamage + again.damage });
    await expect.poll(() => arena.totalShown()).toBe(again.totalDamage);
    await arena.expectTransport(transport);
  });
}
