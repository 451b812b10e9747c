// What every transport must do, against the real server.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, type RunningServer } from "@hydra/server";
import { freePorts } from "@hydra/server/nats";
import { TRAITS, TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { startProxy } from "./cuttable-proxy.ts";
import { contentOf, faultsOf, watch } from "./watcher.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe.each(TRANSPORTS)("a feed over %s", (transport) => {
  it("[PR20] [PR29] brings every change in order, contiguous, up to what the server has", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 5);
    using watcher = watch({ baseUrl: server.url, familyId, transport });
    let dealt = 0;
    for (let turn = 0; turn < 12; turn += 1) dealt += await hitAll();
    const last = await readSnapshot(server.url, familyId);
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    expect(watcher.connection.view?.totalDamage).toBe(dealt);
    expect(watcher.wires.flatMap(faultsOf)).toEqual([]);
    expect(watcher.connection.counters).toMatchObject({ gaps: 0, resets: 0, repeated: 0, stale: 0 });
  });

  it("[PR12] resumes by delta from a cursor held, with nothing in between lost", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 3);
    using first = watch({ baseUrl: server.url, familyId, transport });
    await hitAll();
    await first.reached(await readSnapshot(server.url, familyId));
    const view = first.connection.view!;
    first.connection.close();
    for (let turn = 0; turn < 5; turn += 1) await hitAll();
    using second = watch({ baseUrl: server.url, familyId, transport, view });
    const last = await readSnapshot(server.url, familyId);
    await second.reached(last);
    expect(second.updates[0]).toMatchObject({ type: "delta" });
    expect(second.wires.flatMap(faultsOf)).toEqual([]);
    expect(second.connection.view).toMatchObject(contentOf(last));
    expect(second.connection.counters).toMatchObject({ gaps: 0, resets: 0 });
  });

  it("[PR26] is live when nothing was missed, without showing anything", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 2);
    using first = watch({ baseUrl: server.url, familyId, transport });
    await hitAll();
    await first.reached(await readSnapshot(server.url, familyId));
    using second = watch({ baseUrl: server.url, familyId, transport, view: first.connection.view! });
    await second.until(() => second.connection.state.type === "live");
    expect(second.updates).toEqual([]);
  });

  it("[PR12] begins anew when the cursor is of another epoch", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 2);
    using first = watch({ baseUrl: server.url, familyId, transport });
    await hitAll();
    const last = await readSnapshot(server.url, familyId);
    await first.reached(last);
    const view = { ...first.connection.view!, cursor: { epoch: "another", seq: 1e9 } };
    using second = watch({ baseUrl: server.url, familyId, transport, view });
    await second.reached(last);
    expect(second.updates).toMatchObject([{ type: "snapshot" }]);
    expect(second.connection.view).toMatchObject(contentOf(last));
    expect(second.connection.counters.resets).toBe(1);
  });

  it("[PR29] recovers from a frame that got lost", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 3);
    let left = 1;
    const isLost = ({ type }: { type: string }): boolean => type === "delta" && (left -= 1) >= 0;
    using watcher = watch({ baseUrl: server.url, familyId, transport, isLost });
    await watcher.until(() => watcher.connection.state.type === "live");
    for (let turn = 0; left >= 0 || turn < 3; turn += 1) await hitAll();
    const last = await readSnapshot(server.url, familyId);
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    // A poll asks again from what is held, so it cannot even notice; what a broker loses the transport makes up for itself.
    const { mode, isShared } = TRAITS[transport];
    const isPushed = mode === "streaming" && isShared !== true;
    expect(watcher.connection.counters).toMatchObject({ gaps: isPushed ? 1 : 0, repeated: 0 });
    expect(watcher.connection.counters.repairs).toBe(isShared === true ? 1 : 0);
    if (isPushed) expect(watcher.reports).toMatchObject([{ type: "reconnect", resumed: false, missed: 1 }]);
  });

  it("leaves no subscriber behind when closed", async () => {
    await using own = await startServer();
    const { familyId } = await createFamilyOn(own.url, 1);
    using watcher = watch({ baseUrl: own.url, familyId, transport });
    await watcher.until(() => watcher.connection.state.type === "live");
    // A poll leaves nothing to be counted; the others are there for as long as they are open.
    if (TRAITS[transport].holdsConnection) await subscribersAre(own, 1);
    watcher.connection.close();
    await subscribersAre(own, 0);
    expect(watcher.states.map(({ type }) => type)).toEqual(["live", "closed"]);
  });

  it("[PR12] comes back from a cut network by delta", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 3);
    await using proxy = await startProxy(server.port);
    using watcher = watch({ baseUrl: proxy.url, familyId, transport });
    await hitAll();
    await watcher.reached(await readSnapshot(server.url, familyId));
    proxy.cut();
    await watcher.until(() => watcher.connection.state.type === "reconnecting");
    await hitAll();
    proxy.mend();
    watcher.connection.nudge();
    const last = await readSnapshot(server.url, familyId);
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    expect(watcher.reports).toMatchObject([{ type: "reconnect", resumed: true, missed: 0, repeated: 0 }]);
    expect(watcher.wires.flatMap(faultsOf)).toEqual([]);
  });

  it("[PR30] is refused for good when there is no such family", async () => {
    using watcher = watch({ baseUrl: server.url, familyId: "nobody", transport });
    await watcher.until(() => watcher.connection.state.type === "refused");
    expect(watcher.connection.state).toMatchObject({ code: "unknown-family" });
  });

  it("[PR29] catches up with the newest state when it could take nothing for a while", async () => {
    const { familyId, hitAll } = await createFamilyOn(server.url, 20);
    await using proxy = await startProxy(server.port);
    using watcher = watch({ baseUrl: proxy.url, familyId, transport });
    await watcher.until(() => watcher.connection.state.type === "live");
    proxy.stopUp();
    for (let turn = 0; turn < 5; turn += 1) await hitAll();
    const last = await readSnapshot(server.url, familyId);
    proxy.flow();
    await watcher.reached(last);
    expect(watcher.connection.view).toMatchObject(contentOf(last));
    expect(watcher.wires.flatMap(faultsOf)).toEqual([]);
    expect(watcher.connection.counters).toMatchObject({ gaps: 0, repeated: 0, resets: 0 });
  });
});

