// What the product promises of its transports when several servers share one battle: watchers on any node agree to the
// last hit, a watcher that moves to another node goes on from the cursor it holds, and a log that is gone is reported.
import { ProtocolError, TRANSPORTS } from "@hydra/protocol";
import { startNode, type RunningServer } from "@hydra/server";
import { NatsServer, startNatsCluster } from "@hydra/server/nats";
import { describe, expect, it } from "vitest";
import { postAttack } from "../src/api.ts";
import { createFamilyOn, readSnapshot } from "./battle-on-server.ts";
import { contentOf, faultsOf, watch, type Watcher } from "./watcher.ts";

const PLAYERS = 20;
/** Every player hits once a turn: 2,000 attacks. */
const TURNS = 100;
const TIME_LIMIT_MS = 180_000;

/** Resolves when the node shows what the snapshot shows, or later. */
async function nodeReached(node: RunningServer, familyId: string, seq: number): Promise<void> {
  for (;;) {
    const shown = await readSnapshot(node.url, familyId).catch(() => undefined);
    if (shown !== undefined && shown.seq >= seq) return;
  }
}

/** One attack, sent again while a busy cluster has not taken it: it counts once. */
async function untilCounted(
  player: Parameters<typeof postAttack>[0],
  familyId: string,
): ReturnType<typeof postAttack> {
  const command = { commandId: crypto.randomUUID(), skill: "slash" } as const;
  for (;;) {
    try {
      return await postAttack(player, familyId, command);
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === "unavailable")) throw error;
    }
  }
}

/** A watcher that leaves for another node and takes its view with it. */
function move(watcher: Watcher, to: RunningServer, familyId: string): Watcher {
  const { view, transport } = watcher.connection;
  watcher.connection.close();
  return watch({ baseUrl: to.url, familyId, transport, ...(view === undefined ? {} : { view }) });
}

describe("watchers of three nodes that share one log", () => {
  it(
    "end 2,000 attacks of players on all of them with one ranking at one cursor, moved at random, nothing missed",
    { timeout: TIME_LIMIT_MS },
    async () => {
      await using cluster = await startNatsCluster();
      await using stack = new AsyncDisposableStack();
      const start = async (): Promise<RunningServer> => stack.use(await startNode(cluster.addresses));
      const nodes = [await start(), await start(), await start()];
      const nodeOf = (n: number): RunningServer => nodes[n % nodes.length]!;
      const { familyId, players } = await createFamilyOn(nodeOf(0).url, PLAYERS);
      const { seq } = await readSnapshot(nodeOf(0).url, familyId);
      for (const node of nodes) await nodeReached(node, familyId, seq);
      const watchers = [...TRANSPORTS, ...TRANSPORTS].map((transport, n) =>
        watch({ baseUrl: nodeOf(n).url, familyId, transport }),
      );
      const past: Watcher[] = [];
      await Promise.all(
        watchers.map((watcher) => watcher.until(() => watcher.connection.state.type === "live")),
      );

      let dealt = 0;
      for (let turn = 0; turn < TURNS; turn += 1) {
        const answers = await Promise.all(
          players.map(({ token }, n) => untilCounted({ baseUrl: nodeOf(n + turn).url, token }, familyId)),
        );
        dealt += answers.reduce((sum, { damage }) => sum + damage, 0);
        const moving = Math.floor(Math.random() * watchers.length);
        past.push(watchers[moving]!);
        watchers[moving] = move(watchers[moving]!, nodeOf(Math.floor(Math.random() * 3)), familyId);
      }

      const ends = await Promise.all(nodes.map((node) => endOf(node, familyId, dealt)));
      for (const end of ends) expect(contentOf(end)).toEqual(contentOf(ends[0]!));
      const last = ends[0]!;
      expect(last.entries.reduce((hits, entry) => hits + entry.hits, 0)).toBe(PLAYERS * TURNS);
      await Promise.all(watchers.map((watcher) => watcher.reached(last)));
      for (const watcher of watchers) {
        expect(watcher.connection.view).toMatchObject(contentOf(last));
        const { transport, counters } = watcher.connection;
        const none = { gaps: 0, resets: 0, repeated: 0, malformed: 0 };
        expect({ transport, ...counters }).toMatchObject({ transport, ...none });
        watcher.connection.close();
      }
      const faults = [...watchers, ...past].flatMap(({ wires }) => wires.flatMap(faultsOf));
      expect(faults).toEqual([]);
    },
  );
});

/** A node's snapshot once it shows this much damage. */
async function endOf(
  node: RunningServer,
  familyId: string,
  totalDamage: number,
): ReturnType<typeof readSnapshot> {
  for (;;) {
    const shown = await readSnapshot(node.url, familyId);
    if (shown.totalDamage === totalDamage) return shown;
    expect(shown.totalDamage).toBeLessThan(totalDamage);
  }
}

describe("a log that is gone", () => {
  it(
    "[PR14] is reported on all transports, refuses attacks at once, and ends by itself",
    { timeout: 60_000 },
    async () => {
      await using nats = await NatsServer.start();
      await using node = await startNode([nats.address]);
      const { familyId, hitAll, players } = await createFamilyOn(node.url, 3);
      const dealt = await hitAll();
      const watchers = TRANSPORTS.map((transport) => watch({ baseUrl: node.url, familyId, transport }));
      const reported = (log: "unreachable" | undefined) => (watcher: Watcher) =>
        watcher.until(() => {
          const { state, view } = watcher.connection;
          return view !== undefined && state.type === "live" && state.log === log;
        });
      await Promise.all(watchers.map(reported(undefined)));

      await nats.stop();
      await Promise.all(watchers.map(reported("unreachable")));
      // A watcher that comes now gets it too.
      using late = watch({ baseUrl: node.url, familyId, transport: "sse" });
      await reported("unreachable")(late);
      const command = { commandId: "while-it-is-gone", skill: "slash" } as const;
      await expect(postAttack(players[0]!, familyId, command)).rejects.toMatchObject({ code: "unavailable" });
      const ready = await fetch(`${node.url}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({
        reason: expect.stringMatching(/^the event log /) as string,
      });
      for (const { connection } of watchers) expect(connection.view?.totalDamage).toBe(dealt);

      await nats.start();
      await Promise.all([...watchers, late].map(reported(undefined)));
      const { damage } = await postAttack(players[0]!, familyId, command);
      const last = await readSnapshot(node.url, familyId);
      expect(last.totalDamage).toBe(dealt + damage);
      await Promise.all([...watchers, late].map((watcher) => watcher.reached(last)));
      for (const watcher of watchers) {
        expect(watcher.wires.flatMap(faultsOf)).toEqual([]);
        expect(watcher.connection.counters).toMatchObject({ resets: 0, reconnects: 0 });
        watcher.connection.close();
      }
    },
  );
});
