// The log's worker thread: owns the connection to `hydra.db`, takes one request after the other and answers each.
// Waiting for the disk happens here, so that the serving thread never does. Started by log-thread.ts.
import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { LogOpenError } from "../event-log.ts";
import { databasePath, reachedPath } from "./data-files.ts";
import {
  createEntryImporter,
  createEntryReader,
  createEntryWriter,
  type StoredBatch,
} from "./entry-store.ts";
import { reasonOf } from "../failure.ts";
import { openLogDatabase, readEpoch, readHead, renewEpoch, touch } from "./log-database.ts";
import {
  parseWorkerOptions,
  type Greeting,
  type Reply,
  type Request,
  type WorkerOptions,
} from "./messages.ts";
import { inspectLog, type Inspection } from "./log-inspection.ts";
import { openReachedFile, type ReachedFile } from "./reached-file.ts";
import { createSnapshotStore } from "./snapshot-store.ts";

/** Read in a second or two at the start: the whole of a log of 400 MB. */
const MAX_INSPECTED_ENTRIES = 2_000_000;

interface OpenLog {
  readonly database: DatabaseSync;
  readonly reached: ReachedFile;
  readonly epoch: string;
  readonly notice?: string;
}

function open({ dataDir, busyTimeoutMs }: WorkerOptions): OpenLog {
  const found = inspectLog({ dataDir, busyTimeoutMs, maxEntries: MAX_INSPECTED_ENTRIES });
  const database = openLogDatabase(databasePath(dataDir), busyTimeoutMs);
  try {
    const { epoch, notice } = identify(database, found);
    const reached = openReachedFile(reachedPath(dataDir), { epoch, seq: found.head });
    return { database, reached, epoch, ...(notice === undefined ? {} : { notice }) };
  } catch (error) {
    database.close();
    throw new LogOpenError(`The data directory ${dataDir} cannot be used: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

// Which life of the log this is: EL26.
function identify(
  database: DatabaseSync,
  { head, reached }: Inspection,
): { readonly epoch: string; readonly notice?: string } {
  const stored = readEpoch(database);
  if (head === 0 || reached?.epoch === stored) return { epoch: stored };
  const epoch = renewEpoch(database);
  return {
    epoch,
    notice: `The event log ends at entry ${head} but comes from elsewhere: new epoch ${epoch}.`,
  };
}

function createAnswerer({ database, reached, epoch }: OpenLog): (request: Request) => Reply {
  const write = createEntryWriter(database);
  const take = createEntryImporter(database);
  const read = createEntryReader(database);
  const snapshots = createSnapshotStore(database);

  const note = (seq: number): void => {
    try {
      reached.write({ epoch, seq });
    } catch {
      // The entries are on disk all the same; the file is only behind.
    }
  };
  const append = (events: string): StoredBatch => {
    const stored = write(events);
    note(stored.lastSeq);
    return stored;
  };
  const importAll = (entries: string): number | undefined => {
    const stored = take(entries);
    if (stored !== undefined) note(stored.lastSeq);
    return stored?.lastSeq;
  };

  return (request) => {
    switch (request.type) {
      case "append":
        return { type: "appended", ...append(request.events) };
      case "import":
        return { type: "imported", lastSeq: importAll(request.entries) };
      case "read":
        return { type: "entries", ...read(request.after, request.limit) };
      case "touch":
        touch(database);
        return { type: "touched" };
      case "save-part":
        snapshots.savePart(request.part);
        return { type: "part-saved" };
      case "drop-part":
        return { type: "part-dropped", isMore: snapshots.dropOldPart(request.format) };
      case "load-snapshot":
        return { type: "snapshot", snapshot: snapshots.load(request.format) };
      case "close":
        reached.close();
        close(database);
        return { type: "closed" };
    }
  };
}

function close(database: DatabaseSync): void {
  try {
    // Leaves one file behind; where a reader holds on to the WAL, three, which is no reason to wait.
    database.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}

function serve(options: WorkerOptions): void {
  const port = parentPort;
  if (port === null) throw new Error("log-worker.ts runs only as a worker thread");
  const greet = (greeting: Greeting): void => port.postMessage(greeting);
  const reply = (reply: Reply): void => port.postMessage(reply);
  try {
    const log = open(options);
    const answer = createAnswerer(log);
    port.on("message", (request: Request) => {
      try {
        reply(answer(request));
      } catch (error) {
        reply({ type: "failed", message: reasonOf(error) });
      }
      if (request.type === "close") port.close();
    });
    const { epoch, notice } = log;
    greet({
      type: "opened",
      epoch,
      head: readHead(log.database),
      ...(notice === undefined ? {} : { notice }),
    });
  } catch (error) {
    greet({ type: "refused", message: reasonOf(error) });
    port.close();
  }
}

serve(parseWorkerOptions(workerData));
