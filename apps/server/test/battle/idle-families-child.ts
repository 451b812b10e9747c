// A process that starts on a log of so many families, played one after the other, and reports what it holds: run with --expose-gc and the
// number of families. On its own, since what a start costs is measured over the whole heap.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapSpaceStatistics } from "node:v8";
import { apply, createWorld, encodeWorld, STATE_FORMAT, type BattleEvent, type Entry } from "@hydra/engine";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import { inspectLog } from "../../src/log/sqlite/log-inspection.ts";
import { SqliteLog } from "../../src/log/sqlite/sqlite-log.ts";

const PLAYERS = ["p1", "p2"];
const BATCH = 9_000;

function* entriesOf(families: number): Generator<Entry> {
  let seq = 0;
  for (let number = 0; number < families; number += 1) {
    const familyId = `family-${String(number).padStart(14, "0")}`;
    const rules = { cooldownScale: 1, maxHp: 20_000 };
    const events: BattleEvent[] = [
      { type: "family-created", familyId, name: `Family ${number}`, seed: number, rules },
    ];
    for (const playerId of PLAYERS)
      events.push({ type: "player-joined", familyId, playerId, name: playerId });
    for (let hit = 0; hit < 6; hit += 1) {
      const playerId = PLAYERS[hit % PLAYERS.length] ?? "";
      events.push({ type: "attack", familyId, playerId, commandId: crypto.randomUUID(), skill: "slash" });
    }
    for (const event of events) {
      seq += 1;
      yield { seq, at: 1_700_000_000_000 + seq * 1_000, event };
    }
  }
}

/** Characters of the snapshot that it stores. */
async function fill(dataDir: string, families: number): Promise<number> {
  await using log = Object.assign(await SqliteLog.open({ dataDir }), {
    [Symbol.asyncDispose]: () => log.close(),
  });
  const world = createWorld();
  let batch: Entry[] = [];
  for (const entry of entriesOf(families)) {
    apply(world, entry);
    batch.push(entry);
    if (batch.length < BATCH) continue;
    await log.importEntries(batch);
    batch = [];
  }
  await log.importEntries(batch);
  const state = encodeWorld(world);
  await log.saveSnapshot(STATE_FORMAT, { seq: world.lastSeq, state });
  return state.length;
}

/** What survives a full collection, and lies beside the heap. */
function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What was taken for lasting, whether or not it is garbage by now. */
function oldBytes(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => space_name === "old_space");
  return spaces.reduce((bytes, { space_used_size }) => bytes + space_used_size, 0);
}

const families = Number(process.argv[2]);
const dataDir = await mkdtemp(join(tmpdir(), "hydra-idle-"));
try {
  const textBytes = await fill(dataDir, families);
  globalThis.gc?.();
  const oldBefore = oldBytes();
  inspectLog({ dataDir, busyTimeoutMs: 1_000, maxEntries: Infinity });
  const inspectedBytes = oldBytes() - oldBefore;
  const log = await SqliteLog.open({ dataDir });
  const before = heldBytes();
  const loop = new BattleLoop({ log, feed: { rankingSize: 100, now: Date.now, isWatched: () => false } });
  await loop.start(() => undefined);
  const held = heldBytes() - before - textBytes;
  process.stdout.write(
    `${JSON.stringify({ families: loop.familyCount, heldBytes: held, inspectedBytes })}\n`,
  );
  loop.close();
  await log.close();
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
