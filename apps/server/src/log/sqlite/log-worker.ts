// The log's worker thread: owns the connection to `hydra.db`, takes requests one after the other and answers each.
// Waiting for the disk happens here, so that the serving thread never does. Started by log-thread.ts.
import { parentPort, workerData } from "node:worker_threads";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase, reasonOf } from "./database.ts";
import { createEntryStore } from "./entry-store.ts";
import type { Greeting, Reply, Request, WorkerOptions } from "./messages.ts";
import { createSnapshotStore } from "./snapshot-store.ts";

const port = parentPort;
if (port === null) throw new Error("log-worker.ts runs only as a worker thread");
const options: WorkerOptions = workerData;

const greet = (greeting: Greeting): void => port.postMessage(greeting);

try {
  const { database, epoch } = openDatabase(options.path);
  const answer = createAnswerer(database);
  port.on("message", (request: Request) => {
    const reply = answer(request);
    port.postMessage(reply);
    if (reply.type === "closed") port.close();
  });
  greet({ type: "opened", epoch, head: createEntryStore(database).head() });
} catch (error) {
  greet({ type: "refused", message: reasonOf(error) });
}

function createAnswerer(database: DatabaseSync): (request: Request) => Reply {
  const entries = createEntryStore(database);
  const snapshots = createSnapshotStore(database);
  const answer = (request: Request): Reply => {
    switch (request.type) {
      case "append":
        return { type: "appended", ...entries.append(request.events) };
      case "read":
        return { type: "entries", ...entries.read(request.after, request.limit) };
      case "save-part":
        snapshots.savePart(request.part);
        return { type: "saved" };
      case "load-snapshot": {
        const snapshot = snapshots.load(request.format);
        return snapshot === undefined ? { type: "no-snapshot" } : { type: "snapshot", ...snapshot };
      }
      case "close":
        close(database);
        return { type: "closed" };
    }
  };
  return (request) => {
    try {
      return answer(request);
    } catch (error) {
      return { type: "failed", message: reasonOf(error) };
    }
  };
}

// Leaves one file behind where it can; a reader that holds on to the WAL is no reason to fail.
function close(database: DatabaseSync): void {
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}
