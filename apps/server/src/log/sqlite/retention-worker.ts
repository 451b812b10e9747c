// The thread that archives what is older than it is to be kept (SPEC EL43), and ends. Reads the log's file with a read-only
// connection of its own, writes the archives, and has the log's thread store and drop, so that it takes no lock. Started by
// retention.ts, which answers each message before the next comes.
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { decodeWorld, STATE_FORMAT } from "@hydra/engine";
import { giveWay } from "../background-thread.ts";
import { archiveFolder } from "../archive-file.ts";
import { archivePortion } from "../archive-portion.ts";
import { lastSeqBefore, nextPortion } from "./archive-plan.ts";
import { databasePath } from "./data-files.ts";
import { makeSnapshot } from "./make-snapshot.ts";
import type { RetentionMessage } from "../retention.ts";
import type { SqliteRetentionJob, SqliteRetentionStep } from "./sqlite-retention.ts";
import { openLogReader, type LogReader } from "./sqlite-reader.ts";

type Report = (message: RetentionMessage<SqliteRetentionStep>) => Promise<void>;

function parseJob(value: unknown): SqliteRetentionJob {
  if (typeof value === "object" && value !== null && "dataDir" in value && "before" in value) {
    const { dataDir, before } = value;
    if (typeof dataDir === "string" && typeof before === "number") return { dataDir, before };
  }
  throw new TypeError("a retention worker needs a data directory");
}

async function run({ dataDir, before }: SqliteRetentionJob, report: Report): Promise<void> {
  using database = new DatabaseSync(databasePath(dataDir), { readOnly: true });
  const until = lastSeqBefore(database, before);
  if (nextPortion(database, until) === undefined) return;
  using reader = openLogReader(dataDir);
  await requireSnapshot(reader, until, report);
  for (;;) {
    const portion = nextPortion(database, until);
    if (portion === undefined) return;
    const { path, last } = await archivePortion(archiveFolder(dataDir), portion);
    await report({ type: "archived", path, until: last.seq });
  }
}

/** A restart goes on from a snapshot at `until` or later: one that is there and can be used, or that is made now. */
async function requireSnapshot(reader: LogReader, until: number, report: Report): Promise<void> {
  const newest = reader.loadSnapshot(STATE_FORMAT);
  if (newest !== undefined && newest.seq >= until && isUsable(newest.state)) return;
  const snapshot = makeSnapshot(reader, until);
  for (const part of snapshot.parts) await report({ type: "step", step: { type: "part", part } });
  await report({ type: "step", step: { type: "snapshot" } });
}

function isUsable(state: string): boolean {
  try {
    decodeWorld(state);
    return true;
  } catch {
    return false;
  }
}

async function serve(port: MessagePort): Promise<void> {
  giveWay();
  const report: Report = async (message) => {
    const isPart = message.type === "step" && message.step.type === "part";
    port.postMessage(message, isPart ? [message.step.part.state.buffer] : []);
    await once(port, "message");
  };
  await run(parseJob(workerData), report);
  await report({ type: "done" });
  port.close();
}

if (parentPort === null) throw new Error("retention-worker.ts runs only as a worker thread");
await serve(parentPort);
