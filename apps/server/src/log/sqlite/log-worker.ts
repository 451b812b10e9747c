// The log's worker thread: owns the connection to `hydra.db`, takes one request after the other and answers each.
// Waiting for the disk happens here, so that the serving thread never does. Started by log-thread.ts.
import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../failure.ts";
import { createEntryDropper } from "./entry-dropper.ts";
import {
  createEntryImporter,
  createEntryReader,
  createEntryWriter,
  type LastEntry,
  type StoredBatch,
} from "./entry-store.ts";
import { readHead, touch } from "./log-database.ts";
import {
  parseWorkerOptions,
  type Greeting,
  type Reply,
  type Request,
  type WorkerOptions,
} from "./messages.ts";
import { openLog, type OpenLog } from "./open-log.ts";
import { createSnapshotStore } from "./snapshot-store.ts";
import { reasonFor } from "./sqlite-errors.ts";

/** Stores, and answers for it only when a restart would find it. */
function createStorer({ database, files, reached, epoch }: OpenLog): Storer {
  const write = createEntryWriter(database);
  const take = createEntryImporter(database);
  const note = (seq: number): void => {
    try {
      reached.write({ epoch, seq });
    } catch {
      // The entries are on disk all the same; the file is only behind.
    }
  };
  return {
    append(events, now) {
      const stored = write(events, now);
      // After the commit: what was renamed or removed before it ended is not acknowledged.
      files.verify();
      note(stored.lastSeq);
      return stored;
    },
    importAll(entries) {
      const stored = take(entries);
      files.verify();
      if (stored !== undefined) note(stored.seq);
      return stored;
    },
    touch() {
      files.verify();
      touch(database);
    },
  };
}

interface Storer {
  append(events: string, now: number): StoredBatch;
  /** The last of them; undefined when they do not follow on what is stored. */
  importAll(entries: string): LastEntry | undefined;
  touch(): void;
}

function createAnswerer(log: OpenLog): (request: Request) => Reply {
  const { database, files, reached } = log;
  const storer = createStorer(log);
  const read = createEntryReader(database);
  const snapshots = createSnapshotStore(database);
  const dropper = createEntryDropper(database);

  return (request) => {
    switch (request.type) {
      case "append":
        return { type: "appended", ...storer.append(request.events, request.now) };
      case "import":
        return { type: "imported", last: storer.importAll(request.entries) };
      case "read":
        return { type: "entries", ...read(request.after, request.limit) };
      case "check":
        files.verify();
        return { type: "checked" };
      case "touch":
        storer.touch();
        return { type: "touched" };
      case "begin-after":
        // What was archived beside these files is not to be dropped from others.
        files.verify();
        dropper.beginAfter(request.seq, request.format);
        return { type: "begins" };
      case "drop-some":
        return { type: "dropped", isMore: dropper.dropSome() };
      case "save-part":
        snapshots.savePart(request.part);
        return { type: "part-saved" };
      case "drop-part":
        return { type: "part-dropped", isMore: snapshots.dropOldPart(request.format) };
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
    const log = openLog(options);
    const answer = createAnswerer(log);
    port.on("message", (request: Request) => {
      try {
        reply(answer(request));
      } catch (error) {
        reply({ type: "failed", message: reasonOf(error), reason: reasonFor(error) });
      }
      if (request.type === "close") port.close();
    });
    const { epoch, aheadMs, notice } = log;
    greet({
      type: "opened",
      epoch,
      aheadMs,
      head: readHead(log.database),
      ...(notice === undefined ? {} : { notice }),
    });
  } catch (error) {
    greet({ type: "refused", message: reasonOf(error) });
    port.close();
  }
}

serve(parseWorkerOptions(workerData));
