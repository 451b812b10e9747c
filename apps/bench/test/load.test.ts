import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attackAt } from "../src/load/attack-at.ts";
import { Load, type LoadGroup } from "../src/load/load.ts";
import type { Figures, Lane } from "../src/load/orders.ts";
import { Peer, type PeerName } from "../src/peers/peer.ts";
import { Hydra, type Battlefield } from "../src/processes/hydra.ts";

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
  let field: Battlefield;
  beforeAll(async () => {
    [load, hydra] = await Promise.all([Load.start(), Hydra.start()]);
    field = await hydra.createBattlefield(3);
  });
  afterAll(async () => {
    await load[Symbol.asyncDispose]();
    await hydra[Symbol.asyncDispose]();
  });

  it.each(["websocket", "sse", "long-polling"] as const)(
    "reaches watchers of the server over %s",
    async (lane) => {
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
  ];
  it.each(peers)("reaches watchers of the peer %s over %s", async (name, lane, path) => {
    const frameBytes = 300;
    await using peer = await Peer.start(name, { frameBytes, framesPerSecond: 50, snapshotBytes: 900 });
    await using watchers = await load.watch({ lane, port: peer.port, path, count: WATCHERS });
    await watchers.reset();
    const { count, bytes, errors } = await delivered(watchers);
    expect(errors).toBe(0);
    // What is framed around it, or an HTTP head.
    expect(bytes / count).toBeGreaterThan(frameBytes);
    expect(bytes / count).toBeLessThan(frameBytes + 300);
  });

  it("counts attacks over a WebSocket, each answered", async () => {
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
