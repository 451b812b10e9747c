import type { AttackEvent, BattleEvent, Outcome } from "@hydra/engine";
import { ProtocolError } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { attack } from "../../src/battle/attack.ts";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import type { RankingFeed } from "../../src/ranking/ranking-feed.ts";
import { MemoryLog } from "../memory-log.ts";

const FAMILY = "fam";
const created: BattleEvent = {
  type: "family-created",
  familyId: FAMILY,
  name: "F",
  seed: 1,
  rules: { cooldownScale: 0, maxHp: 1e9 },
};
const joined: BattleEvent = { type: "player-joined", familyId: FAMILY, playerId: "p", name: "P" };
const slash = (commandId: string): AttackEvent => {
  return { type: "attack", familyId: FAMILY, playerId: "p", commandId, skill: "slash" };
};

/** A loop on a log, that has reported these changes. */
async function start(log: MemoryLog): Promise<{ loop: BattleLoop; changes: RankingFeed[][] } & Disposable> {
  const loop = new BattleLoop({ log, feed: { rankingSize: 10, now: () => 0, isWatched: () => false } });
  const changes: RankingFeed[][] = [];
  await loop.start((feeds) => changes.push([...feeds]));
  return { loop, changes, [Symbol.dispose]: () => loop.close() };
}

describe("the battle loop", () => {
  it("[invariant 3] is where the log is, from any writer", async () => {
    const log = new MemoryLog();
    await log.appendAll([created, joined, slash("one"), slash("two")]);
    using late = await start(log);
    expect(late.loop).toMatchObject({ appliedSeq: 4, familyCount: 1, isCaughtUp: true });
    expect(late.changes).toEqual([]);
    await log.append(slash("three"));
    expect(late.loop.battle(FAMILY)?.version).toBe(5);
    expect(late.changes).toEqual([[late.loop.feed(FAMILY)]]);
  });

  it("reports a batch once, and not of what changed nothing", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    await log.appendAll([created, joined, slash("one"), slash("two")]);
    expect(scene.changes).toEqual([[scene.loop.feed(FAMILY)]]);
    await log.appendAll([slash("one"), { type: "respawn-due", familyId: FAMILY }]);
    expect(scene.changes.flat()).toHaveLength(1);
  });

  it("[invariant 1] answers a submitted event with its outcome, its own among many", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    await log.appendAll([created, joined]);
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => scene.loop.submit(slash(`c${n}`))),
    );
    for (const [n, outcome] of outcomes.entries())
      expect(outcome).toMatchObject({ commandId: `c${n}`, duplicate: false });
  });

  it("lets the log decide whether a player is unknown who may have joined on a node that is ahead", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    await log.append(created);
    // On its way here from another node.
    const letGo = log.hold();
    const elsewhere = log.append(joined);
    const attacking = scene.loop.submit(slash("one"));
    letGo();
    await elsewhere;
    expect(await attacking).toMatchObject({ type: "hit", commandId: "one" });
    const stranger = { ...slash("two"), playerId: "q" };
    expect(await scene.loop.submit(stranger)).toMatchObject({ type: "rejected", code: "unknown-player" });
  });

  it("[invariant 1] calls a submitter once for each event, a duplicate's outcome at once", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    await log.appendAll([created, joined]);
    const outcomes: [string, Outcome][] = [];
    const done = Promise.withResolvers<void>();
    const submitter = {
      onOutcome(outcome: Outcome, { commandId }: AttackEvent): void {
        outcomes.push([commandId, outcome]);
        if (outcomes.length === 2) done.resolve();
      },
      onFailure: done.reject,
    };
    scene.loop.send(submitter, slash("one"));
    scene.loop.send(submitter, slash("two"));
    expect(outcomes).toEqual([]);
    await done.promise;
    expect(outcomes.map(([commandId]) => commandId)).toEqual(["one", "two"]);
    scene.loop.send(submitter, slash("one"));
    expect(outcomes).toHaveLength(3);
    expect(outcomes[2]).toMatchObject(["one", { type: "hit", duplicate: true }]);
  });

  it("[invariant 2] answers a duplicate without an entry", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    await log.appendAll([created, joined]);
    const first = await scene.loop.submit(slash("one"));
    const { head } = log;
    expect(await scene.loop.submit(slash("one"))).toEqual({ ...first, duplicate: true });
    expect(log.head).toBe(head);
  });

  it("[PR33] is unavailable when the log does not take it, and only then", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    await log.appendAll([created, joined]);
    log.isReachable = false;
    const refusal = await scene.loop.submit(slash("one")).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProtocolError);
    expect(refusal).toMatchObject({ code: "unavailable" });
    log.isReachable = true;
    expect(await scene.loop.submit(slash("one"))).toMatchObject({ duplicate: false });
  });

  it("answers an attack with why it did not count", async () => {
    const log = new MemoryLog();
    using scene = await start(log);
    const command = { commandId: "x", skill: "slash" as const };
    const by = (familyId: string, playerId: string): Promise<unknown> =>
      attack(scene.loop, { familyId, playerId }, command).catch((error: unknown) => error);
    expect(await by(FAMILY, "p")).toMatchObject({ code: "unknown-family" });
    await log.append(created);
    expect(await by(FAMILY, "p")).toMatchObject({ code: "unknown-player" });
  });
});
