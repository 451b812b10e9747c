// How a log grows: bytes a hit in SQLite and in an archive, and what a year of hits comes to with and without a retention.
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BattleEvent, Entry } from "@hydra/engine";
import { Retention, SqliteLog, sqliteRetention } from "@hydra/server";
import { count } from "../report/statistics.ts";
import type { Scenario } from "../scenario.ts";

const HITS = 1_000_000;
const PLAYERS = 1_000;
const BATCH_ENTRIES = 10_000;
const DAY_MS = 86_400_000;
/** The hits are spread over so many days, of which the newest few are kept. */
const DAYS = 100;
const KEPT_DAYS = 10;
const HITS_PER_SECOND = 20;
const RETENTION_DAYS = 30;
const YEAR_DAYS = 365;

export const years: Scenario = {
  name: "years",
  summary:
    "bytes a hit in the log and in an archive, and a year of 20 hits a second with and without a retention",
  run: async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-years-"));
    try {
      console.log(`filling the log with ${count(HITS)} hits of ${count(PLAYERS)} players …`);
      await fill(dataDir);
      const logBytes = await bytesOf(dataDir, "hydra.db");
      console.log(`archiving what is older than ${KEPT_DAYS} of ${DAYS} days …`);
      const { archived, tookMs } = await retain(dataDir);
      const archiveBytes = await bytesOf(join(dataDir, "archive"));
      const aHit = { log: logBytes / HITS, archive: archiveBytes / archived };
      return {
        tables: [measured(aHit, { archived, tookMs, left: await bytesOf(dataDir, "hydra.db") }), aYear(aHit)],
      };
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

interface BytesAHit {
  readonly log: number;
  readonly archive: number;
}

function measured(
  aHit: BytesAHit,
  { archived, tookMs, left }: { archived: number; tookMs: number; left: number },
): { title: string; columns: string[]; rows: string[][] } {
  return {
    title: `A log of ${count(HITS)} hits, of which ${count(archived)} are archived and dropped`,
    columns: ["", ""],
    rows: [
      ["bytes a hit in hydra.db", aHit.log.toFixed(0)],
      ["bytes a hit in an archive", aHit.archive.toFixed(0)],
      ["hydra.db before, MB", megabytes(aHit.log * HITS)],
      ["hydra.db after, MB", megabytes(left)],
      ["archived and dropped a second", count((archived / tookMs) * 1_000)],
    ],
  };
}

function aYear(aHit: BytesAHit): { title: string; columns: string[]; rows: string[][] } {
  const hits = (days: number): number => days * 86_400 * HITS_PER_SECOND;
  // A pass a day: the oldest entries are a day older than they need be.
  const kept = hits(RETENTION_DAYS + 1);
  return {
    title: `A year of ${HITS_PER_SECOND} hits a second, GB`,
    columns: ["", "hydra.db", "archives"],
    rows: [
      ["RETENTION_DAYS=0", gigabytes(hits(YEAR_DAYS) * aHit.log), "0"],
      [
        `RETENTION_DAYS=${RETENTION_DAYS}`,
        gigabytes(kept * aHit.log),
        gigabytes((hits(YEAR_DAYS) - kept) * aHit.archive),
      ],
    ],
  };
}

/** Entries as a server makes them: ids, commands and texts of their length. */
async function fill(dataDir: string): Promise<void> {
  const log = await SqliteLog.open({ dataDir });
  const familyId = idOf(0);
  const rules = { cooldownScale: 0, maxHp: 100_000 };
  const startedAt = Date.now() - DAYS * DAY_MS;
  const eventOf = (n: number): BattleEvent => {
    if (n === 0) return { type: "family-created", familyId, name: "Bench", seed: 1, rules };
    const playerId = idOf(1 + (n % PLAYERS));
    if (n <= PLAYERS) return { type: "player-joined", familyId, playerId, name: `Player ${n}` };
    return { type: "attack", familyId, playerId, commandId: crypto.randomUUID(), skill: "slash" };
  };
  for (let first = 0; first < HITS; first += BATCH_ENTRIES) {
    const entries = Array.from({ length: BATCH_ENTRIES }, (_, index): Entry => {
      const n = first + index;
      return { seq: n + 1, at: Math.floor(startedAt + (n * DAYS * DAY_MS) / HITS), event: eventOf(n) };
    });
    await log.importEntries(entries);
  }
  await log.close();
}

/** 16 characters, as the server's own. */
function idOf(n: number): string {
  return ((n + 1) * 2_654_435_761).toString(32).padStart(16, "k3v9t7x1m5q2w8z4");
}

async function retain(dataDir: string): Promise<{ readonly archived: number; readonly tookMs: number }> {
  const log = await SqliteLog.open({ dataDir });
  const startedAt = performance.now();
  let archived = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const retention = new Retention({
    log: sqliteRetention(log),
    days: KEPT_DAYS,
    onArchived: ({ until }) => (archived = until),
    onFailure: reject,
    onDone: resolve,
  });
  await promise;
  const tookMs = performance.now() - startedAt;
  await retention.close();
  await log.close();
  return { archived, tookMs };
}

async function bytesOf(folder: string, only?: string): Promise<number> {
  const names = only === undefined ? await readdir(folder) : [only];
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
