// What families cost that nobody plays in: after a start, and when each has been touched once.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { apply, createWorld, encodeWorld, type BattleEvent } from "@hydra/engine";
import { expect, it } from "vitest";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import type { StateSnapshot } from "../../src/log/event-log.ts";
import { MemoryLog } from "../memory-log.ts";

const FAMILIES = 10_000;
/** Beside the snapshot's text, of which a family has some 600. Awake and with a feed each took 20,000. */
const MAX_BYTES_UNTOUCHED = 400;
const MAX_BYTES_TOUCHED = 3_000;

class LogWithSnapshot extends MemoryLog {
  readonly #snapshot: StateSnapshot;

  constructor(snapshot: StateSnapshot) {
    super();
    this.#snapshot = snapshot;
  }

  override loadSnapshot(): Promise<undefined> {
    // The contract's type is wider than the memory log's.
    return Promise.resolve(this.#snapshot as unknown as undefined);
  }

  override get head(): number {
    return this.#snapshot.seq;
  }
}

/** Each with two players who have hit three times, one family after the other. */
function manyFamilies(): StateSnapshot {
  const world = createWorld();
  let seq = 0;
  const append = (event: BattleEvent): void => {
    seq += 1;
    apply(world, { seq, at: seq * 1_000, event });
  };
  const rules = { cooldownScale: 1, maxHp: 20_000 };
  for (let number = 0; number < FAMILIES; number += 1) {
    const familyId = `family-${String(number).padStart(14, "0")}`;
    append({ type: "family-created", familyId, name: `Family ${number}`, seed: number, rules });
    for (const playerId of ["p1", "p2"])
      append({ type: "player-joined", familyId, playerId, name: playerId });
    for (let hit = 0; hit < 6; hit += 1) {
      const playerId = hit % 2 === 0 ? "p1" : "p2";
      append({ type: "attack", familyId, playerId, commandId: crypto.randomUUID(), skill: "slash" });
    }
  }
  return { seq, state: encodeWorld(world) };
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Of the whole heap, and of what lies beside it. */
function usedBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it("cost little while they are not used, and little more afterwards", { timeout: 120_000 }, async () => {
  const log = new LogWithSnapshot(manyFamilies());
  const before = usedBytes();
  const loop = new BattleLoop({ log, feed: { rankingSize: 100, now: Date.now, isWatched: () => false } });
  await loop.start(() => undefined);
  expect(loop.familyCount).toBe(FAMILIES);
  expect((usedBytes() - before) / FAMILIES).toBeLessThan(MAX_BYTES_UNTOUCHED);

  let seen = 0;
  for (let beforeSeq: number | undefined = Infinity; beforeSeq !== undefined;) {
    const { battles, nextSeq } = loop.recentFamilies(beforeSeq, 100);
    for (const battle of battles) seen += battle.recentHits.length;
    beforeSeq = nextSeq;
  }
  expect(seen).toBe(6 * FAMILIES);
  expect((usedBytes() - before) / FAMILIES).toBeLessThan(MAX_BYTES_TOUCHED);
  loop.close();
});
