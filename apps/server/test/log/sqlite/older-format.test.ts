// A data folder of an older server whose oldest entries are archived: the snapshot in the engine's older format is all there is of them.
import { STATE_FORMAT } from "@hydra/engine";
import { expect, it } from "vitest";
import { BattleLoop } from "../../../src/battle/battle-loop.ts";
import type { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { agedEntries, stateOf } from "../aged-battle.ts";
import { putEntries, retain } from "./aged-log.ts";
import { createSqliteHome } from "./sqlite-home.ts";

const FORMAT_2 = "hydra-engine-2";

/** The state as a server of that time wrote it. */
function asFormat2(state: string): string {
  const lines = state.split("\n").slice(1);
  const older = lines
    .map((line, index) => {
      if (index % 2 === 1) return line.replace(/,\d+,\d+\]$/, "]");
      return index === 0 || line === "" ? line : olderParts(JSON.parse(line) as unknown[]);
    })
    .join("\n");
  let hash = 0x811c9dc5;
  for (let at = 0; at < older.length; at += 1)
    hash = Math.imul(hash ^ older.charCodeAt(at), 0x01000193) >>> 0;
  return `${FORMAT_2} ${hash.toString(16).padStart(8, "0")}\n${older}`;
}

/** Rounds as objects, and no sums. */
function olderParts(parts: readonly unknown[]): string {
  const [ids, names] = parts as [string[], string[]];
  const player = (number = 0) => ({ playerId: ids[number] ?? "", name: names[number] ?? "" });
  const rounds = (parts.at(-6) as number[][]).map(
    ([round = 1, startedAt, endedAt, maxHp, players, last, damage, ...rows]) => ({
      round,
      monster: { name: "Hydra", maxHp },
      startedAt,
      endedAt,
      players,
      totalDamage: maxHp,
      ranking: Array.from({ length: rows.length / 4 }, (_, row) => {
        const [number, damage, hits, reachedSeq] = rows.slice(4 * row, 4 * row + 4);
        return { ...player(number), damage, hits, reachedSeq };
      }),
      lastHit: { ...player(last), damage },
    }),
  );
  return JSON.stringify([...parts.slice(0, -6), rounds]);
}

async function stateAfterRestart(log: SqliteLog): Promise<string> {
  const feed = { rankingSize: 100, now: () => log.now(), isWatched: () => false };
  const loop = new BattleLoop({ log, feed });
  await loop.start(() => undefined);
  const { state } = loop.snapshot();
  loop.close();
  return state;
}

it("[EL42] goes on from an older server's snapshot, and makes one of today's of it", async () => {
  await using home = await createSqliteHome();
  const entries = agedEntries(400, 40);
  await putEntries(home.dataDir, entries);
  const log = await home.open();
  await retain(log, 20);
  const newest = await log.loadSnapshot(STATE_FORMAT);
  if (newest === undefined) throw new Error("no snapshot");
  const client = home.connect();
  client.exec("DELETE FROM snapshot");
  await log.saveSnapshot(FORMAT_2, { seq: newest.seq, state: asFormat2(newest.state) });
  expect(await log.loadSnapshot(STATE_FORMAT)).toBeUndefined();
  expect(await stateAfterRestart(log)).toBe(stateOf(entries));
  // The next of its day: the thread that archives needs a snapshot of today's.
  await retain(log, 10);
  expect((await log.loadSnapshot(STATE_FORMAT))?.seq).toBeGreaterThan(newest.seq);
  client.exec(`DELETE FROM snapshot WHERE format = '${FORMAT_2}'`);
  client.close();
  expect(await stateAfterRestart(log)).toBe(stateOf(entries));
});
