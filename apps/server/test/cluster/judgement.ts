// What must be true afterwards, whatever happened: every acknowledged attack stands in the log once, with what was answered,
// and every node has computed the same state from it [EL2, EL40].
import { setTimeout as wait } from "node:timers/promises";
import { apply, createWorld, type Entry, type HitOutcome } from "@hydra/engine";
import { expect } from "vitest";
import { LogUnavailableError } from "../../src/log/event-log.ts";
import { JetStreamLog } from "../../src/log/jetstream/jetstream-log.ts";
import { readAll } from "../log/contract/log-home.ts";
import type { NodeProcess } from "./node-process.ts";
import type { Acknowledged } from "./steady-load.ts";
import { STREAM } from "./stream-roles.ts";

export interface Played {
  /** `host:port` of the NATS servers. */
  readonly addresses: readonly string[];
  readonly nodes: readonly NodeProcess[];
  /** All of them: attacks have ended. */
  readonly acknowledged: readonly Acknowledged[];
}

/** Compares the log, what was answered and the nodes' states. Resolves with the number of entries. */
export async function judge({ addresses, nodes, acknowledged }: Played): Promise<number> {
  const entries = await readLog(addresses);
  const hits = hitsIn(entries);
  for (const { player, answer } of acknowledged) {
    const hit = hits.get(`${player.playerId} ${answer.commandId}`);
    expect(hit).toMatchObject({ seq: answer.seq, damage: answer.damage, totalDamage: answer.totalDamage });
  }
  expect(hits.size).toBe(acknowledged.length);
  const states = await statesOf(nodes, entries.at(-1)?.seq ?? 0);
  expect(new Set(states).size).toBe(1);
  return entries.length;
}

async function readLog(addresses: readonly string[]): Promise<Entry[]> {
  for (;;) {
    try {
      const log = await JetStreamLog.open({ nats: { servers: addresses }, stream: STREAM });
      const entries = await readAll(log);
      await log.close();
      return entries;
    } catch (error) {
      // The servers may be electing a leader.
      if (!(error instanceof LogUnavailableError)) throw error;
      await wait(200);
    }
  }
}

/** The hits that counted, by player and command. */
function hitsIn(entries: readonly Entry[]): Map<string, HitOutcome> {
  const world = createWorld();
  const hits = new Map<string, HitOutcome>();
  for (const entry of entries) {
    const outcome = apply(world, entry);
    if (outcome.type !== "hit" || outcome.duplicate || entry.event.type !== "attack") continue;
    const key = `${entry.event.playerId} ${outcome.commandId}`;
    expect(hits.has(key)).toBe(false);
    hits.set(key, outcome);
  }
  return hits;
}

async function statesOf(nodes: readonly NodeProcess[], seq: number): Promise<string[]> {
  const hashes: string[] = [];
  for (const node of nodes) {
    let state = await node.state();
    while (state.seq < seq) {
      await wait(50);
      state = await node.state();
    }
    hashes.push(state.hash);
  }
  return hashes;
}
