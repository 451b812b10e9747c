// The log that several nodes share, on three NATS servers of this machine: how many attacks a second become durable on
// two of three, and how long an attack on one node takes to a watcher of another. Everything shares the machine's cores.
import { setTimeout as wait } from "node:timers/promises";
import { apply, createWorld, type BattleEvent } from "@hydra/engine";
import { openClusterLog, startNode } from "@hydra/server";
import { startNatsCluster } from "@hydra/server/nats";
import { createBattleConnection, createFamily, joinFamily, postAttack } from "@hydra/client";
import type { Scenario } from "../scenario.ts";

const SECONDS = 8;
/** Attacks under way at any time: as many players who each wait for their answer. */
const IN_FLIGHT = 500;
const PLAYERS = 100;
/** Attacks whose way to the other node is measured, 100 a second. */
const TIMED_ATTACKS = 800;
const EVERY_MS = 10;
/** The default of 50 ms would be most of what is measured: changes within it share a frame. */
const FRAME_INTERVAL_MS = 1;

export const clusterLog: Scenario = {
  name: "cluster-log",
  summary:
    "durable attacks a second on three replicas, and an attack's way from one node to another's watcher",
  async run() {
    await using cluster = await startNatsCluster();
    await measureAppends(cluster.addresses);
    await measureDelivery(cluster.addresses);
    // Both print what they find.
    return { tables: [] };
  },
};

/** One process appends and applies, as a node does; without HTTP, whose cost is another scenario's. */
async function measureAppends(servers: readonly string[]): Promise<void> {
  const { log } = await openClusterLog(servers);
  const world = createWorld();
  log.subscribe(log.head, (entries) => {
    for (const entry of entries) apply(world, entry);
  });
  const rules = { cooldownScale: 0, maxHp: 1e12 };
  await log.append({ type: "family-created", familyId: "bench", name: "Bench", seed: 1, rules });
  for (let n = 0; n < PLAYERS; n += 1)
    await log.append({ type: "player-joined", familyId: "bench", playerId: `p${n}`, name: `P${n}` });

  let count = 0;
  const tookMs: number[] = [];
  const until = performance.now() + SECONDS * 1_000;
  const play = async (player: number): Promise<void> => {
    while (performance.now() < until) {
      count += 1;
      const event: BattleEvent = {
        type: "attack",
        familyId: "bench",
        playerId: `p${player % PLAYERS}`,
        commandId: `command-${count}`,
        skill: "slash",
      };
      const sentAt = performance.now();
      await log.append(event);
      tookMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, player) => play(player)));
  await log.close();
  const perSecond = Math.round(tookMs.length / SECONDS);
  console.log(`${perSecond} attacks a second, ${IN_FLIGHT} under way; an append took ${spread(tookMs)}`);
}

async function measureDelivery(servers: readonly string[]): Promise<void> {
  await using one = await startNode(servers, { frameIntervalMs: FRAME_INTERVAL_MS });
  await using other = await startNode(servers, { frameIntervalMs: FRAME_INTERVAL_MS });
  const rules = { cooldownScale: 0, maxHp: 1e12 };
  const { familyId } = await createFamily({ baseUrl: one.url }, { name: "Bench", rules });
  const { token } = await joinFamily({ baseUrl: one.url }, familyId, { name: "Iolaus" });
  /** Sent at, by how many hits the player then has. */
  const sentAt: number[] = [];
  const tookMs: number[] = [];
  await wait(500);
  const watcher = createBattleConnection({
    baseUrl: other.url,
    familyId,
    transport: "websocket",
    onUpdate({ view }) {
      const hits = view.entries[0]?.hits ?? 0;
      while (tookMs.length < hits) tookMs.push(performance.now() - (sentAt[tookMs.length] ?? Number.NaN));
    },
  });
  for (let n = 0; n < TIMED_ATTACKS; n += 1) {
    const next = wait(EVERY_MS);
    sentAt.push(performance.now());
    await postAttack({ baseUrl: one.url, token }, familyId, { commandId: `timed-${n}`, skill: "slash" });
    await next;
  }
  await wait(500);
  watcher.close();
  console.log(`${tookMs.length} attacks on one node, seen on the other: ${spread(tookMs)}`);
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}
