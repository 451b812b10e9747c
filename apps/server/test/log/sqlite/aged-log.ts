// A data folder whose log has entries of several months: a battle of the engine's, so that there is a state to come back to.
import { apply, createWorld, encodeWorld, type BattleEvent, type Entry } from "@hydra/engine";
import { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { Retention, type Archive } from "../../../src/log/retention.ts";
import { sqliteRetention } from "../../../src/log/sqlite/sqlite-retention.ts";

const DAY_MS = 86_400_000;
const PLAYERS = 20;

/** A battle's entries, the last an hour old, spread evenly over so many days. */
export function agedEntries(count: number, days: number, now = Date.now()): Entry[] {
  const stepMs = (days * DAY_MS) / count;
  return Array.from({ length: count }, (_, n) => ({
    seq: n + 1,
    at: Math.floor(now - 3_600_000 - (count - 1 - n) * stepMs),
    event: battleEvent(n),
  }));
}

function battleEvent(n: number): BattleEvent {
  const player = { familyId: "fam", playerId: `p${n % PLAYERS}` };
  const rules = { cooldownScale: 0, maxHp: 5_000 };
  if (n === 0) return { type: "family-created", familyId: "fam", name: "Lerna", seed: 7, rules };
  if (n <= PLAYERS) return { type: "player-joined", ...player, name: `Player ${n}` };
  return { type: "attack", ...player, commandId: `c${n}`, skill: n % 5 === 0 ? "fireball" : "slash" };
}

export async function putEntries(dataDir: string, entries: readonly Entry[]): Promise<void> {
  const log = await SqliteLog.open({ dataDir });
  for (let at = 0; at < entries.length; at += 5_000) await log.importEntries(entries.slice(at, at + 5_000));
  await log.close();
}

export function stateOf(entries: readonly Entry[]): string {
  const world = createWorld();
  for (const entry of entries) apply(world, entry);
  return encodeWorld(world);
}

/** Lets one pass of the retention run to its end. @throws the reason when it is broken off */
export async function retain(log: SqliteLog, days: number): Promise<Archive[]> {
  const archives: Archive[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const retention = new Retention({
    log: sqliteRetention(log),
    days,
    onArchived: ({ path, until }) => archives.push({ path, until }),
    onFailure: reject,
    onDone: resolve,
  });
  await promise;
  await retention.close();
  return archives;
}
