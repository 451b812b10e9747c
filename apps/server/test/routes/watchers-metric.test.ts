import { holdsRequest, routes, SOCKET_TRANSPORTS, TRAITS, FEED_TRANSPORTS } from "@hydra/protocol";
import { expect, it, vi } from "vitest";
import { startServer } from "../../src/index.ts";
import { firstFrame } from "../first-frame.ts";
import { createFamily } from "../http-player.ts";
import { SocketClient } from "../socket-client.ts";

it("[PR8] watchers are counted by their transport, each under its own name", async () => {
  await using server = await startServer();
  const { url } = server;
  const familyId = await createFamily(server);
  for (const transport of SOCKET_TRANSPORTS) {
    const client = await SocketClient.open(url.replace("http", "ws"), familyId, { transport });
    await client.received("snapshot");
  }
  const { cursor } = await firstFrame({ url, familyId, transport: "polling" });
  const gone = new AbortController();
  const watching = FEED_TRANSPORTS.filter(holdsRequest).map(async (transport) => {
    const options = { signal: gone.signal };
    const answer = await fetch(`${url}${routes.feed(familyId, transport)}?since=${cursor}`, options);
    await answer.text();
  });
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const counted = [...metrics.matchAll(/^hydra_watchers\{transport="(.*?)"\} (\d+)$/gmu)];
    expect(Object.fromEntries(counted.map(([, name, count]) => [name, Number(count)]))).toEqual(
      // A poll is over when it is answered.
      Object.fromEntries(
        FEED_TRANSPORTS.filter((name) => TRAITS[name].holdsConnection).map((name) => [name, 1]),
      ),
    );
  });
  gone.abort();
  await Promise.allSettled(watching);
});
