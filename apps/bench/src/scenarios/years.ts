// How a log grows: bytes a hit in SQLite, in a stream and in an archive, and what a year of hits comes to with and without a retention.
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BattleEvent, Entry } from "@hydra/engine";
import { openFolderLog, Retention } from "@hydra/server";
import { count } from "../report/statistics.ts";
import type { Scenario } from "../scenario.ts";
import { measureStream, type StreamGrowth } from "../years/stream-growth.ts";

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
      const left = await bytesOf(dataDir, "hydra.db");
      console.log("filling a stream, and archiving most of it …");
      const stream = await measureStream(eventOf);
      const aHitOfStream = { log: stream.bytesAHit, archive: stream.archiveBytesAHit };
      return {
        tables: [
          measured(
            {
              hits: HITS,
              bytesAHit: aHit.log,
              archiveBytesAHit: aHit.archive,
              archived,
              tookMs,
              leftBytes: left,
            },
            "hydra.db",
          ),
          aYear(aHit, "hydra.db"),
          measured(stream, "a replica"),
          aYear(aHitOfStream, "a replica"),
        ],
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
  { hits, bytesAHit, archiveBytesAHit, archived, leftBytes, tookMs }: StreamGrowth,
  where: string,
): { title: string; columns: string[]; rows: string[][] } {
  return {
    title: `A log of ${count(hits)} hits, of which ${count(archived)} are archived and dropped`,
    columns: ["", ""],
    rows: [
      [`bytes a hit in ${where}`, bytesAHit.toFixed(0)],
      ["bytes a hit in an archive", archiveBytesAHit.toFixed(0)],
      [`${where} before, MB`, megabytes(bytesAHit * hits)],
      [`${where} after, MB`, megabytes(leftBytes)],
      ["archived and dropped a second", count((archived / tookMs) * 1_000)],
    ],
  };
}

function aYear(aHit: BytesAHit, where: string): { title: string; columns: string[]; rows: string[][] } {
  const hits = (days: number): number => days * 86_400 * HITS_PER_SECOND;
  // A pass a day: the oldest entries are a day older than they need be.
  const kept = hits(RETENTION_DAYS + 1);
  return {
    title: `A year of ${HITS_PER_SECOND} hits a second, GB`,
    columns: ["", where, "archives"],
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
  const { log } = await openFolderLog(dataDir);
  const startedAt = Date.now() - DAYS * DAY_MS;
  for (let first = 0; first < HITS; first += BATCH_ENTRIES) {
    const entries = Array.from({ length: BATCH_ENTRIES }, (_, index): Entry => {
      const n = first + index;
      return {
        seq: n + 1,
        at: Math.floor(startedAt + (n * DAYS * DAY_MS) / HITS),
        event: battleEvent(n, PLAYERS, idOf(0)),
      };
    });
    await log.importEntries(entries);
  }
  await log.close();
}

function battleEvent(n: number, players: number, familyId: string): BattleEvent {
  const rules = { cooldownScale: 0, maxHp: 100_000 };
  if (n === 0) return { type: "family-created", familyId, name: "Bench", seed: 1, rules };
  const playerId = idOf(1 + (n % players));
  if (n <= players) return { type: "player-joined", familyId, playerId, name: `Player ${n}` };
  return { type: "attack", familyId, playerId, commandId: crypto.randomUUID(), skill: "slash" };
}

/** Of two families in turn. */
function eventOf(n: number, players: number): BattleEvent {
  return battleEvent(Math.floor(n / 2), players / 2, idOf(n % 2));
}

/** 16 characters, as the server's own. */
function idOf(n: number): string {
  return ((n + 1) * 2_654_435_761).toString(32).padStart(16, "k3v9t7x1m5q2w8z4");
}

async function retain(dataDir: string): Promise<{ readonly archived: number; readonly tookMs: number }> {
  const { log, retention: source } = await openFolderLog(dataDir);
  const startedAt = performance.now();
  let archived = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const retention = new Retention({
    log: source(),
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
