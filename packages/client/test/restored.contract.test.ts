// A cursor that is ahead of the server's, on every transport of a real server: its data folder was put back from a copy, or one `seq` was
// damaged on its way. No view stands still because of it, and what happened is counted and reported.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TRANSPORTS, type FeedFrame, type TransportName } from "@hydra/protocol";
import { freePorts } from "@hydra/server/nats";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { ServerProcess } from "./server-process.ts";
import { contentOf, watch, type Watcher } from "./watcher.ts";

/** For what hangs. */
const TIME_LIMIT_MS = 120_000;
const PATIENCE = { timeout: 60_000, interval: 50 };
const FAR = 1_000_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-restored-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Resolves when each shows what the server has, at its very cursor. */
async function expectAll(watchers: readonly Watcher[], url: string, familyId: string): Promise<void> {
  const last = await readSnapshot(url, familyId);
  await vi.waitFor(() => {
    for (const { connection } of watchers) {
      expect({ transport: connection.transport, ...connection.view }).toMatchObject({
        transport: connection.transport,
        ...contentOf(last),
      });
      expect(connection.state).toEqual({ type: "live" });
    }
  }, PATIENCE);
}

describe("a cursor that is ahead of the server's", () => {
  it(
    "[PR113, BH3] is gone back from, over every transport, when the data folder was put back from a copy",
    { timeout: TIME_LIMIT_MS },
    async () => {
      const [DATA_DIR, copy] = [join(folder, "data"), join(folder, "copy")];
      // One that nothing else takes while no server has it.
      const PORT = String((await freePorts(1, "127.0.0.1"))[0]);
      const first = await ServerProcess.start({ DATA_DIR, PORT });
      const { familyId, hitAll } = await createFamilyOn(first.url, 3);
      await hitAll();
      await first[Symbol.asyncDispose]();
      await cp(DATA_DIR, copy, { recursive: true });

      const second = await ServerProcess.start({ DATA_DIR, PORT });
      for (let turn = 0; turn < 5; turn += 1) await hitAll();
      const watchers = TRANSPORTS.map((transport) => watch({ baseUrl: second.url, familyId, transport }));
      await expectAll(watchers, second.url, familyId);
      await second[Symbol.asyncDispose]();
      await rm(DATA_DIR, { recursive: true });
      await cp(copy, DATA_DIR, { recursive: true });

      await using third = await ServerProcess.start({ DATA_DIR, PORT });
      await expectAll(watchers, third.url, familyId);
      await hitAll();
      await expectAll(watchers, third.url, familyId);
      for (const watcher of watchers) {
        const { transport, counters } = watcher.connection;
        const counted = { missed: 1, repeated: 0, resets: 1, gaps: 0, diverged: 0 };
        expect({ transport, ...counters }).toMatchObject({ transport, ...counted });
        expect(watcher.reports).toMatchObject([{ resumed: false, missed: 1, repeated: 0, verified: true }]);
        watcher.connection.close();
      }
    },
  );

  it(
    "[BH4] is found over every transport where the seq of one frame was damaged on its way",
    { timeout: TIME_LIMIT_MS },
    async () => {
      await using server = await ServerProcess.start({ DATA_DIR: join(folder, "data") });
      const { familyId, hitAll } = await createFamilyOn(server.url, 3);
      await hitAll();
      const damaged = new Set<TransportName>();
      const damage =
        (transport: TransportName) =>
        (frame: FeedFrame): FeedFrame => {
          if (frame.type !== "delta" || frame.from === frame.seq || damaged.has(transport)) return frame;
          damaged.add(transport);
          return { ...frame, seq: frame.seq + FAR };
        };
      const watchers = TRANSPORTS.map((transport) =>
        watch({ baseUrl: server.url, familyId, transport, change: damage(transport) }),
      );
      await expectAll(watchers, server.url, familyId);
      await hitAll();
      for (const watcher of watchers)
        await watcher.until(() => (watcher.connection.view?.cursor.seq ?? 0) > FAR);
      await hitAll();
      await expectAll(watchers, server.url, familyId);
      for (const { connection } of watchers) {
        const { transport, counters } = connection;
        expect({ transport, ...counters }).toMatchObject({ transport, missed: 1, repeated: 0, diverged: 0 });
        connection.close();
      }
    },
  );
});
