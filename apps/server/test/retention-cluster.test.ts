// RETENTION_DAYS on nodes that share a stream, as an operator sets it: one archives, every one shows what it showed.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { decodeFrame, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logStreamConfig } from "../src/log/jetstream/stream-layout.ts";
import { NatsServer } from "../src/nats/nats-servers.ts";
import { agedEntries, archivedIn } from "./log/aged-battle.ts";
import { createRetainedHome, type RetainedStreamHome } from "./log/jetstream/retained-home.ts";
import { ServerProcess } from "./server-process.ts";

let nats: NatsServer;
beforeAll(async () => {
  nats = await NatsServer.start();
});
afterAll(async () => {
  await nats[Symbol.asyncDispose]();
});

const environment = ({ stream, dataDir }: RetainedStreamHome, node: string): Record<string, string> => ({
  EVENT_LOG: `nats://${nats.address}`,
  LOG_STREAM: stream,
  SESSION_SECRET: "a secret that only this test knows, long enough",
  DATA_DIR: join(dataDir, node),
  RETENTION_DAYS: "30",
  LOG_LEVEL: "info",
});

async function shown(server: { url: string }): Promise<object> {
  const get = async (path: string): Promise<string> => (await fetch(`${server.url}${path}`)).text();
  const frame = decodeFrame(await get(`${routes.family("fam")}/ranking`));
  const { publishedAt, ...rest } = { publishedAt: 0, ...frame };
  expect(publishedAt).toBeGreaterThan(0);
  const fame = await get(routes.fame("fam"));
  expect(fame).toMatch(/"roundsLed":[1-9]/);
  return { ...rest, fame, rounds: await get(routes.rounds("fam")) };
}

describe("nodes with RETENTION_DAYS", { timeout: 120_000 }, () => {
  it("[EL46][EL45] one archives and purges, and one that starts afterwards reports it and shows the same", async () => {
    await using home = await createRetainedHome(nats);
    const entries = agedEntries(6_000, 100);
    await home.put(entries);
    const started = [environment(home, "a"), environment(home, "b")];
    await using first = await ServerProcess.listening(started[0]!);
    const was = await shown(first);
    await using second = await ServerProcess.listening(started[1]!);
    const log = await home.open();
    const old = entries.filter(({ at }) => at < log.now() - 30 * 86_400_000);
    while (log.start.seq < old.at(-1)!.seq) await wait(20);
    const folders = ["a", "b"].map((node) => join(home.dataDir, node, "archive"));
    expect(folders.flatMap((folder) => archivedIn(folder))).toEqual(old);
    expect([await shown(first), await shown(second)]).toEqual([was, was]);

    await using third = await ServerProcess.listening(environment(home, "c"));
    expect(await shown(third)).toEqual(was);
    third.kill("SIGTERM");
    const { stdout } = await third.exited;
    expect(stdout).toContain('"msg":"the log begins later: started from a snapshot of the state"');
    expect(stdout).toContain(`"archivedUntil":${log.start.seq}`);
    for (const node of [first, second]) node.kill("SIGTERM");
    const outputs = await Promise.all([first.exited, second.exited]);
    expect(outputs.map(({ stdout }) => stdout).join("")).toContain("old entries were archived");
  });

  it("[EL31] does not start on a stream that cannot be purged, with one line", async () => {
    await using home = await createRetainedHome(nats);
    await home.manager.streams.add({ ...logStreamConfig(home.stream, 1), deny_purge: true });
    await using refused = new ServerProcess({ ...environment(home, "a"), PORT: "0" });
    const { code, stderr } = await refused.exited;
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(/^EVENT_LOG: RETENTION_DAYS cannot be kept by the stream [^\n]*$/);
    expect(existsSync(join(home.dataDir, "a", "archive"))).toBe(false);
  });
});
