// Which node archives (SPEC EL45): one at a time, the one whose record in the stream is the newest and names it. One that was replaced
// meanwhile can write no other, and without one it may purge nothing.
import { setTimeout as wait } from "node:timers/promises";
import type { JetStreamLog } from "./jetstream-log.ts";
import { Lease, publishAfter, type LeaseRecord, type LeaseRecords } from "./lease.ts";
import { encodeMessage } from "./message.ts";
import type { StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { subjectsOf } from "./stream-layout.ts";
import { readRecord } from "./stream-start.ts";

const CATCH_UP_MS = 20;

/** What a node that asks to archive is. */
export interface Candidate {
  readonly access: StreamAccess;
  /** Whose time and position the records have. */
  readonly log: JetStreamLog;
  /** Names its archive folder, which it has locked. */
  readonly holder: string;
  readonly leaseMs: number;
}

export class ArchiveLease {
  readonly #log: JetStreamLog;
  readonly #lease: Lease<StreamStart>;

  private constructor(log: JetStreamLog, lease: Lease<StreamStart>) {
    this.#log = log;
    this.#lease = lease;
  }

  /** As `Lease.take`. */
  static async take(
    candidate: Candidate,
    isDue: (record: LeaseRecord<StreamStart> | undefined) => Promise<boolean>,
  ): Promise<ArchiveLease | undefined> {
    const { log, holder, leaseMs } = candidate;
    const records = recordsOf(candidate);
    const lease = await Lease.take(
      { records, holder, leaseMs, task: "the archiving", content: () => log.start },
      async (found) => {
        await readUpTo(log, found?.recordedAt ?? 0);
        return isDue(found);
      },
    );
    return lease === undefined ? undefined : new ArchiveLease(log, lease);
  }

  /** Where the log begins. */
  get start(): StreamStart {
    return this.#lease.content;
  }

  /**
   * What is before `start` is archived and on disk: from now on the log begins there, and it may be purged.
   * @throws Error when another node has taken the lease
   */
  async advance(start: StreamStart): Promise<void> {
    await this.#lease.write({ content: start });
    await readUpTo(this.#log, this.#lease.recordedAt);
  }

  /** Leaves it to the next one. @throws Error when another node has taken it already */
  release(): Promise<void> {
    return this.#lease.release();
  }
}

/** Until the log itself begins where the record states. */
async function readUpTo(log: JetStreamLog, place: number): Promise<void> {
  while (log.known.place < place) await wait(CATCH_UP_MS);
}

/** In the stream itself, which they begin (EL46). */
function recordsOf({ access, log }: Candidate): LeaseRecords<StreamStart> {
  return {
    async read() {
      const found = await readRecord(access);
      if (found === undefined) return undefined;
      const { start: content, ...record } = found;
      return { ...record, content };
    },
    async write(record) {
      const { holder, isHeld, content: start, recordedAt } = record;
      const text = encodeMessage({
        id: "retention",
        known: log.known,
        writtenAt: Math.floor(log.now()),
        content: { type: "retention", record: { holder, isHeld, start } },
      });
      const { retention: subject } = subjectsOf(access.name);
      const place = await publishAfter(access.client, { subject, text }, recordedAt);
      return place === undefined ? undefined : { ...record, recordedAt: place };
    },
  };
}
