// The thread that archives what is old of a stream and purges it, when it is this node's turn, and ends (SPEC EL46, EL45).
// Reads and writes over connections of its own. Started by jetstream-retention.ts.
import { once } from "node:events";
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { apply, createWorld, decodeWorld, encodeWorld, STATE_FORMAT, type World } from "@hydra/engine";
import { archivePortion } from "../archive-portion.ts";
import { giveWay } from "../background-thread.ts";
import { DAY_MS, type RetentionMessage } from "../retention.ts";
import { openArchiveFolder, type ArchiveFolder } from "./archive-folder.ts";
import { ArchiveLease } from "./archive-lease.ts";
import { openAccess } from "./connect.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import { DEFAULT_TIMINGS } from "./jetstream-timings.ts";
import type { JetStreamRetentionJob } from "./jetstream-retention.ts";
import { OldEntries } from "./old-entries.ts";
import type { StreamStart } from "./retention-record.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import type { StreamAccess } from "./stream-access.ts";
import { readState } from "./stream.ts";

type Report = (message: RetentionMessage) => Promise<void>;

interface Parts {
  readonly log: JetStreamLog;
  readonly access: StreamAccess;
  readonly folder: ArchiveFolder;
  readonly old: OldEntries;
}

async function run(job: JetStreamRetentionJob, report: Report): Promise<void> {
  using folder = await openArchiveFolder(job.dataDir);
  const log = await JetStreamLog.open({ ...job.log, mustExist: true });
  try {
    const access = await openAccess(job.log.nats, job.log.stream);
    try {
      await takeTurn({ log, access, folder, job, report });
    } finally {
      await access.connection.close();
    }
  } finally {
    await log.close();
  }
}

interface Turn extends Omit<Parts, "old"> {
  readonly job: JetStreamRetentionJob;
  readonly report: Report;
}

async function takeTurn({ log, access, folder, job, report }: Turn): Promise<void> {
  const { holder } = folder;
  const { leaseMs } = { ...DEFAULT_TIMINGS, ...job.log.timings };
  // Where another node did it last, it has a day for it, so that the archives stay together.
  const oldFor = (record: { readonly holder: string } | undefined): OldEntries =>
    new OldEntries(log, record === undefined || record.holder === holder ? job.before : job.before - DAY_MS);
  let old = oldFor(undefined);
  const lease = await ArchiveLease.take({ access, log, holder, leaseMs }, async (record) => {
    old = oldFor(record);
    return (await old.firstAfter(log.start.seq)) !== undefined || (await isUnpurged(access, log.start));
  });
  if (lease === undefined) return;
  try {
    await archiveAll({ log, access, folder, old }, lease, report);
  } finally {
    // Who has taken it over goes on.
    await lease.release().catch(() => undefined);
  }
}

async function isUnpurged(access: StreamAccess, { place }: StreamStart): Promise<boolean> {
  const { firstPlace } = await readState(access);
  return firstPlace <= place;
}

async function archiveAll(
  { log, access, folder, old }: Parts,
  lease: ArchiveLease,
  report: Report,
): Promise<void> {
  // What a node had archived that was ended before it purged.
  await purge(access, lease.start);
  await requireSnapshot(log, old);
  for (;;) {
    const portion = await old.nextPortion(lease.start);
    if (portion === undefined) break;
    const { path, last } = await archivePortion(folder.path, portion);
    await lease.advance(await old.startAfter(access, last));
    await purge(access, lease.start);
    await report({ type: "archived", path, until: last.seq });
  }
  await new SnapshotStore(access, log.epoch).dropBefore(lease.start.seq);
}

/** Only what the stream itself records is archived. */
async function purge({ manager, name }: StreamAccess, { place }: StreamStart): Promise<void> {
  if (place > 0) await manager.streams.purge(name, { seq: place + 1 });
}

/** A node that starts goes on from a snapshot of a later state than what is old: one that can be used, or that is made now. */
async function requireSnapshot(log: JetStreamLog, old: OldEntries): Promise<void> {
  const newest = await restore(log);
  const { world } = newest;
  let { seq } = newest;
  for await (const page of old.pagesAfter(seq)) {
    for (const entry of page) {
      apply(world, entry);
      ({ seq } = entry);
    }
  }
  if (seq === newest.seq) return;
  await log.saveSnapshot(STATE_FORMAT, { seq, state: encodeWorld(world) });
  // As it is stored, and read from there.
  const stored = await restore(log);
  if (stored.seq < seq) throw new Error(`the snapshot at entry ${seq} cannot be read back`);
}

/** @throws LogUnavailableError, or an error that the log cannot be read from its beginning, when no snapshot can be used */
async function restore(log: JetStreamLog): Promise<{ readonly world: World; readonly seq: number }> {
  const snapshot = await log.loadSnapshot(STATE_FORMAT);
  try {
    if (snapshot !== undefined) return { world: decodeWorld(snapshot.state), seq: snapshot.seq };
  } catch {
    // One that cannot be read is worth no more than none: the whole log gives a good one.
  }
  return { world: createWorld(), seq: 0 };
}

/** Sent by this process itself, to this thread. */
function isJob(value: unknown): value is JetStreamRetentionJob {
  return typeof value === "object" && value !== null && "log" in value && "before" in value;
}

async function serve(port: MessagePort, job: JetStreamRetentionJob): Promise<void> {
  giveWay();
  const report: Report = async (message) => {
    port.postMessage(message);
    await once(port, "message");
  };
  await run(job, report);
  await report({ type: "done" });
  port.close();
}

if (parentPort === null) throw new Error("retention-worker.ts runs only as a worker thread");
const job: unknown = workerData;
if (!isJob(job)) throw new TypeError("a retention worker needs a log");
await serve(parentPort, job);
