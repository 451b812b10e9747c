// The environment of a Hydra node of a cluster, wherever it runs. Pure. The cluster on this machine
// starts its nodes with it, and docker-compose.yml is checked against it.

export interface NodeSettings {
  readonly host: string;
  /** 0 picks one. */
  readonly port: number;
  /** `host:port` of every NATS server. */
  readonly natsServers: readonly string[];
  /** The same for every node, so that each takes the others' sessions. */
  readonly sessionSecret: string;
  /** Where Prometheus reads the metrics; default the node's own port, on loopback. */
  readonly metricsPort?: number;
  /** The proxy in front: addresses, CIDRs or names of ranges. */
  readonly trustProxy: string;
  /** Bots of the demo family: on one node, or they are as many times as busy. */
  readonly isDemo: boolean;
  /** Families with rules of their own, for a benchmark; the lab itself needs one server. */
  readonly isLab?: boolean;
}

/** Environment variables as apps/server/src/config.ts reads them. */
export function nodeEnvironment(settings: NodeSettings): Record<string, string> {
  const { host, port, natsServers, sessionSecret, trustProxy, isDemo, isLab = false, metricsPort } = settings;
  return {
    HOST: host,
    PORT: String(port),
    EVENT_LOG: natsServers.map((server) => `nats://${server}`).join(","),
    SESSION_SECRET: sessionSecret,
    TRUST_PROXY: trustProxy,
    ...(metricsPort === undefined ? {} : { METRICS_PORT: String(metricsPort) }),
    DEMO: isDemo ? "1" : "0",
    // Its leases, weather and ledger are one process's; a lab's next request would meet another.
    LAB: isLab ? "1" : "0",
  };
}
