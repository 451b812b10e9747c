// Which of the NATS servers leads the stream and which follow, asked of the cluster itself.
import { setTimeout as wait } from "node:timers/promises";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { NatsCluster, NatsServer } from "../../src/nats/nats-servers.ts";

export const STREAM = "HYDRA";
/** Servers that were cut off for 10 s look for each other ever more seldom, and are connected some 30 s later. */
const MAX_CATCH_UP_MS = 60_000;

type Servers = Pick<NatsCluster, "servers" | "addresses">;

/** By the server that one of the addresses leads to. */
export async function rolesIn(cluster: Servers): Promise<{ leader: NatsServer; follower: NatsServer }> {
  const late = performance.now() + MAX_CATCH_UP_MS;
  return asking(cluster, async (manager) => {
    for (;;) {
      const info = await manager.streams.info(STREAM).catch(() => undefined);
      const leader = cluster.servers.find(({ name }) => name === info?.cluster?.leader);
      const follower = cluster.servers.find(({ name }) => name !== info?.cluster?.leader);
      if (leader !== undefined && follower !== undefined) return { leader, follower };
      if (performance.now() > late) throw new Error(`the stream has no leader after ${MAX_CATCH_UP_MS} ms`);
      await wait(100);
    }
  });
}

/**
 * Resolves when every server is connected to every other one and every replica of the stream is current again, so that the
 * next fault is the only one.
 * @throws Error with what the stream's leader reports of them when they are not in time.
 */
export async function allCurrent(cluster: Servers): Promise<void> {
  const late = performance.now() + MAX_CATCH_UP_MS;
  for (const server of cluster.servers) await seesAll(server, { others: cluster.servers.length - 1, late });
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

/** A server that was cut off connects to the leader and to the other follower in its own time. */
async function seesAll(
  { name, monitorUrl }: NatsServer,
  { others, late }: { others: number; late: number },
): Promise<void> {
  for (;;) {
    const text = await fetch(`${monitorUrl}/routez`).then((answer) => answer.text(), String);
    const seen = new Set(Array.from(text.matchAll(/"remote_id": "(\w+)"/g), ([, remote]) => remote));
    if (seen.size === others) return;
    if (performance.now() > late) throw new Error(`${name} does not see all others: ${text}`);
    await wait(100);
  }
}

async function asking<T>({ addresses }: Servers, ask: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: [...addresses] });
  try {
    return await ask(await jetstreamManager(connection, { checkAPI: false, timeout: 1_000 }));
  } finally {
    await connection.close();
  }
}
