// What tests of the automatic choice share: a memory that can be read, and waiting until a connection is live.
import type { AutoMemory } from "../../src/client/auto-types.ts";
import type { NetworkedRig } from "./network.ts";

export function createMemory(text: string | null = null): AutoMemory & { text: string | null } {
  const memory = {
    text,
    read: () => memory.text,
    write: (next: string | null) => void (memory.text = next),
  };
  return memory;
}

/** Milliseconds until it is live, at most 60,000. */
export async function timeToLive(world: NetworkedRig): Promise<number> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 50) {
    if (world.rig.connection.state.type === "live") return waitedMs;
    await world.wait(50);
  }
  throw new Error("not live in a minute");
}
