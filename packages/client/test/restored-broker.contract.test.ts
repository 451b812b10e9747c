// A server whose data folder was put back from a copy, behind a broker of its own that was not: nats-server retains states of a future that is
// gone, under the same epoch. No client stands still at one, whether or not the server comes to publish again.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@hydra/server/nats";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startNats } from "../../../.ci/brokers.ts";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { ServerProcess } from "./server-process.ts";
import { contentOf, watch, type Watcher } from "./watcher.ts";

/** For what hangs. */
const TIME_LIMIT_MS = 360_000;
const PATIENCE = { timeout: 90_000, interval: 50 };
const LATER_HITS = 5;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-restored-"));
});
afterEach(() => rm(folder, { recursive: true }));

const watchRoom = (baseUrl: string, familyId: string): Watcher =>
  watch({ baseUrl, familyId, transport: "mqtt" });

async function expectShown(watchers: readonly Watcher[], url: string, familyId: string): Promise<void> {
  const last = await readSnapshot(url, familyId);
  await vi.waitFor(() => {
    for (const { connection } of watchers) {
      expect(connection.view).toMatchObject(contentOf(last));
      expect(connection.view?.cursor.seq).toBe(last.seq);
      expect(connection.state).toEqual({ type: "live" });
    }
  }, PATIENCE);
}

describe("a broker that retains what its server has not any more", () => {
  it.each([
    ["publishes again", true],
    ["cannot reach the broker, which its clients can", false],
  ])(
    "[MC18, BH3] is not believed where the server %s: all clients go back, and those that come after",
    { timeout: TIME_LIMIT_MS },
    async (_what, isPublishing) => {
      await using broker = await startNats("ws");
      const [DATA_DIR, copy] = [join(folder, "data"), join(folder, "copy")];
      const messaging = { MESSAGING_URL: broker.url };
      // One that nothing else takes while no server has it.
      const PORT = String((await freePorts(1, "127.0.0.1"))[0]);
      const first = await ServerProcess.start({ DATA_DIR, PORT, ...messaging });
      const { familyId, hitAll } = await createFamilyOn(first.url, 3);
      await hitAll();
      await first[Symbol.asyncDispose]();
      await cp(DATA_DIR, copy, { recursive: true });

      const second = await ServerProcess.start({ DATA_DIR, PORT, ...messaging });
      using kept = watchRoom(second.url, familyId);
      await kept.until(() => kept.connection.state.type === "live");
      for (let turn = 0; turn < LATER_HITS; turn += 1) await hitAll();
      await expectShown([kept], second.url, familyId);
      const gone = await readSnapshot(second.url, familyId);
      // The retained state is of the newest version, too.
      await vi.waitFor(async () => {
        using probe = watchRoom(second.url, familyId);
        await probe.until(() => probe.updates.length > 0);
        expect(probe.updates[0]).toMatchObject({ type: "snapshot", view: { cursor: { seq: gone.seq } } });
        expect(probe.connection.counters.requests).toBe(1);
      }, PATIENCE);
      await second[Symbol.asyncDispose]();
      await rm(DATA_DIR, { recursive: true });
      await cp(copy, DATA_DIR, { recursive: true });

      const settings = isPublishing
        ? messaging
        : { MESSAGING_URL: "mqtt://127.0.0.1:9", MESSAGING_CLIENT_URL: broker.url };
      await using third = await ServerProcess.start({ DATA_DIR, PORT, ...settings });
      using late = watchRoom(third.url, familyId);
      if (!isPublishing) await late.until(() => late.connection.view?.cursor.seq === gone.seq);
      await expectShown([kept, late], third.url, familyId);
      if (isPublishing) await hitAll();
      await expectShown([kept, late], third.url, familyId);
      const last = await readSnapshot(third.url, familyId);
      expect(last.epoch).toBe(gone.epoch);
      expect(last.seq).toBeLessThan(gone.seq);
      expect(kept.connection.counters).toMatchObject({ missed: 1, repeated: 0, resets: 1, diverged: 0 });
      expect(kept.reports.at(-1)).toMatchObject({ resumed: false, missed: 1, repeated: 0, verified: true });
      expect(late.connection.counters).toMatchObject({ repeated: 0, diverged: 0 });
    },
  );
});
