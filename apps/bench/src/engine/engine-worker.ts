// A process of its own for one world, so that worlds share neither heap nor compiled code. Fills the world to a steady
// state (all players have hit, both generations of remembered commands are full), then measures whenever it is asked.
// Arguments: players, maxHp, milliseconds between entries.
import { apply, createWorld, DUPLICATE_WINDOW, type Entry } from "@hydra/engine";
import { createLoad } from "./load.ts";

const BATCH = 50_000;
const BATCHES = 4;

const [players = 0, maxHp = 0, stepMs = 0] = process.argv.slice(2).map(Number);
const load = createLoad({ players, maxHp, stepMs });
const world = createWorld();
let checksum = 0;
let cpuNs = 0;
let wallNs = 0;

function applyAll(entries: readonly Entry[]): void {
  // What survives two of these is moved no more: the engine's own garbage is then all there is to collect.
  globalThis.gc?.({ type: "minor" });
  globalThis.gc?.({ type: "minor" });
  const startedAt = process.hrtime.bigint();
  const usedBefore = process.threadCpuUsage();
  for (const entry of entries) {
    const outcome = apply(world, entry);
    if (outcome.type === "hit") checksum += outcome.rank;
    else if (outcome.type === "rejected") throw new Error(`rejected: ${outcome.code}`);
  }
  const { user, system } = process.threadCpuUsage(usedBefore);
  wallNs += Number(process.hrtime.bigint() - startedAt);
  cpuNs += (user + system) * 1_000;
}

for (const page of load.joins()) applyAll(page);
for (const page of load.firstAttacks()) applyAll(page);
for (let applied = 0; applied < 2 * DUPLICATE_WINDOW; applied += BATCH) applyAll(load.attacks(BATCH));

process.on("message", () => {
  cpuNs = 0;
  wallNs = 0;
  for (let batch = 0; batch < BATCHES; batch++) applyAll(load.attacks(BATCH));
  const attacks = BATCH * BATCHES;
  process.send?.({ cpuNs: cpuNs / attacks, wallNs: wallNs / attacks, checksum });
});
process.send?.({ ready: true });
