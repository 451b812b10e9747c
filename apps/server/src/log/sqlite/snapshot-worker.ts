// The thread that makes one snapshot and ends: the newest one, and the entries after it through the engine, give the
// state a little behind the head. Reads the log's file with its own read-only connection; stores through the log's
// thread, so that it takes no lock. Started by snapshot-maker.ts.
import { once } from "node:events";
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { STATE_FORMAT } from "@hydra/engine";
import { giveWay } from "../background-thread.ts";
import type { SnapshotMessage } from "../snapshot-maker.ts";
import type { SnapshotPart } from "./snapshot-store.ts";
import { makeSnapshot } from "./make-snapshot.ts";
import { openLogReader } from "./sqlite-reader.ts";
import type { SqliteSnapshotJob } from "./sqlite-snapshots.ts";

function parseJob(value: unknown): SqliteSnapshotJob {
  if (typeof value === "object" && value !== null) {
    const { dataDir, everyEntries, behindEntries }: { [key in keyof SqliteSnapshotJob]?: unknown } = value;
    if (
      typeof dataDir === "string" &&
      typeof everyEntries === "number" &&
      typeof behindEntries === "number"
    ) {
      return { dataDir, everyEntries, behindEntries };
    }
  }
  throw new TypeError("a snapshot worker needs a data directory");
}

async function run(
  port: MessagePort,
  { dataDir, everyEntries, behindEntries }: SqliteSnapshotJob,
): Promise<void> {
  const send = (message: SnapshotMessage<SnapshotPart>, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  using reader = openLogReader(dataDir);
  const newest = reader.snapshotSeq(STATE_FORMAT);
  if (reader.head() - newest < everyEntries) return send({ type: "done", seq: newest });
  const snapshot = makeSnapshot(reader, reader.head() - behindEntries);
  for (const part of snapshot.parts) {
    send({ type: "part", part }, [part.state.buffer]);
    // One at a time, so that appends pass in between.
    await once(port, "message");
  }
  send({ type: "done", seq: snapshot.seq, format: STATE_FORMAT });
}

if (parentPort === null) throw new Error("snapshot-worker.ts runs only as a worker thread");
giveWay();
await run(parentPort, parseJob(workerData));
parentPort.close();
