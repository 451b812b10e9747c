// The log's time over restarts (SPEC EL15). While the machine has not been started again, its uptime shows how long the log was
// closed, whatever its wall clock shows meanwhile; a row in the log holds what the time was at which uptime. After a start of the
// machine only the wall clock is left, and it is not taken for longer ago than the newest entry.
import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { MACHINE_CLOCKS, type ClockSources } from "../log-clock.ts";

/** One start of this machine; undefined where the system does not name it. */
function readBootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return undefined;
  }
}

/**
 * How far the time at which a log goes on is ahead of the machine's clock, milliseconds; noted for the next time.
 * @param lastAt time of the newest entry, 0 for none
 */
export function resumeAheadMs(
  database: DatabaseSync,
  lastAt: number,
  { uptimeMs, wallMs }: ClockSources = MACHINE_CLOCKS,
): number {
  const bootId = readBootId();
  const uptime = Math.round(uptimeMs());
  const before = readRecord(database);
  const isSameBoot = before !== undefined && before.bootId === bootId && before.uptimeMs <= uptime;
  const wall = wallMs();
  const now = isSameBoot ? before.at + uptime - before.uptimeMs : wall;
  const at = Math.max(lastAt, now);
  if (bootId !== undefined) {
    database
      .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('clock', ?)")
      .run(`${bootId} ${uptime} ${Math.floor(at)}`);
  }
  return at - wall;
}

interface BootRecord {
  readonly bootId: string;
  readonly uptimeMs: number;
  readonly at: number;
}

function readRecord(database: DatabaseSync): BootRecord | undefined {
  const text = database.prepare("SELECT value FROM meta WHERE key = 'clock'").get()?.["value"];
  const [, bootId, uptimeMs, at] = /^(\S+) (\d{1,15}) (\d{1,16})$/.exec(String(text)) ?? [];
  return bootId === undefined ? undefined : { bootId, uptimeMs: Number(uptimeMs), at: Number(at) };
}
