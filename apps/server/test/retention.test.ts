// RETENTION_DAYS as an operator sets it: what the API shows goes on being shown, and a client from before gets a snapshot.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { decodeFrame, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agedEntries } from "./log/aged-battle.ts";
import { putEntries } from "./log/sqlite/aged-log.ts";
import { ServerProcess } from "./server-process.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "hydra-retention-"));
  await putEntries(dataDir, agedEntries(12_000, 100));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const get = async (server: { url: string }, path: string): Promise<string> =>
  (await fetch(`${server.url}${path}`)).text();

/** How many entries the log holds. */
function countEntries(): number {
  using database = new DatabaseSync(join(dataDir, "hydra.db"), { readOnly: true, timeout: 5_000 });
  return Number(database.prepare("SELECT count(*) AS count FROM entry").get()?.["count"]);
}

async function shown(server: { url: string }): Promise<object> {
  const frame = decodeFrame(await get(server, `${routes.family("fam")}/ranking`));
  const { publishedAt, ...rest } = { publishedAt: 0, ...frame };
  expect(publishedAt).toBeGreaterThan(0);
  const fame = await get(server, routes.fame("fam"));
  expect(fame).toMatch(/"roundsLed":[1-9]/);
  return { ...rest, fame, rounds: await get(server, routes.rounds("fam")) };
}

describe("a server with RETENTION_DAYS", { timeout: 120_000 }, () => {
  it("[EL42][EL43] shows what it showed, now and after kill -9, and resets a client whose cursor is of what was dropped", async () => {
    const kept = agedEntries(12_000, 100).filter(({ at }) => at >= Date.now() - 30 * 86_400_000).length;
    const before = await ServerProcess.listening({ DATA_DIR: dataDir });
    const was = await shown(before);
    expect(was).toMatchObject({
      type: "snapshot",
      seq: 12_000,
      rounds: expect.stringMatching(/"round":1\b/) as string,
    });
    before.kill("SIGTERM");
    await before.exited;

    const env = { DATA_DIR: dataDir, RETENTION_DAYS: "30", LOG_LEVEL: "info" };
    const server = await ServerProcess.listening(env);
    while (countEntries() > kept + 5) await wait(20);
    expect(countEntries()).toBeGreaterThan(kept - 5);
    expect(await shown(server)).toEqual(was);
    const { epoch } = was as { epoch: string };
    const reset = await get(server, `${routes.family("fam")}/ranking?since=${epoch}:100`);
    expect(decodeFrame(reset)).toMatchObject({ type: "snapshot", seq: 12_000 });
    // The last line is written after the last entry has gone.
    const archives = readdirSync(join(dataDir, "archive")).length;
    const written = (): number => server.stdout.split("old entries were archived").length - 1;
    while (written() < archives) await wait(20);
    server.kill("SIGKILL");
    await server.exited;
    expect(written()).toBe(archives);

    await using again = await ServerProcess.listening(env);
    expect(await shown(again)).toEqual(was);
  });
});
