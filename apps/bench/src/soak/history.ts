// What happened by a log, from its first entry: archives and log put together by the operator's tool, read with any SQLite client,
// and applied one by one. Independent of the state of the server under soak.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { apply, createWorld, type BattleEvent, type World } from "@hydra/engine";
import { SERVER_MAIN } from "../processes/hydra.ts";
import type { Hit } from "./ledger.ts";

export interface History {
  readonly entries: number;
  /** Those that counted, in order. */
  readonly hits: readonly Hit[];
  readonly world: World;
  /** Entries that are earlier than the one before, by seq or by time. */
  readonly disorders: readonly string[];
}

/** Runs `hydra-log`. Resolves with its exit code and all that it printed. */
export async function hydraLog(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const tool = join(dirname(SERVER_MAIN), "hydra-log.ts");
  const child = spawn(process.execPath, [tool, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  return { code: child.exitCode, output: output.trim() };
}

/** @param dataDir of a log that begins with the first entry */
export function readHistory(dataDir: string): History {
  using database = new DatabaseSync(join(dataDir, "hydra.db"), { readOnly: true });
  const world = createWorld();
  const hits: Hit[] = [];
  const disorders: string[] = [];
  let entries = 0;
  let before = { seq: 0, at: 0 };
  for (const row of database.prepare("SELECT seq, at, event FROM entry ORDER BY seq").iterate()) {
    const entry = { seq: Number(row["seq"]), at: Number(row["at"]), event: eventOf(row["event"]) };
    if (entry.at < before.at || entry.seq <= before.seq)
      disorders.push(`#${entry.seq} at ${entry.at} after #${before.seq} at ${before.at}`);
    before = entry;
    entries += 1;
    const outcome = apply(world, entry);
    if (outcome.type !== "hit" || outcome.duplicate || entry.event.type !== "attack") continue;
    const { familyId, playerId, commandId } = entry.event;
    const { seq, damage, totalDamage } = outcome;
    hits.push({ familyId, playerId, commandId, seq, damage, totalDamage });
  }
  return { entries, hits, world, disorders };
}

export interface LogSize {
  readonly entries: number;
  /** By the log's time: from its oldest entry to its newest. */
  readonly spanMs: number;
  /** Of the database, without its WAL. */
  readonly bytes: number;
  /** Of it: the parts of the state's snapshots. */
  readonly snapshotBytes: number;
}

/** Of an open or closed log, whose seqs leave nothing out. */
export function readLogSize(dataDir: string): LogSize {
  using database = new DatabaseSync(join(dataDir, "hydra.db"), { readOnly: true, timeout: 5_000 });
  const number = (sql: string): number => Number(database.prepare(sql).get()?.["n"] ?? 0);
  const oldest = number("SELECT min(seq) AS n FROM entry");
  const newest = number("SELECT max(seq) AS n FROM entry");
  const timeOf = (seq: number): number => number(`SELECT at AS n FROM entry WHERE seq = ${seq}`);
  return {
    entries: newest - oldest + 1,
    spanMs: timeOf(newest) - timeOf(oldest),
    bytes: number("SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size"),
    snapshotBytes: number("SELECT sum(length(state)) AS n FROM snapshot"),
  };
}

/** What the log holds is what a server wrote; the engine has the rest. */
function eventOf(text: unknown): BattleEvent {
  const event: unknown = JSON.parse(String(text));
  if (!isEvent(event)) throw new TypeError(`no event: ${String(text)}`);
  return event;
}

function isEvent(value: unknown): value is BattleEvent {
  return typeof value === "object" && value !== null && "type" in value && "familyId" in value;
}
