// Who of the NATS servers leads the stream and who follows, asked of the cluster itself.
import { setTimeout as wait } from "node:timers/promises";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { NatsCluster, NatsServer } from "../../src/nats/nats-servers.ts";

export const STREAM = "HYDRA";
/** A replica that was away for 10 s has some thousand messages to catch up on, on a machine that does other things. */
const MAX_CATCH_UP_MS = 40_000;

type Servers = Pick<NatsCluster, "servers" | "addresses">;

/** As the server says that one of the addresses leads to. */
export async function rolesIn(cluster: Servers): Promise<{ leader: NatsServer; follower: NatsServer }> {
  return asking(cluster, async (manager) => {
    const { cluster: roles } = await manager.streams.info(STREAM);
    const leader = cluster.servers.find(({ name }) => name === roles?.leader);
    const follower = cluster.servers.find(({ name }) => name !== roles?.leader);
    if (leader === undefined || follower === undefined) throw new Error("the stream has no leader");
    return { leader, follower };
  });
}

/**
 * Resolves when every replica of the stream is current again, so that the next fault is the only one.
 * @throws Error with what the stream's leader says of them when they are not in time.
 */
export async function allCurrent(cluster: Servers): Promise<void> {
  const late = performance.now() + MAX_CATCH_UP_MS;
  await asking(cluster, async (manager) => {
    for (;;) {
      const info = await manager.streams.info(STREAM).catch((error: unknown) => String(error));
      const replicas = (typeof info === "string" ? undefined : info.cluster?.replicas) ?? [];
      if (replicas.length === 2 && replicas.every(({ current }) => current)) return;
      if (performance.now() > late) {
        const seen = typeof info === "string" ? info : JSON.stringify(info.cluster);
        throw new Error(`the stream's replicas are not current after ${MAX_CATCH_UP_MS} ms: ${seen}`);
      }
      await wait(100);
    }
  });
}

async function asking<T>({ addresses }: Servers, ask: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: [...addresses] });
  try {
    return await ask(await jetstreamManager(connection, { checkAPI: false, timeout: 1_000 }));
  } finally {
    await connection.close();
  }
}
