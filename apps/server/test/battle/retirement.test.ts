// Families that nobody uses, by the clock: on one node, on several, and for a later reader of the log.
import type { BattleEvent } from "@hydra/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import type { RankingFeed } from "../../src/ranking/ranking-feed.ts";
import { MemoryLog } from "../memory-log.ts";

const HOUR_MS = 3_600_000;
const AGES = { emptyMs: 24 * HOUR_MS, idleMs: 30 * 24 * HOUR_MS };
const rules = { cooldownScale: 0, maxHp: 1e9 };

const found = (familyId: string): BattleEvent => {
  return { type: "family-created", familyId, name: familyId, seed: 1, rules };
};
const joined = (familyId: string): BattleEvent => {
  return { type: "player-joined", familyId, playerId: "p", name: "P" };
};
const hit = (familyId: string, commandId = "c"): BattleEvent => {
  return { type: "attack", familyId, playerId: "p", commandId, skill: "slash" };
};

/** One node on a log; `watched` are the families watched here. */
class Node implements Disposable {
  readonly loop: BattleLoop;
  readonly watched = new Set<RankingFeed | undefined>();
  readonly gone: RankingFeed[] = [];
  retired = 0;

  private constructor(log: MemoryLog, ages: typeof AGES) {
    this.loop = new BattleLoop({
      log,
      feed: { rankingSize: 10, now: Date.now, isWatched: (feed) => this.watched.has(feed) },
      onGone: (feed) => this.gone.push(feed),
      retirement: { ages, onRetired: (families) => (this.retired += families) },
    });
  }

  static async start(log: MemoryLog, ages = AGES): Promise<Node> {
    const node = new Node(log, ages);
    await node.loop.start(() => undefined);
    return node;
  }

  get listed(): string[] {
    return this.loop.recentFamilies(Infinity, 100).battles.map(({ familyId }) => familyId);
  }

  [Symbol.dispose](): void {
    this.loop.close();
  }
}

