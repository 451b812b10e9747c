// A process of its own for one world: families take turns until twice as many commands have counted as may be remembered. Prints
// the mebibytes that the world has grown by at the most meanwhile, looked at after each of many steps, and the milliseconds of the longest attack.
// Arguments: families, characters of a commandId.
import { apply, createWorld, MAX_REMEMBERED, type BattleEvent } from "@hydra/engine";

const STEPS = 16;

const [families = 1, idLength = 36] = process.argv.slice(2).map(Number);
const familyIds = Array.from({ length: families }, (_, number) => `family-${number}`);
const world = createWorld();
let seq = 0;
let longestMs = 0;

function take(event: BattleEvent): void {
  const startedAt = performance.now();
  apply(world, { seq: (seq += 1), at: 1_800_000_000_000 + seq / 20, event });
  longestMs = Math.max(longestMs, performance.now() - startedAt);
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

for (const [number, familyId] of familyIds.entries()) {
  const rules = { cooldownScale: 0, maxHp: Number.MAX_SAFE_INTEGER };
  take({ type: "family-created", familyId, name: "Bench", seed: number, rules });
  take({ type: "player-joined", familyId, playerId: "p", name: "P" });
}
const before = usedBytes();
longestMs = 0;
let most = 0;
for (let step = 0; step < STEPS; step += 1) {
  for (let n = 0; n < (2 * MAX_REMEMBERED) / STEPS; n += 1) {
    const familyId = familyIds[n % families] ?? "";
    const commandId = String(seq).padStart(idLength, "0");
    take({ type: "attack", familyId, playerId: "p", commandId, skill: "slash" });
  }
  most = Math.max(most, usedBytes() - before);
}
console.log((most / 2 ** 20).toFixed(1), longestMs.toFixed(1));
