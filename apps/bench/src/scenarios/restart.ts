// How long a restart takes with a long history: from the start of the process until it is ready, after a kill.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fillLog } from "../restart/fill-log.ts";
import { count, median, spread } from "../report/statistics.ts";
import type { Scenario } from "../scenario.ts";

const ATTACKS = 1_000_000;
const PLAYERS = 1_000;
const RESTARTS = 5;

export const restart: Scenario = {
  name: "restart",
  summary: "a killed server with 1,000,000 attacks in its log: from the start of the process to ready",
  run: async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-restart-"));
    try {
      console.log(`filling the log with ${ATTACKS} attacks by ${PLAYERS} players …`);
      const { head, snapshotSeq } = await fillLog({ dataDir, attacks: ATTACKS, players: PLAYERS });
      console.log(`entries ${head}, newest snapshot of the state at ${snapshotSeq}`);
      const tookMs: number[] = [];
      for (let turn = 0; turn < RESTARTS; turn += 1) tookMs.push(await measureStart(dataDir));
      const table = {
        title: `Restart with ${count(ATTACKS)} attacks in the log`,
        columns: ["", "ms to ready", "range"],
        rows: [["killed and started", median(tookMs).toFixed(0), spread(tookMs, 0)]],
      };
      return { tables: [table] };
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

/** Milliseconds from the start of the process until it reports that it listens, which it does when it is ready. */
async function measureStart(dataDir: string): Promise<number> {
  const main = join(dirname(createRequire(import.meta.url).resolve("@hydra/server")), "main.ts");
  const env = { ...process.env, DATA_DIR: dataDir, PORT: "0", DEMO: "0", LOG_LEVEL: "silent" };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), ended]);
  const tookMs = performance.now() - startedAt;
  if (child.exitCode !== null) throw new Error("the server did not start");
  child.kill("SIGKILL");
  await ended;
  return tookMs;
}
