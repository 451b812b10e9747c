import { routes, SOCKET_TRANSPORTS, TRANSPORTS } from "@hydra/protocol";
import { expect, it, vi } from "vitest";
import { startServer } from "../../src/index.ts";
import { EventClient } from "../event-client.ts";
import { firstFrame } from "../first-frame.ts";
import { createFamily } from "../http-player.ts";
import { SocketClient } from "../socket-client.ts";

it("[PR8] watchers are counted by their transport, each under its own name", async () => {
  await using server = await startServer();
  const { url } = server;
  const familyId = await createFamily(server);
  await using events = await EventClient.open(url, familyId);
  await events.received(1);
  for (const transport of SOCKET_TRANSPORTS) {
    const client = await SocketClient.open(url.replace("http", "ws"), familyId, { transport });
    await client.received("snapshot");
  }
  const { cursor } = await firstFrame({ url, familyId, transport: "polling" });
  const gone = new AbortController();
  const parked = fetch(`${url}${routes.feed(familyId, "long-polling")}?since=${cursor}`, {
    signal: gone.signal,
  }).catch(() => undefined);
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const counted = [...metrics.matchAll(/^hydra_watchers\{transport="(.*?)"\} (\d+)$/gmu)];
    expect(Object.fromEntries(counted.map(([, name, count]) => [name, Number(count)]))).toEqual(
      // A poll is over when it is answered.
      Object.fromEntries(TRANSPORTS.filter((name) => name !== "polling").map((name) => [name, 1])),
    );
  });
  gone.abort();
  await parked;
});
