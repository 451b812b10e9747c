// The configuration of a NATS server of Hydra, as the text of its file. Pure. The one place: the cluster on this
// machine and the servers of tests and bench write their files with it, and apps/cluster/nats/nats.conf for the containers is
// what it gives.

/** Where a server listens: `host:port`. */
type Address = string;

export interface NatsSettings {
  /** Unlike every other server's; JetStream identifies its peers by it. May be `$NAME` of an environment variable. */
  readonly serverName: string;
  readonly client: Address;
  /** Health and figures over HTTP. Shows everything to every client that can reach it. */
  readonly monitor?: Address;
  /** Undefined: a server by itself. */
  readonly cluster?: ClusterSettings;
  /** Folder of the streams, one for each server. */
  readonly storeDir: string;
  /** Sync to the disk before acknowledging. Servers before 2.10 do not have the setting and refuse to start. */
  readonly syncsAlways: boolean;
}

export interface ClusterSettings {
  /** Between the servers. */
  readonly listen: Address;
  /** `listen` of every server, this one's own may be among them. */
  readonly routes: readonly Address[];
  /** Where the others find this server by its own announcement, if that is not where it listens. */
  readonly advertise?: Address;
}

/** Cluster name: servers of another one are not let in. */
const CLUSTER_NAME = "hydra";

/** The configuration file, https://docs.nats.io/running-a-nats-service/configuration. */
export function natsConfig({
  serverName,
  client,
  monitor,
  cluster,
  storeDir,
  syncsAlways,
}: NatsSettings): string {
  return `# Written by apps/server/src/nats/nats-config.ts.
server_name: ${nameOf(serverName)}
listen: ${quote(client)}
${monitor === undefined ? "" : `http: ${quote(monitor)}\n`}
jetstream {
  store_dir: ${quote(storeDir)}
${syncsAlways ? "  # Acknowledged means on the disks of a majority, not in their caches.\n  sync_interval: always\n" : ""}}
${cluster === undefined ? "" : `\n${clusterBlock(cluster)}`}`;
}

function clusterBlock({ listen, routes, advertise }: ClusterSettings): string {
  return `cluster {
  name: ${quote(CLUSTER_NAME)}
  listen: ${quote(listen)}
${advertise === undefined ? "" : `  cluster_advertise: ${quote(advertise)}\n`}  routes: [
${routes.map((route) => `    ${quote(`nats-route://${route}`)}`).join("\n")}
  ]
}
`;
}

/** A variable is one only without quotes. */
function nameOf(serverName: string): string {
  return /^\$[A-Z_]+$/.test(serverName) ? serverName : quote(serverName);
}

/** The format has JSON's strings and their escapes. */
function quote(text: string): string {
  return JSON.stringify(text);
}