/** The retirements in a log, in their order. */
function retirementsIn(log: MemoryLog): string[] {
  const families: string[] = [];
  log
    .subscribe(0, (entries) => {
      for (const { event } of entries) if (event.type === "family-retired") families.push(event.familyId);
    })
    .close();
  return families;
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("families that nobody uses", () => {
  it("[MS14] stay while they are asked for every minute, as by clients of a broker elsewhere, and go two minutes after the last", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.appendAll([found("polled"), found("empty")]);
    for (let minute = 0; minute < 25 * 60; minute += 1) {
      node.loop.feed("polled");
      await pass(60_000);
    }
    expect(retirementsIn(log)).toEqual(["empty"]);
    await pass(5 * 60_000);
    expect(retirementsIn(log)).toEqual(["empty", "polled"]);
  });

  it("[EN37] are gone after a day when no player has hit, and kept when one has", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.appendAll([
      found("empty"),
      found("joined"),
      joined("joined"),
      found("hit"),
      joined("hit"),
      hit("hit"),
    ]);
    await pass(23 * HOUR_MS);
    expect(node.listed).toHaveLength(3);
    await pass(2 * HOUR_MS);
    expect(node.listed).toEqual(["hit"]);
    expect(node.loop.battle("empty")).toBeUndefined();
    expect(node.loop.battle("joined")).toBeUndefined();
    expect(node).toMatchObject({ retired: 2, loop: { familyCount: 1 } });
    expect(retirementsIn(log).toSorted()).toEqual(["empty", "joined"]);
  });

  it("[EN37] are listed no more after a month, and again with the next hit", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.appendAll([found("f"), joined("f"), hit("f")]);
    const { version } = node.loop.battle("f") ?? {};
    await pass(31 * 24 * HOUR_MS);
    expect(node.listed).toEqual([]);
    expect(node.loop).toMatchObject({ familyCount: 0 });
    expect(node.loop.battle("f")).toMatchObject({ version, players: 1, presence: "retired" });
    expect(node.loop.feed("f")?.seq).toBe(version);
    await pass(31 * 24 * HOUR_MS);
    expect(retirementsIn(log)).toEqual(["f"]);
    await log.append(hit("f", "again"));
    expect(node.listed).toEqual(["f"]);
    expect(node.loop.familyCount).toBe(1);
  });

  it("stay while something happens, or they are watched", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.appendAll([found("watched"), found("busy")]);
    node.watched.add(node.loop.feed("watched"));
    for (let day = 0; day < 5; day += 1) {
      await pass(20 * HOUR_MS);
      await log.append({ type: "player-joined", familyId: "busy", playerId: `p${day}`, name: "P" });
    }
    expect(node.listed.toSorted()).toEqual(["busy", "watched"]);
    node.watched.clear();
    await pass(HOUR_MS);
    expect(node.listed).toEqual(["busy"]);
  });

  it("[invariant 3] are the same on every node, and for a later reader of the log without a clock", async () => {
    const log = new MemoryLog();
    using one = await Node.start(log);
    using other = await Node.start(log);
    const families = Array.from({ length: 50 }, (_, n) => `f${n}`);
    await log.appendAll(families.map(found));
    await log.appendAll(families.slice(0, 10).flatMap((family) => [joined(family), hit(family)]));
    await pass(40 * 24 * HOUR_MS);
    expect(one.retired + other.retired).toBe(50);
    using late = await Node.start(log, { emptyMs: Infinity, idleMs: Infinity });
    expect(late.loop.snapshot()).toEqual(one.loop.snapshot());
    expect(other.loop.snapshot()).toEqual(one.loop.snapshot());
    expect(late.loop.familyCount).toBe(0);
    expect(late.loop.battle("f0")?.presence).toBe("retired");
    expect(late.loop.battle("f10")).toBeUndefined();
  });

  it("are retired once the log can be reached again", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.append(found("f"));
    log.isReachable = false;
    await pass(25 * HOUR_MS);
    expect(node.listed).toEqual(["f"]);
    log.isReachable = true;
    await pass(2 * 60_000);
    expect(node.listed).toEqual([]);
  });

  it("end their subscribers, and are others when they are made again", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.append(found("f"));
    const feed = node.loop.feed("f");
    await pass(25 * HOUR_MS);
    expect(node.gone).toEqual([feed]);
    await log.append(found("f"));
    expect(node.loop.feed("f")).not.toBe(feed);
    expect(node.listed).toEqual(["f"]);
  });

  it("[PR36] make room when the server is full: the one in which nothing has happened for longest", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.appendAll([found("hit"), joined("hit"), hit("hit"), found("old"), found("older")]);
    await log.append(joined("old"));
    expect(await node.loop.makeRoom()).toBe(false);
    await pass(HOUR_MS);
    await log.appendAll([found("new"), found("busy"), joined("busy"), hit("busy")]);
    for (const listed of [
      ["busy", "new", "old", "older"],
      ["busy", "new", "old"],
      ["busy", "new"],
    ]) {
      expect(await node.loop.makeRoom()).toBe(true);
      expect(node.listed).toEqual(listed);
    }
    expect(await node.loop.makeRoom()).toBe(false);
    expect(node.loop.battle("hit")).toMatchObject({ presence: "retired", players: 1 });
    expect(node.loop.battle("old")).toBeUndefined();
  });

  it("[PR36] make room a minute after a hit, ten after anything else, and by no one's watching where nothing is lost", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    await log.appendAll([found("empty"), found("hit"), joined("hit"), hit("hit")]);
    for (const family of ["empty", "hit"]) node.watched.add(node.loop.feed(family));
    await pass(59_000);
    expect(await node.loop.makeRoom()).toBe(false);
    await pass(1_000);
    expect(await node.loop.makeRoom()).toBe(true);
    expect(node.gone).toEqual([]);
    expect(await node.loop.makeRoom()).toBe(false);
    await pass(HOUR_MS);
    expect(await node.loop.makeRoom()).toBe(false);
    node.watched.clear();
    await pass(1_000);
    expect(await node.loop.makeRoom()).toBe(true);
    expect(node.gone).toHaveLength(1);
  });

  it("[PR36] make room for as many as ask at one moment, each another", async () => {
    const log = new MemoryLog();
    using node = await Node.start(log);
    const families = Array.from({ length: 40 }, (_, n) => `f${n}`);
    await log.appendAll(families.flatMap((family) => [found(family), joined(family), hit(family)]));
    await pass(HOUR_MS);
    const made = await Promise.all(Array.from({ length: 41 }, () => node.loop.makeRoom()));
    expect(made.filter((isMade) => isMade)).toHaveLength(40);
    expect(retirementsIn(log).toSorted()).toEqual(families.toSorted());
  });
});
