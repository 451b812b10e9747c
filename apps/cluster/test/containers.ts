// What docker-compose.yml and nats/nats.conf have to give the containers, by the same modules that the cluster on this
// machine is made of.
import { natsConfig } from "@hydra/server/nats";
import { SIZE } from "../src/config.ts";
import { nodeEnvironment } from "../src/node-environment.ts";

const NATS_NAMES = Array.from({ length: SIZE }, (_, index) => `nats-${index + 1}`);

/** nats/nats.conf: one file for all of them, each has its name from the environment. */
export function containerNatsConfig(): string {
  return natsConfig({
    serverName: "$NATS_NAME",
    client: "0.0.0.0:4222",
    monitor: "0.0.0.0:8222",
    cluster: { listen: "0.0.0.0:6222", routes: NATS_NAMES.map((name) => `${name}:6222`) },
    storeDir: "/data",
    syncsAlways: true,
  });
}

/** A node's environment, but for the secret, which is written down nowhere. */
export function containerNodeEnvironment(sessionSecret: string): Record<string, string> {
  return nodeEnvironment({
    host: "0.0.0.0",
    port: 3_000,
    natsServers: NATS_NAMES.map((name) => `${name}:4222`),
    sessionSecret,
    // The proxy's address is Docker's to choose, within the private networks; nothing else reaches the nodes' port.
    trustProxy: "uniquelocal",
    metricsPort: 9_464,
    isDemo: false,
  });
}
