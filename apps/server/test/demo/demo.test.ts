import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import { startDemo } from "../../src/demo/demo.ts";
import { MemoryLog } from "../memory-log.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function startLoop(log: MemoryLog): Promise<BattleLoop> {
  const loop = new BattleLoop({ log, feed: { rankingSize: 10, now: Date.now, isWatched: () => false } });
  await loop.start(() => undefined);
  return loop;
}

it("has a family whose bots hit, a hit or two a second, and stops when asked", async () => {
  const loop = await startLoop(new MemoryLog());
  const demo = await startDemo(loop);
  const battle = loop.battle("demo");
  expect(battle).toMatchObject({ players: 5, totalDamage: 0 });
  const before = loop.appliedSeq;
  await vi.advanceTimersByTimeAsync(60_000);
  const entries = loop.appliedSeq - before;
  expect(entries).toBeGreaterThan(30);
  expect(entries).toBeLessThan(300);
  expect(battle?.totalDamage).toBeGreaterThan(0);
  demo.close();
  loop.close();
  expect(vi.getTimerCount()).toBe(0);
});

it("goes on after a restart, with the bots that a crash kept from joining", async () => {
  const log = new MemoryLog();
  await log.append({
    type: "family-created",
    familyId: "demo",
    name: "D",
    seed: 1,
    rules: { cooldownScale: 1, maxHp: 9 },
  });
  await log.append({ type: "player-joined", familyId: "demo", playerId: "bot-1", name: "Iolaus" });
  for (let start = 0; start < 3; start += 1) {
    const loop = await startLoop(log);
    const demo = await startDemo(loop);
    expect(loop.battle("demo")?.players).toBe(5);
    demo.close();
    loop.close();
  }
});

it("lives through a log that cannot be reached", async () => {
  const log = new MemoryLog();
  const loop = await startLoop(log);
  const demo = await startDemo(loop);
  log.isReachable = false;
  await vi.advanceTimersByTimeAsync(30_000);
  log.isReachable = true;
  const before = loop.appliedSeq;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(loop.appliedSeq).toBeGreaterThan(before);
  demo.close();
  loop.close();
});
