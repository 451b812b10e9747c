// A family that is gone, over every transport: watchers are ended with the hint to connect again, and requests are refused.
import { routes, SOCKET_TRANSPORTS, TRAITS, TRANSPORTS } from "@hydra/protocol";
import { expect, it, vi } from "vitest";
import type { BattleLoop } from "../../src/battle/battle-loop.ts";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";
import { SocketClient } from "../socket-client.ts";

interface Scene extends AsyncDisposable {
  readonly server: RunningServer;
  readonly familyId: string;
  /** An entry of the log retires it, with its version or another. */
  retire(): Promise<unknown>;
}

async function open(): Promise<Scene> {
  let loop: BattleLoop | undefined;
  const server = await startServer({}, { onLoop: (started) => (loop = started) });
  const familyId = await createFamily(server);
  await join(server, familyId);
  const retire = async (): Promise<unknown> => {
    const version = loop?.battle(familyId)?.version ?? 0;
    return loop?.submit({ type: "family-retired", familyId, version });
  };
  return { server, familyId, retire, [Symbol.asyncDispose]: () => server.close() };
}

async function expectGone({ server, familyId }: Scene): Promise<void> {
  for (const path of [
    routes.family(familyId),
    routes.rounds(familyId),
    routes.round(familyId, 1),
    routes.fame(familyId),
    ...TRANSPORTS.filter((name) => !TRAITS[name].needsUpgrade).map((name) => routes.feed(familyId, name)),
  ]) {
    const answer = await fetch(server.url + path);
    expect(await answer.json(), path).toMatchObject({ code: "unknown-family", status: 404 });
  }
}

it.each(TRANSPORTS.filter((name) => TRAITS[name].mediaType))(
  "[PR42] a stream ends, and is not found: %s",
  async (name) => {
    await using scene = await open();
    const stream = await fetch(scene.server.url + routes.feed(scene.familyId, name));
    const text = stream.text();
    await scene.retire();
    expect(await text).toMatch(/"snapshot"/);
    await expectGone(scene);
  },
);

it.each(SOCKET_TRANSPORTS)(
  "[PR42] [PR64] a socket is closed with 1013 over %s, and is not found",
  async (transport) => {
    await using scene = await open();
    await using client = await SocketClient.open(scene.server.url, scene.familyId, { transport });
    await client.received("snapshot");
    await scene.retire();
    const { code, reason } = await client.closed;
    expect(code).toBe(1013);
    expect(reason).toMatch(/retry-after-ms=\d+/);
    await expectGone(scene);
  },
);

it("[PR42] a parked poll is answered, and is not found", async () => {
  await using scene = await open();
  const poll = await fetch(scene.server.url + routes.feed(scene.familyId, "polling"));
  const cursor = poll.headers.get("etag")?.replaceAll('"', "") ?? "";
  const parked = fetch(`${scene.server.url}${routes.feed(scene.familyId, "long-polling")}?since=${cursor}`);
  await vi.waitFor(
    async () => {
      const metrics = await (await fetch(`${scene.server.url}/metrics`)).text();
      expect(metrics).toMatch(/^hydra_subscribers 1$/m);
    },
    { timeout: 20_000 },
  );
  await scene.retire();
  expect((await parked).status).toBe(204);
  await expectGone(scene);
});

it("[PR42] where a player has hit the link goes on, and only the list leaves it out", async () => {
  await using scene = await open();
  const { server, familyId } = scene;
  const player = await join(server, familyId);
  const hit = (commandId: string): Promise<Response> =>
    fetch(server.url + routes.attacks(familyId), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${player.token}` },
      body: JSON.stringify({ commandId, skill: "slash" }),
    });
  const list = async (): Promise<unknown> => (await fetch(server.url + routes.families)).json();
  expect((await hit("one")).status).toBe(200);
  await using client = await SocketClient.open(server.url, familyId);
  await client.received("snapshot");
  const poll = await fetch(server.url + routes.feed(familyId, "polling"));
  await scene.retire();
  expect(await list()).toEqual({ families: [] });
  const again = await fetch(server.url + routes.feed(familyId, "polling"), {
    headers: { "if-none-match": poll.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
  expect((await hit("two")).status).toBe(200);
  expect(await list()).toMatchObject({ families: [{ familyId, players: 2 }] });
  await client.received("delta");
});
