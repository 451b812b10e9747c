// The thread that archives what is older than it is to be kept (SPEC EL43), and ends. Reads the log's file with a read-only
// connection of its own, writes the archives, and has the log's thread store and drop, so that it takes no lock. Started by
// retention.ts, which answers each message before the next comes.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { decodeWorld, STATE_FORMAT } from "@hydra/engine";
import { giveWay } from "../background-thread.ts";
import { archivePath, extendArchive, lastRowOf, makeFolder, type ArchivedRow } from "./archive-file.ts";
import { lastSeqBefore, nextPortion, rowsOf, type Portion } from "./archive-plan.ts";
import { archiveFolder, databasePath } from "./data-files.ts";
import { makeSnapshot } from "./make-snapshot.ts";
import type { RetentionJob, RetentionMessage } from "./retention.ts";
import { openLogReader, type LogReader } from "./sqlite-reader.ts";

type Tell = (message: RetentionMessage) => Promise<void>;

function parseJob(value: unknown): RetentionJob {
  if (typeof value === "object" && value !== null && "dataDir" in value && "before" in value) {
    const { dataDir, before } = value;
    if (typeof dataDir === "string" && typeof before === "number") return { dataDir, before };
  }
  throw new TypeError("a retention worker needs a data directory");
}

async function run({ dataDir, before }: RetentionJob, tell: Tell): Promise<void> {
  using database = new DatabaseSync(databasePath(dataDir), { readOnly: true });
  const until = lastSeqBefore(database, before);
  if (nextPortion(database, until) === undefined) return;
  using reader = openLogReader(dataDir);
  await requireSnapshot(reader, until, tell);
  for (;;) {
    const portion = nextPortion(database, until);
    if (portion === undefined) return;
    const path = await archive(database, dataDir, portion);
    await tell({ type: "archived", path, until: portion.until });
  }
}

/** A restart goes on from a snapshot at `until` or later: one that is there and can be used, or that is made now. */
async function requireSnapshot(reader: LogReader, until: number, tell: Tell): Promise<void> {
  const newest = reader.loadSnapshot(STATE_FORMAT);
  if (newest !== undefined && newest.seq >= until && isUsable(newest.state)) return;
  const snapshot = makeSnapshot(reader, until);
  for (const part of snapshot.parts) await tell({ type: "part", part });
  await tell({ type: "snapshot" });
}

function isUsable(state: string): boolean {
  try {
    decodeWorld(state);
    return true;
  } catch {
    return false;
  }
}

/** @returns where the portion is now; all of it, on disk */
async function archive(database: DatabaseSync, dataDir: string, portion: Portion): Promise<string> {
  const folder = archiveFolder(dataDir);
  await makeFolder(folder);
  for (let number = 1; ; number += 1) {
    const path = archivePath(folder, portion.month, number);
    const last = existsSync(path) ? await lastRowOf(path).catch(() => "unusable" as const) : undefined;
    // Never over what is another log's, or was begun by this one and damaged since.
    if (last === "unusable" || (last !== undefined && !isOfThisLog(database, last, portion))) continue;
    const archivedSeq = last?.seq ?? portion.after.seq;
    if (archivedSeq < portion.until)
      await extendArchive(path, lacking(rowsOf(database, portion), archivedSeq));
    return path;
  }
}

/** Whether the rest of the portion follows on what an archive ends with. */
function isOfThisLog(database: DatabaseSync, last: ArchivedRow, { after }: Portion): boolean {
  if (last.seq === after.seq) return last.checksum === after.checksum;
  const row = database.prepare("SELECT at, crc FROM entry WHERE seq = ?").get(last.seq);
  return last.seq > after.seq && row?.["at"] === last.at && row["crc"] === last.checksum;
}

function* lacking(rows: Iterable<ArchivedRow>, archivedSeq: number): Generator<ArchivedRow> {
  for (const row of rows) if (row.seq > archivedSeq) yield row;
}

async function serve(port: MessagePort): Promise<void> {
  giveWay();
  const tell: Tell = async (message) => {
    port.postMessage(message, message.type === "part" ? [message.part.state.buffer] : []);
    await once(port, "message");
  };
  await run(parseJob(workerData), tell);
  await tell({ type: "done" });
  port.close();
}

if (parentPort === null) throw new Error("retention-worker.ts runs only as a worker thread");
await serve(parentPort);
