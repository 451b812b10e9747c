import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attackAt } from "../src/load/attack-at.ts";
import { Load, type LoadGroup } from "../src/load/load.ts";
import type { Figures, Lane } from "../src/load/orders.ts";
import { Peer, type PeerName } from "../src/peers/peer.ts";
import { Hydra } from "../src/processes/hydra.ts";

const WATCHERS = 5;
/** Frames each should get; any number would do. */
const FRAMES = 3;

/** Waits for so many deliveries, not for a time. */
async function delivered(group: LoadGroup): Promise<Figures> {
  for (;;) {
    const figures = await group.read();
    if (figures.count >= WATCHERS * FRAMES || figures.errors + figures.ended > 0) return figures;
  }
}

describe("a tiny fan-out from end to end", () => {
  let load: Load;
  let hydra: Hydra;
  beforeAll(async () => {
    [load, hydra] = await Promise.all([Load.start(), Hydra.start()]);
  });
  afterAll(async () => {
    await load[Symbol.asyncDispose]();
    await hydra[Symbol.asyncDispose]();
  });

  it.each(["websocket", "sse", "long-polling"] as const)(
    "reaches watchers of the server over %s",
    async (lane) => {
      // Of its own: the last hit of another lane's attackers may still be on its way when they have ended.
      const field = await hydra.createBattlefield(3);
      const path = routes.feed(field.familyId, lane);
      await using watchers = await load.watch({ lane, port: hydra.port, path, count: WATCHERS });
      await using attackers = await attackAt(load, hydra, { field, perSecond: 50 });
      expect(watchers.opening.count).toBe(WATCHERS);
      await watchers.reset();
      expect(await delivered(watchers)).toMatchObject({ errors: 0, ended: 0 });
      expect(await attackers.read()).toMatchObject({ errors: 0, ended: 0 });
    },
  );

  const peers: readonly (readonly [PeerName, Lane, string])[] = [
    ["net", "websocket", "/socket"],
    ["net", "sse", "/events"],
    ["http", "sse", "/events"],
    ["http", "long-polling", "/next"],
    ["ws", "websocket", "/buffer"],
    ["socket-io", "socket.io", "/socket.io/?EIO=4&transport=websocket"],
    ["feed", "websocket", "/prices/socket"],
    ["feed", "mqtt", "/mqtt"],
    ["aedes", "mqtt", "/"],
  ];
  it.each(peers)("reaches watchers of the peer %s over %s", async (name, lane, path) => {
    const frameBytes = 300;
    await using peer = await Peer.start(name, { frameBytes, framesPerSecond: 50, snapshotBytes: 900 });
    await using watchers = await load.watch({
      lane,
      port: peer.port,
      path,
      topic: "prices",
      count: WATCHERS,
    });
    await watchers.reset();
    const { count, bytes, errors } = await delivered(watchers);
    expect(errors).toBe(0);
    // What is framed around it, or an HTTP head.
    expect(bytes / count).toBeGreaterThan(frameBytes);
    expect(bytes / count).toBeLessThan(frameBytes + 300);
  });

  it("has peers that rest when they are ordered to, and play again", async () => {
    await using peer = await Peer.start("net", { frameBytes: 300, framesPerSecond: 50, snapshotBytes: 900 });
    await using watchers = await load.watch({
      lane: "sse",
      port: peer.port,
      path: "/events",
      count: WATCHERS,
    });
    await delivered(watchers);
    await peer.rest();
    const countMeanwhile = async (): Promise<number> => {
      await watchers.reset();
      // Time itself is the condition: nothing comes in that of ten frames.
      await wait(200);
      return (await watchers.read()).count;
    };
    // Some may have been on their way when it was ordered.
    await expect.poll(countMeanwhile).toBe(0);
    expect(await countMeanwhile()).toBe(0);
    await peer.play();
    await delivered(watchers);
  });

  it("asks again when the hold of a long-poll is over", async () => {
    const frame = JSON.stringify({ publishedAt: 1_795_000_000_000.25 });
    const statuses = [200, 204, 204, 200];
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      const status = statuses[asked.length - 1];
      if (status === undefined) return;
      response.writeHead(status, status === 200 ? { etag: '"e:7"', "content-length": frame.length } : {});
      response.end(status === 200 ? frame : undefined);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    {
      await using watcher = await load.watch({ lane: "long-polling", port, path: "/next", count: 1 });
      await expect.poll(() => asked.length).toBe(5);
      expect(asked.slice(1)).toEqual(Array.from({ length: 4 }, () => "/next?since=e:7"));
      expect(await watcher.read()).toMatchObject({ count: 2, errors: 0 });
    }
    server.close();
  });

  it("counts attacks over a WebSocket, each answered", async () => {
    const field = await hydra.createBattlefield(3);
    await using attackers = await load.attack({
      transport: "websocket",
      port: hydra.port,
      path: routes.feed(field.familyId, "websocket"),
      tokens: field.tokens,
      connections: 2,
      pace: { underWay: 4 },
    });
    expect(await delivered(attackers)).toMatchObject({ errors: 0, ended: 0 });
  });
});
