// What is promised while one of the NATS servers can no longer reach the others, though the nodes can reach all of them:
// [invariants 1, 2, 3]. A node whose server is the one that is cut off finds another.
import { expect, it } from "vitest";
import type { NatsCluster, NatsServer } from "../../src/nats/nats-servers.ts";
import { IS_LONG } from "../long.ts";
import { Network } from "./network.ts";
import { rolesIn } from "./stream-roles.ts";
import { endsAfterAWhile, requireCurrentServer, survive, testsServerFaults, type Fault } from "./survival.ts";

/** Ways to lose the leader differ in what the others notice: nothing comes any more, or a connection breaks. */
function partitions(network: Network): Fault[] {
  const leaderLost = (title: string, lose: (name: string) => void): Fault => ({
    title,
    sparesNodes: true,
    async begin({ cluster }) {
      const { leader } = await rolesIn(cluster);
      lose(leader.name);
      const end = endsAfterAWhile(() => network.mend());
      return async () => {
        await expectDeposed(leader, cluster);
        await end();
      };
    },
  });
  const followerLost = (title: string, lose: (name: string) => void): Fault => ({
    title,
    sparesNodes: true,
    async begin({ cluster }) {
      lose((await rolesIn(cluster)).follower.name);
      return endsAfterAWhile(() => network.mend());
    },
  });
  const silence = (name: string): void => network.silence(name);
  const cutOff = (name: string): void => network.cutOff(name);
  const some = [
    leaderLost("the stream's leader is cut off in silence", silence),
    followerLost("a follower loses its connections to the others", cutOff),
  ];
  if (!IS_LONG) return some;
  return [
    ...some,
    leaderLost("the stream's leader loses its connections to the others", cutOff),
    followerLost("a follower is cut off in silence", silence),
  ];
}

/** The others have elected another one: it was cut off indeed. */
async function expectDeposed(
  { name, address }: NatsServer,
  { servers, addresses }: NatsCluster,
): Promise<void> {
  const { leader } = await rolesIn({ servers, addresses: addresses.filter((other) => other !== address) });
  expect(leader.name).not.toBe(name);
}

it.skipIf(!testsServerFaults())(
  "[EL2][EL40] nothing acknowledged is lost or counted twice while a NATS server is cut off from the others",
  { timeout: 240_000 },
  async () => {
    requireCurrentServer();
    await using network = new Network();
    await survive(partitions(network), { route: network.route });
  },
);