describe("all transports", () => {
  it("come back by themselves when the server restarts, and miss nothing", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-contract-"));
    // One that nothing else takes while no server has it.
    const [port = 0] = await freePorts(1, "127.0.0.1");
    const first = await startServer({ dataDir, port });
    const { familyId, hitAll } = await createFamilyOn(first.url, 5);
    const watchers = TRANSPORTS.map((transport) => watch({ baseUrl: first.url, familyId, transport }));
    await hitAll();
    const before = await readSnapshot(first.url, familyId);
    await Promise.all(watchers.map((watcher) => watcher.reached(before)));
    await first.close();
    const second = await startServer({ dataDir, port });
    await hitAll();
    const last = await readSnapshot(second.url, familyId);
    await Promise.all(watchers.map((watcher) => watcher.reached(last)));
    expect(last.epoch).toBe(before.epoch);
    for (const watcher of watchers) {
      expect(watcher.connection.view).toMatchObject(contentOf(last));
      expect(watcher.wires.flatMap(faultsOf)).toEqual([]);
      for (const report of watcher.reports)
        expect(report).toMatchObject({ missed: 0, repeated: 0, diverged: 0 });
      watcher.connection.close();
    }
    await second.close();
    await rm(dataDir, { recursive: true });
  });
});

/** Resolves when the server counts so many watchers; asks until it does. */
async function subscribersAre({ url }: RunningServer, count: number): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (metrics.includes(`\nhydra_subscribers ${count}\n`)) return;
  }
}
