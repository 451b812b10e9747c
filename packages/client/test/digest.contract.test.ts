// The digest against the real server: on every transport each frame has one, it holds over a round's end and for a reader that is slow,
// and a frame that is changed on its way is found.
import { TRANSPORTS, type FeedFrame } from "@hydra/protocol";
import { startServer, type RunningServer } from "@hydra/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { joinFamily, postAttack } from "../src/api.ts";
import { createFamily } from "../src/families-api.ts";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { startProxy } from "./cuttable-proxy.ts";
import { contentOf, watch, type Watcher } from "./watcher.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

function framesOf({ wires }: Watcher): FeedFrame[] {
  return wires.flatMap(({ frames }) => frames);
}

/** The same with one bit of one number turned over. */
function corrupt(frame: FeedFrame): FeedFrame {
  const [first, ...rest] = frame.entries ?? [];
  return first === undefined ? frame : { ...frame, entries: [{ ...first, hits: first.hits ^ 1 }, ...rest] };
}

it.each(TRANSPORTS)(
  "[PR110, DG2] over %s a changed frame is found, counted, and healed by a snapshot",
  async (transport) => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 3);
    let left = 1;
    using watcher = watch({
      baseUrl: server.url,
      familyId,
      transport,
      change(frame) {
        const isIt = frame.type === "delta" && frame.entries !== undefined && left > 0;
        if (isIt) left -= 1;
        return isIt ? corrupt(frame) : frame;
      },
    });
    await watcher.until(() => watcher.connection.state.type === "live");
    for (let turn = 0; left > 0 || turn < 3; turn += 1) await hitAll();
    await watcher.until(() => watcher.reports.length > 0);
    await hitAll();
    const last = await readSnapshot(server.url, familyId);
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    expect(watcher.connection.counters).toMatchObject({ diverged: 1, repeated: 0 });
    expect(watcher.reports).toMatchObject([{ type: "reconnect", resumed: false, diverged: 1 }]);
    expect(framesOf(watcher).every(({ digest }) => digest !== undefined)).toBe(true);
  },
);

it("[PR110, PR24] holds on every transport from one round to the next", { timeout: 60_000 }, async () => {
  const rules = { cooldownScale: 0, maxHp: 150 };
  const { familyId } = await createFamily({ baseUrl: server.url }, { name: "Short", rules });
  const { token } = await joinFamily({ baseUrl: server.url }, familyId, { name: "李雷 🐉" });
  const hit = (): Promise<unknown> =>
    postAttack({ baseUrl: server.url, token }, familyId, { commandId: crypto.randomUUID(), skill: "slash" });
  const watchers = TRANSPORTS.map((transport) => watch({ baseUrl: server.url, familyId, transport }));
  await Promise.all(watchers.map((watcher) => watcher.until(() => watcher.connection.state.type === "live")));
  for (;;) {
    await hit().catch(() => {});
    const { monster } = await readSnapshot(server.url, familyId);
    if (monster.status === "defeated") break;
  }
  const isInSecond = ({ connection }: Watcher): boolean => connection.view?.round === 2;
  await Promise.all(watchers.map((watcher) => watcher.until(() => isInSecond(watcher))));
  for (let turn = 0; turn < 3; turn += 1) await hit();
  const last = await readSnapshot(server.url, familyId);
  for (const watcher of watchers) {
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    expect(watcher.connection.counters).toMatchObject({ diverged: 0, gaps: 0 });
    expect(framesOf(watcher).every(({ digest }) => digest !== undefined)).toBe(true);
    watcher.connection.close();
  }
});

it.each(TRANSPORTS)(
  "[PR110] over %s holds for a reader that takes nothing for a while",
  async (transport) => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 20);
    await using proxy = await startProxy(server.port);
    using watcher = watch({ baseUrl: proxy.url, familyId, transport });
    await watcher.until(() => watcher.connection.state.type === "live");
    proxy.stopUp();
    for (let turn = 0; turn < 10; turn += 1) await hitAll();
    const last = await readSnapshot(server.url, familyId);
    proxy.flow();
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    expect(watcher.connection.counters).toMatchObject({ diverged: 0, gaps: 0 });
  },
);
