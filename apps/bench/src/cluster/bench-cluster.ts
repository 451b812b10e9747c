// The cluster under test: what `npm run cluster` starts, with data of its own, without demo, limits and log output.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster, readClusterConfig } from "@hydra/cluster";
import { findNatsServer } from "@hydra/server/nats";

export interface BenchNode {
  readonly pid: number;
  readonly port: number;
  /** Origin. */
  readonly url: string;
}

export interface BenchCluster extends AsyncDisposable {
  readonly nodes: readonly BenchNode[];
}

/** Resolves when every node listens. @throws Error when one is gone before it is asked to end. */
export async function startCluster(): Promise<BenchCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), "hydra-bench-"));
  const env = {
    PATH: process.env["PATH"] ?? "",
    DATA_DIR: dataDir,
    PORT: "0",
    DEMO: "0",
    // For families without cooldowns.
    LAB: "1",
    RATE_LIMIT: "0",
    MAX_CONNECTIONS_PER_ADDRESS: "0",
    FAMILIES_PER_ADDRESS: "0",
    PLAYERS_PER_ADDRESS: "0",
    LOG_LEVEL: "silent",
  };
  const cluster = await Cluster.start({
    config: readClusterConfig(env),
    natsServer: findNatsServer(process.env),
    onLost: (name, end) => {
      throw new Error(`${name} is gone: ${end}`);
    },
    onReady: () => undefined,
  });
  return {
    nodes: cluster.nodes.map(({ part, url }) => ({
      pid: part.pid ?? 0,
      port: Number(new URL(url).port),
      url,
    })),
    async [Symbol.asyncDispose]() {
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
