// What three nodes on three NATS servers promise while any one of them dies or stands still: [invariants 1, 2, 3], for a
// short time, or with LONG=1 for 10 s. Not with a nats-server before 2.10: the replicas of 2.9.10 may part ways when
// their leader goes (apps/cluster/README.md). Such a one is passed over in words, fails where CI is set, and shows what it does
// with LONG=1.
import { it } from "vitest";
import { rolesIn } from "./stream-roles.ts";
import { pause, requireCurrentServer, survive, testsServerFaults, type Fault } from "./survival.ts";

const TIMEOUT_MS = 240_000;

const NODE_FAULTS: readonly Fault[] = [
  {
    title: "a node is killed",
    async begin({ nodes: [node] }) {
      await node?.kill();
      return async () => node?.start();
    },
  },
  {
    title: "a node stands still",
    begin: async ({ nodes: [, node] }) => pause(node!),
  },
];

const SERVER_FAULTS: readonly Fault[] = [
  {
    title: "the stream's leader is killed",
    sparesNodes: true,
    async begin({ cluster }) {
      const { leader } = await rolesIn(cluster);
      await leader.stop("SIGKILL");
      return () => leader.start();
    },
  },
  {
    title: "a follower is killed",
    sparesNodes: true,
    async begin({ cluster }) {
      const { follower } = await rolesIn(cluster);
      await follower.stop("SIGKILL");
      return () => follower.start();
    },
  },
  {
    title: "the stream's leader stands still",
    sparesNodes: true,
    begin: async ({ cluster }) => pause((await rolesIn(cluster)).leader),
  },
  {
    title: "a follower stands still",
    sparesNodes: true,
    begin: async ({ cluster }) => pause((await rolesIn(cluster)).follower),
  },
];

it(
  "[EL2][EL40] nothing acknowledged is lost or counted twice while nodes die and stand still",
  { timeout: TIMEOUT_MS },
  () => survive(NODE_FAULTS),
);

it.skipIf(!testsServerFaults())(
  "[EL2][EL40] nothing acknowledged is lost or counted twice while NATS servers die and stand still",
  { timeout: TIMEOUT_MS },
  async () => {
    requireCurrentServer();
    await survive(SERVER_FAULTS);
  },
);
