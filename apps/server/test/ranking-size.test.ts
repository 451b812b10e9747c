// Which rows are shown is part of what a cursor means: invariant 5, on all transports, over restarts on one log.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TRAITS, FEED_TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstFrame, type Seen } from "./first-frame.ts";
import { attack, createFamily, join as joinFamily } from "./http-player.ts";
import { ServerProcess } from "./server-process.ts";

let dataDir: string;
let familyId: string;
let server: Awaited<ReturnType<typeof ServerProcess.listening>>;

async function start(rankingSize: number): Promise<void> {
  server = await ServerProcess.listening({ DATA_DIR: dataDir, RANKING_SIZE: String(rankingSize) });
}

async function stop(): Promise<void> {
  server.kill("SIGTERM");
  await server.exited;
}

const first = (transport: (typeof FEED_TRANSPORTS)[number], since?: string): Promise<Seen> =>
  firstFrame({ url: server.url, familyId, transport, since });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "hydra-size-"));
  await start(2);
  familyId = await createFamily(server);
  for (const name of ["Iolaus", "Heracles", "Alcmene"]) {
    await attack(server, await joinFamily(server, familyId, name), { commandId: name });
  }
});
afterAll(async () => {
  await stop();
  rmSync(dataDir, { recursive: true });
});

describe("[PR12] a cursor, over a restart", () => {
  it("goes on where the ranking is as long as it was, and not where it is longer", async () => {
    const before = await first("polling");
    expect(before.entries).toHaveLength(2);
    await stop();
    await start(2);
    for (const transport of FEED_TRANSPORTS.filter((name) => TRAITS[name].mode === "streaming")) {
      const resumed = await first(transport, before.cursor);
      expect(resumed).toMatchObject({ type: "delta", from: before.seq, seq: before.seq });
    }
    await stop();
    await start(3);
    for (const transport of FEED_TRANSPORTS) {
      const reset = await first(transport, before.cursor);
      expect(reset).toMatchObject({ type: "snapshot", seq: before.seq });
      expect(reset.entries).toHaveLength(3);
      expect(reset.cursor).not.toBe(before.cursor);
    }
  });
});
