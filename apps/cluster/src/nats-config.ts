// What a NATS server of a Hydra cluster is told, as the text of its configuration file. Pure. The one place: the
// cluster on this machine writes its files with it, and nats/nats.conf for the containers is what it gives.

/** Where a server listens: `host:port`. */
type Address = string;

export interface NatsSettings {
  /** Unlike every other server's; JetStream knows its peers by it. May be `$NAME` of an environment variable. */
  readonly serverName: string;
  readonly client: Address;
  /** Health and figures over HTTP. Says everything to everybody who can reach it. */
  readonly monitor: Address;
  /** Between the servers. */
  readonly cluster: Address;
  /** `cluster` of every server, this one's own may be among them. */
  readonly routes: readonly Address[];
  /** Folder of the streams, one for each server. */
  readonly storeDir: string;
  /** Sync to the disk before acknowledging. Servers before 2.10 do not know the setting and refuse to start. */
  readonly syncsAlways: boolean;
}

/** Cluster name: servers of another one are not let in. */
const CLUSTER_NAME = "hydra";

/** The configuration file, https://docs.nats.io/running-a-nats-service/configuration. */
export function natsConfig(settings: NatsSettings): string {
  const { serverName, client, monitor, cluster, routes, storeDir, syncsAlways } = settings;
  return `# Written by apps/cluster/src/nats-config.ts.
server_name: ${nameOf(serverName)}
listen: ${quote(client)}
http: ${quote(monitor)}

jetstream {
  store_dir: ${quote(storeDir)}
${syncsAlways ? "  # Acknowledged means on the disks of a majority, not in their caches.\n  sync_interval: always\n" : ""}}

cluster {
  name: ${quote(CLUSTER_NAME)}
  listen: ${quote(cluster)}
  routes: [
${routes.map((route) => `    ${quote(`nats-route://${route}`)}`).join("\n")}
  ]
}
`;
}

/** A variable is one only without quotes. */
function nameOf(serverName: string): string {
  return /^\$[A-Z_]+$/.test(serverName) ? serverName : quote(serverName);
}

/** The format knows JSON's strings and their escapes. */
function quote(text: string): string {
  return JSON.stringify(text);
}
