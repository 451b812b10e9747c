// The thread that makes one snapshot and ends: the newest one and the entries after it through the engine, but for the last
// so many, give the state a little behind the head. Reads and stores over a connection of its own, so that nothing an
// append needs waits for it. Started by jetstream-snapshots.ts.
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import {
  apply,
  createWorld,
  decodeWorld,
  encodeWorld,
  STATE_FORMAT,
  type Entry,
  type World,
} from "@hydra/engine";
import { giveWay } from "../background-thread.ts";
import { loadState } from "../load-state.ts";
import type { SnapshotMessage } from "../snapshot-maker.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import type { JetStreamSnapshotJob } from "./jetstream-snapshots.ts";

async function run(port: MessagePort, job: JetStreamSnapshotJob): Promise<void> {
  const send = (message: SnapshotMessage): void => port.postMessage(message);
  const log = await JetStreamLog.open(job.log);
  try {
    const { world, seq } = await restore(log);
    const behind: Entry[] = [];
    let count = 0;
    let applied = seq;
    const subscription = log.subscribe(seq, (entries) => {
      count += entries.length;
      behind.push(...entries);
      // In strides, or each batch would move all those that stay.
      if (behind.length < 2 * job.behindEntries) return;
      applied = applyAll(world, behind.splice(0, behind.length - job.behindEntries)) ?? applied;
    });
    await subscription.caughtUp;
    subscription.close();
    if (count < job.everyEntries) return send({ type: "done", seq: log.head });
    const rest = behind.slice(0, Math.max(0, behind.length - job.behindEntries));
    applied = applyAll(world, rest) ?? applied;
    await log.saveSnapshot(STATE_FORMAT, { seq: applied, state: encodeWorld(world) });
    send({ type: "done", seq: applied, format: STATE_FORMAT });
  } finally {
    await log.close();
  }
}

/** @returns the seq of the last of them. */
function applyAll(world: World, entries: readonly Entry[]): number | undefined {
  for (const entry of entries) apply(world, entry);
  return entries.at(-1)?.seq;
}

async function restore(log: JetStreamLog): Promise<{ readonly world: World; readonly seq: number }> {
  const snapshot = await loadState(log);
  try {
    if (snapshot !== undefined) return { world: decodeWorld(snapshot.state), seq: snapshot.seq };
  } catch {
    // One that cannot be read is worth no more than none: the whole log gives a good one.
  }
  return { world: createWorld(), seq: 0 };
}

/** Sent by this process itself, to this thread. */
function isJob(value: unknown): value is JetStreamSnapshotJob {
  return typeof value === "object" && value !== null && "log" in value && "everyEntries" in value;
}

if (parentPort === null) throw new Error("snapshot-worker.ts runs only as a worker thread");
const job: unknown = workerData;
if (!isJob(job)) throw new TypeError("a snapshot worker needs a log");
giveWay();
await run(parentPort, job);
parentPort.close();
