// What a soak must show, from what was recorded of it. Pure.
import { count, median } from "../report/statistics.ts";
import type { Claim, Table } from "../scenario.ts";
import type { LogSample, SoakRun } from "./run.ts";
import { memoryClaims, memoryTable, mib } from "./memory.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So long may a sweep take, and the log be beyond its retention. */
const SWEEP_MS = 30_000;
/** An entry is 196 bytes on average (apps/server/README.md). */
const ENTRY_BYTES = 256;
/** Pages in use that are neither, and what one transaction of a sweep holds back. */
const SPARE_BYTES = 4 * MIB;

export function claimsOf(run: SoakRun, killEveryMs: number): Claim[] {
  const { verdict, field, history } = run;
  const { ledger } = field;
  return [
    none("acknowledged attacks that are not in the log", verdict.lost),
    none("attacks that counted twice", verdict.doubled),
    none("acknowledged with another outcome than the log's", [...verdict.changed, ...ledger.contradictions]),
    none("refused for good, and counted", verdict.refused),
    none("hits of a player who never sent them", verdict.foreign),
    none("players whose damage and hits differ: acknowledged, told, replayed", run.players),
    none(`watchers of ${field.watchers.length} with a gap, a repeat or another ranking`, run.watchers),
    none("watchers that had to start over", startedOver(run)),
    none("families whose ranking differs: a replay", run.rankings),
    none("families whose ranking differs: started again, made anew of the whole log", run.restarted),
    none("entries out of order, by seq or time", history.disorders),
    none("damage that hydra-log verify or import found", run.damage),
    none("faults on the way", run.faults),
    none("errors in the server's output", run.serverErrors),
    atLeastOnce("steps of the clock that the server told", run.reported.clockSteps, run.clockSteps),
    atLeastOnce("times that old entries were archived and dropped", run.reported.archived, run.reboots),
    atLeastOnce("families that were retired", run.reported.retired, run.reboots),
    retentionClaim(run.sizes),
    ...memoryClaims(run, killEveryMs),
  ];
}

function none(what: string, sentences: readonly string[]): Claim {
  return { what, target: "0", measured: String(sentences.length), holds: sentences.length === 0 };
}

/** What is to have happened if there was a reason to. */
function atLeastOnce(what: string, times: number, reasons: number): Claim {
  return {
    what,
    target: reasons > 0 ? "≥ 1" : "any",
    measured: String(times),
    holds: reasons === 0 || times > 0,
  };
}

/** No way led on from what they held, though nothing took it away. */
function startedOver({ field }: SoakRun): string[] {
  return field.watchers
    .filter(({ continuity }) => continuity.resets > 0)
    .map(({ name, continuity }) => `${name}: ${continuity.resets} times`);
}

/** The longest time for which the log held more than a day, or took more room than its entries and snapshots. */
function retentionClaim(sizes: readonly LogSample[]): Claim {
  let within = 0;
  let longest = 0;
  for (const size of sizes) {
    const bound = size.entries * ENTRY_BYTES + size.snapshotBytes * 1.1 + SPARE_BYTES;
    if (size.spanMs <= DAY_MS && size.bytes <= bound) within = size.atMs;
    longest = Math.max(longest, size.atMs - within);
  }
  return {
    what: "longest time for which the log was beyond its retention",
    target: `≤ ${SWEEP_MS / 1_000} s`,
    measured: `${(longest / 1_000).toFixed(0)} s`,
    holds: longest <= SWEEP_MS && sizes.length > 0,
  };
}

export function tablesOf(run: SoakRun, killEveryMs: number): Table[] {
  const { field, history, samples, sizes } = run;
  const { done, ledger } = field;
  const resident = samples.map(({ residentBytes }) => residentBytes);
  const updates = field.watchers.reduce((sum, { continuity }) => sum + continuity.updates, 0);
  const reconnects = field.watchers.reduce((sum, watcher) => sum + watcher.reconnects, 0);
  const last = sizes.at(-1);
  const rows: [string, string][] = [
    ["kills, of them with the machine", `${run.kills}, ${run.reboots}`],
    ["attacks acknowledged", count(ledger.acknowledged)],
    ["sent again after that, and told the same", count(ledger.repeats)],
    ["counted and never acknowledged", count(run.verdict.found)],
    [
      "attempts without an answer",
      [...field.failures].map(([code, times]) => `${times} ${code}`).join(", ") || "0",
    ],
    ["entries from the first", count(history.entries)],
    ["hits, bots' included", count(history.hits.length)],
    ["updates that watchers were shown", count(updates)],
    ["reconnects of watchers", count(reconnects)],
    ["families, players, watchers, labs that came and went", Object.values(done).slice(0, 4).join(", ")],
    ["lab visits that a fault cut short", String(done.cutShort)],
    ["resident memory, median and most, MiB", `${mib(median(resident))}, ${mib(Math.max(...resident))}`],
    [
      "entries in the log at the end, and at most",
      `${count(last?.entries ?? 0)}, ${count(Math.max(...sizes.map(({ entries }) => entries)))}`,
    ],
    [
      "the log at the end, and at most, MiB",
      `${mib(last?.bytes ?? 0)}, ${mib(Math.max(...sizes.map(({ bytes }) => bytes)))}`,
    ],
    ["disk full", run.skipped ?? "once"],
  ];
  return [
    { title: `A soak of ${(run.lastsMs / 60_000).toFixed(1)} minutes`, columns: ["", ""], rows },
    memoryTable(run, killEveryMs),
  ];
}

/** The sentences behind what does not hold, the first of each. */
export function failuresOf(run: SoakRun): string[] {
  const { verdict } = run;
  const lists = {
    lost: verdict.lost,
    doubled: verdict.doubled,
    changed: [...verdict.changed, ...run.field.ledger.contradictions],
    refused: verdict.refused,
    foreign: verdict.foreign,
    players: run.players,
    watchers: [...run.watchers, ...startedOver(run)],
    rankings: [...run.rankings, ...run.restarted],
    disorders: run.history.disorders,
    damage: run.damage,
    errors: run.serverErrors,
  };
  return Object.entries(lists).flatMap(([what, list]) => list.slice(0, 10).map((text) => `${what}: ${text}`));
}
