// Environment → what the cluster on this machine is to be. What a node takes besides is handed on to it unread.
import { join, resolve } from "node:path";
import { ClusterError } from "./cluster-error.ts";

export interface ClusterConfig {
  readonly host: string;
  /** The proxy's; 0 picks one. */
  readonly port: number;
  /** The first node's, the others follow on it; 0 picks one for each. */
  readonly nodePort: number;
  /** The first NATS server's for clients, the others follow on it; 0 picks one for each. */
  readonly natsPort: number;
  /** The first NATS server's for health and figures, the others follow on it; 0 picks one for each. */
  readonly natsMonitorPort: number;
  /** Everything that is kept and logged. */
  readonly folder: string;
  /** Undefined: made and kept in `folder`. */
  readonly sessionSecret: string | undefined;
  readonly isDemo: boolean;
  /** Off unless it is asked for. */
  readonly isLab: boolean;
  /** Handed on to every node and NATS server: PATH, LOG_LEVEL, RATE_LIMIT … */
  readonly environment: Readonly<Record<string, string>>;
}

/** How many of each: the fewest NATS servers of which one may fail, and as many nodes. */
export const SIZE = 3;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ClusterError on the first value that is not usable. */
export function readClusterConfig(env: Environment): ClusterConfig {
  return {
    host: env["HOST"] || "127.0.0.1",
    port: readPort(env, "PORT", 3000),
    nodePort: readPort(env, "NODE_PORT", 0),
    natsPort: readPort(env, "NATS_PORT", 0),
    natsMonitorPort: readPort(env, "NATS_MONITOR_PORT", 0),
    folder: join(resolve(env["DATA_DIR"] || "data"), "cluster"),
    sessionSecret: env["SESSION_SECRET"] || undefined,
    isDemo: env["DEMO"] !== "0",
    isLab: env["LAB"] === "1",
    environment: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

function readPort(env: Environment, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  // The last of those that follow must be one, too.
  if (port <= 65_535 - SIZE) return port;
  throw new ClusterError(
    `${name} must be a whole number from 0 to ${65_535 - SIZE}, not ${JSON.stringify(text.slice(0, 64))}`,
  );
}
