// `npm run cluster`: a cluster on this machine until it is asked to stop. Prints where everything is; the last line is
// the one a single server prints.
import { join } from "node:path";
import { findNatsServer, NatsServerError } from "@hydra/server/nats";
import { Cluster } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { readClusterConfig } from "./config.ts";

async function main(): Promise<void> {
  const config = readClusterConfig(process.env);
  const natsServer = findNatsServer(process.env);
  const cluster = new Cluster();
  let isClosing = false;
  const stop = (): void => {
    isClosing = true;
    cluster.stop().then(() => process.exit(process.exitCode ?? 0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const started = Cluster.start(
    {
      config,
      natsServer,
      onLost: (name, end) => {
        console.log(`${name} is gone (${end}); the others go on without it.`);
        if (!cluster.nodes.every(({ part }) => part.hasEnded)) return;
        console.error("No node is left.");
        process.exitCode = 1;
        stop();
      },
      onReady: (url, isReady) => {
        if (!isClosing) console.log(`${url} is ${isReady ? "ready" : "not ready"}`);
      },
    },
    cluster,
  );
  await started.catch((error: unknown) => {
    if (!isClosing) throw error;
  });
  if (isClosing) return;
  console.log(
    `nats-server ${natsServer.version}${natsServer.isCurrent ? "" : ", which syncs to the disk every two minutes: a power cut of two machines at once can lose what was acknowledged"}`,
  );
  for (const { part, client, monitorUrl } of cluster.nats) {
    console.log(`${part.name}  nats://${client}  monitor ${monitorUrl}  pid ${part.pid}`);
  }
  for (const { part, url } of cluster.nodes) console.log(`${part.name}  ${url}  pid ${part.pid}`);
  console.log(`logs    ${join(config.folder, "*.log")}`);
  console.log(`Hydra is listening on ${cluster.url}`);
}

main().catch(fail);

function fail(error: unknown): void {
  const isForPeople = error instanceof ClusterError || error instanceof NatsServerError;
  console.error(isForPeople ? error.message : error);
  process.exit(1);
}
