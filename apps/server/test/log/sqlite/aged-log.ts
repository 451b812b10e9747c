// A data folder whose log has entries of several months, and one pass of its retention.
import type { Entry } from "@hydra/engine";
import type { Archive } from "../../../src/log/retention.ts";
import { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { sqliteRetention } from "../../../src/log/sqlite/sqlite-retention.ts";
import { runRetention } from "../aged-battle.ts";

export async function putEntries(dataDir: string, entries: readonly Entry[]): Promise<void> {
  const log = await SqliteLog.open({ dataDir });
  for (let at = 0; at < entries.length; at += 5_000) await log.importEntries(entries.slice(at, at + 5_000));
  await log.close();
}

/** Lets one pass of the retention run to its end. @throws the reason when it is broken off */
export function retain(log: SqliteLog, days: number): Promise<Archive[]> {
  return runRetention(sqliteRetention(log), days);
}
