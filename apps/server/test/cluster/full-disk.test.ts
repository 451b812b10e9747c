// What is promised when the disk of one of the NATS servers is full, or of two: the others go on, or attacks are refused; nothing
// acknowledged is lost [invariants 1, 2, 3]. A full disk is one with no byte left, so there must be one that may be filled:
// a small tmpfs. A server that cannot write leaves the cluster until it is started again with room.
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import type { NatsServer } from "../../src/nats/nats-servers.ts";
import { SmallDisk } from "../../src/testing/small-disk.ts";
import { IS_LONG } from "../long.ts";
import { rolesIn } from "./stream-roles.ts";
import {
  endsAfterAWhile,
  requireCurrentServer,
  survive,
  testsServerFaults,
  type Fault,
  type Scene,
} from "./survival.ts";

const NAMES = ["n0", "n1", "n2"];

it.skipIf(!testsServerFaults())(
  "[EL2][EL3][EL40] nothing acknowledged is lost or counted twice while NATS servers' disks are full",
  { timeout: 240_000 },
  async ({ skip }) => {
    requireCurrentServer();
    await using stack = new AsyncDisposableStack();
    const disks = new Map<string, SmallDisk>();
    for (const name of NAMES) {
      const disk = await SmallDisk.mount();
      if (disk === undefined) return skip("no disk may be mounted here, so none can be full");
      disks.set(name, stack.use(disk));
    }
    await survive(diskFaults(disks), { storeDir: (name) => disks.get(name)?.folder });
  },
);

function diskFaults(disks: ReadonlyMap<string, SmallDisk>): Fault[] {
  const fill = async (servers: readonly NatsServer[]): Promise<void> => {
    for (const { name } of servers) await disks.get(name)?.fill();
  };
  const repair = async (servers: readonly NatsServer[]): Promise<void> => {
    for (const server of servers) {
      await saysWhy(server);
      await disks.get(server.name)?.free();
      await server.stop();
      await server.start();
    }
  };
  const oneIsFull = (role: "leader" | "follower"): Fault => ({
    title: `the disk of the stream's ${role} is full`,
    sparesNodes: true,
    async begin({ cluster }) {
      const full = [(await rolesIn(cluster))[role]];
      await fill(full);
      const end = endsAfterAWhile(() => undefined);
      return async () => {
        await end();
        await repair(full);
      };
    },
  });
  const twoAreFull: Fault = {
    title: "the disks of two servers were full",
    isOutage: true,
    async begin(scene) {
      const [, ...full] = scene.cluster.servers;
      await fill(full);
      await untilRefused(scene);
      await repair(full);
      return () => Promise.resolve();
    },
  };
  // What a follower does is part of both; by itself it is for long runs.
  return [...(IS_LONG ? [oneIsFull("follower")] : []), oneIsFull("leader"), twoAreFull];
}

/** The server logs why it does not go on, when it next has to write: without a leader that is at the next election. */
async function saysWhy(server: NatsServer): Promise<void> {
  await expect.poll(() => server.output, { timeout: 30_000 }).toContain("no space left on device");
}

/** Resolves when every node refuses attacks, in words: without a majority nothing can be acknowledged. */
async function untilRefused({ nodes, load }: Scene): Promise<void> {
  const before = load.failures.unavailable;
  for (const { url } of nodes) while ((await fetch(`${url}/readyz`)).status !== 503) await wait(50);
  while (load.failures.unavailable <= before) await wait(50);
}
