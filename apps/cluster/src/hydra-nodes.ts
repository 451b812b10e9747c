// Three Hydra nodes on this machine, as processes that share nothing but the log and a secret.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SIZE, type ClusterConfig } from "./config.ts";
import { nodeEnvironment } from "./node-environment.ts";
import { Part } from "./part.ts";

export interface HydraNode {
  readonly part: Part;
  /** Origin. */
  readonly url: string;
}

const HOST = "127.0.0.1";
const MAIN = fileURLToPath(new URL("main.ts", import.meta.resolve("@hydra/server")));

export interface NodesOptions {
  readonly config: ClusterConfig;
  /** `host:port` of every NATS server. */
  readonly natsServers: readonly string[];
  readonly sessionSecret: string;
  /** Every process that is started, at once. */
  readonly onStart: (part: Part) => void;
}

/** Resolves when all of them listen. @throws ClusterError when one ends instead. */
export async function startNodes(options: NodesOptions): Promise<HydraNode[]> {
  return Promise.all(Array.from({ length: SIZE }, (_, index) => startNode(options, index)));
}

async function startNode(options: NodesOptions, index: number): Promise<HydraNode> {
  const { config, natsServers, sessionSecret, onStart } = options;
  const name = `node-${index + 1}`;
  const settings = nodeEnvironment({
    host: HOST,
    port: config.nodePort === 0 ? 0 : config.nodePort + index,
    natsServers,
    sessionSecret,
    trustProxy: HOST,
    isDemo: config.isDemo && index === 0,
    isLab: config.isLab,
  });
  const part = new Part({
    name,
    command: [process.execPath, MAIN],
    environment: { ...config.environment, ...settings, DATA_DIR: join(config.folder, name) },
    logFile: join(config.folder, `${name}.log`),
  });
  onStart(part);
  const [, url = ""] = await part.matchingLine(/^Hydra is listening on (\S+)$/);
  return { part, url };
}
