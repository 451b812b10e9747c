import { apply, createWorld, encodeWorld, STATE_FORMAT, type BattleEvent, type Entry } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { SnapshotMaker } from "../../../src/log/snapshot-maker.ts";
import type { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { appendAll, readAll } from "../contract/log-home.ts";
import { sqliteSnapshots } from "../../../src/log/sqlite/sqlite-snapshots.ts";
import { createSqliteHome } from "./sqlite-home.ts";

const PLAYERS = 20;

/** A battle's events from the `from`th on: the family, its players, then their attacks. */
function battleEvents(count: number, from = 0): BattleEvent[] {
  const rules = { cooldownScale: 0, maxHp: 5_000 };
  return Array.from({ length: count }, (_, index): BattleEvent => {
    const n = from + index;
    const player = { familyId: "fam", playerId: `p${n % PLAYERS}` };
    if (n === 0) return { type: "family-created", familyId: "fam", name: "Lerna", seed: 7, rules };
    if (n <= PLAYERS) return { type: "player-joined", ...player, name: `Player ${n}` };
    return { type: "attack", ...player, commandId: `c${n}`, skill: n % 5 === 0 ? "fireball" : "slash" };
  });
}

function stateOf(entries: readonly Entry[]): string {
  const world = createWorld();
  for (const entry of entries) apply(world, entry);
  return encodeWorld(world);
}

/** A maker whose next snapshot or failure can be waited for. */
function startMaker(log: SqliteLog, everyEntries: number, dataDir = log.dataDir) {
  let next = Promise.withResolvers<number>();
  const maker = new SnapshotMaker({
    log: sqliteSnapshots({
      dataDir,
      get head() {
        return log.head;
      },
      subscribe: (after, onEntries) => log.subscribe(after, onEntries),
      saveSnapshotPart: (part) => log.saveSnapshotPart(part),
      dropOldSnapshots: (format) => log.dropOldSnapshots(format),
    }),
    everyEntries,
    behindEntries: 0,
    maxShare: 1,
    onSnapshot: (seq) => next.resolve(seq),
    onFailure: (error) => next.reject(error),
  });
  return {
    close: () => maker.close(),
    async snapshot(): Promise<number> {
      const seq = await next.promise;
      next = Promise.withResolvers();
      return seq;
    },
  };
}

describe("the snapshot maker", () => {
  it("[EL27] stores what a full replay gives, again and again, each from the one before", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const maker = startMaker(log, 500);
    for (const round of [0, 1, 2, 3]) {
      await appendAll(log, battleEvents(500, round * 500));
      const seq = await maker.snapshot();
      expect(seq).toBe((round + 1) * 500);
      const stored = await log.loadSnapshot(STATE_FORMAT);
      expect(stored).toEqual({ seq, state: stateOf((await readAll(log)).slice(0, seq)) });
    }
    await maker.close();
  });

  it("[EL27] makes one at once when one is due, and none when the newest is new enough", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, battleEvents(2_500));
    const first = startMaker(log, 1_000);
    expect(await first.snapshot()).toBe(2_500);
    await first.close();
    const { commits } = log;
    await appendAll(log, battleEvents(999, 2_500));
    const second = startMaker(log, 1_000);
    expect(await second.snapshot()).toBe(2_500);
    await appendAll(log, battleEvents(1, 3_499));
    expect(await second.snapshot()).toBe(3_500);
    expect(log.commits).toBe(commits + 2);
    await second.close();
  });

  it("[EL27] stays behind the head by what a restart is to replay", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const made = Promise.withResolvers<number>();
    const maker = new SnapshotMaker({
      log: sqliteSnapshots(log),
      everyEntries: 500,
      behindEntries: 120,
      onSnapshot: made.resolve,
      onFailure: made.reject,
    });
    await appendAll(log, battleEvents(500));
    expect(await made.promise).toBe(380);
    const stored = await log.loadSnapshot(STATE_FORMAT);
    expect(stored?.state).toBe(stateOf((await readAll(log)).slice(0, 380)));
    await maker.close();
  });

  it("[EL27] rests after one, in proportion to what it took", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const made: number[] = [];
    const first = Promise.withResolvers<void>();
    const maker = new SnapshotMaker({
      log: sqliteSnapshots(log),
      everyEntries: 100,
      behindEntries: 0,
      // A thousandth: whatever the first one took, the rest outlasts this test.
      maxShare: 0.001,
      onSnapshot(seq) {
        made.push(seq);
        first.resolve();
      },
    });
    await appendAll(log, battleEvents(100));
    await first.promise;
    for (const round of [1, 2, 3]) await appendAll(log, battleEvents(100, round * 100));
    const unhurried = startMaker(log, 100);
    expect(await unhurried.snapshot()).toBe(400);
    expect(made).toEqual([100]);
    await Promise.all([maker.close(), unhurried.close()]);
  });

  it("[EL27] makes up after the rest for what came meanwhile, without another entry", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const second = Promise.withResolvers<number>();
    const appended: Promise<unknown>[] = [];
    const maker = new SnapshotMaker({
      log: sqliteSnapshots(log),
      everyEntries: 100,
      behindEntries: 0,
      maxShare: 0.5,
      onSnapshot(seq) {
        if (seq === 100) appended.push(appendAll(log, battleEvents(150, 100)));
        else second.resolve(seq);
      },
    });
    await appendAll(log, battleEvents(100));
    expect(await second.promise).toBe(250);
    await Promise.all(appended);
    await maker.close();
  });

  it("[EL27] makes a good one from the whole log when the newest cannot be read", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, battleEvents(800));
    await log.saveSnapshot(STATE_FORMAT, { seq: 100, state: "spoilt" });
    const maker = startMaker(log, 500);
    expect(await maker.snapshot()).toBe(800);
    expect((await log.loadSnapshot(STATE_FORMAT))?.state).toBe(stateOf(await readAll(log)));
    await maker.close();
  });

  it("[EL27] reports when it could not, and the log goes on", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, battleEvents(100));
    const maker = startMaker(log, 50, `${home.dataDir}/nowhere`);
    await expect(maker.snapshot()).rejects.toThrow(/No snapshot was made: unable to open database file/);
    await appendAll(log, battleEvents(10, 100));
    expect(log.status).toBe("ready");
    await maker.close();
  });

  it("[EL12][EL27] closes in the middle of its work, and so does the log", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, battleEvents(3_000));
    const maker = startMaker(log, 1_000);
    await maker.close();
    await log.close();
    const reopened = await home.open();
    expect(reopened.head).toBe(3_000);
    expect(await reopened.loadSnapshot(STATE_FORMAT)).toBeUndefined();
  });
});
