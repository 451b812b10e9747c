// Which node archives (SPEC EL45): one at a time, the one whose record in the stream is the newest and names it. Every record is
// taken by the stream only on the one that its writer has seen, so a node that was replaced meanwhile can write no other, and
// without one it may purge nothing.
import { setTimeout as wait } from "node:timers/promises";
import { JetStreamApiError } from "@nats-io/jetstream";
import type { JetStreamLog } from "./jetstream-log.ts";
import { encodeMessage } from "./message.ts";
import type { StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { subjectsOf } from "./stream-layout.ts";
import { readRecord, type StoredRecord } from "./stream-start.ts";

/** https://github.com/nats-io/nats-server/blob/main/server/errors.json, "wrong last sequence". */
const WRONG_LAST_SEQUENCE = 10_071;
const CATCH_UP_MS = 20;
/** Three records may be late before another node takes the lease. */
const RENEWALS = 4;

/** What a node that asks to archive is. */
export interface Candidate {
  readonly access: StreamAccess;
  /** Whose time and position the records have. */
  readonly log: JetStreamLog;
  /** Names its archive folder. */
  readonly holder: string;
  readonly leaseMs: number;
}

export class ArchiveLease {
  readonly #candidate: Candidate;
  readonly #renewing: NodeJS.Timeout;
  /** The newest record, this node's own. */
  #record: StoredRecord;
  /** Records go out one after the other. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(candidate: Candidate, record: StoredRecord) {
    this.#candidate = candidate;
    this.#record = record;
    this.#renewing = setInterval(() => {
      // One that was refused shows when the next is written.
      this.#write({}).catch(() => undefined);
    }, candidate.leaseMs / RENEWALS).unref();
  }

  /**
   * Takes the lease, from another node when that has ended or was silent for as long as a lease lasts.
   * @param isDue whether there is something to do after what the newest record states; asked again after each wait
   * @returns undefined when nothing is due (any more)
   */
  static async take(
    candidate: Candidate,
    isDue: (record: StoredRecord | undefined) => Promise<boolean>,
  ): Promise<ArchiveLease | undefined> {
    const { access, log, holder, leaseMs } = candidate;
    for (;;) {
      const found = await readRecord(access);
      await readUpTo(log, found?.recordedAt ?? 0);
      if (!(await isDue(found))) return undefined;
      if (found?.isHeld === true && found.holder !== holder) {
        await wait(leaseMs);
        if ((await readRecord(access))?.recordedAt !== found.recordedAt) continue;
      }
      const record = { holder, isHeld: true, start: log.start, recordedAt: found?.recordedAt ?? 0 };
      const taken = await publish(candidate, record);
      if (taken !== undefined) return new ArchiveLease(candidate, taken);
    }
  }

  /** Where the log begins. */
  get start(): StreamStart {
    return this.#record.start;
  }

  /**
   * What is before `start` is archived and on disk: from now on the log begins there, and it may be purged.
   * @throws Error when another node has taken the lease
   */
  async advance(start: StreamStart): Promise<void> {
    await this.#write({ start });
    await readUpTo(this.#candidate.log, this.#record.recordedAt);
  }

  /** Leaves it to the next one. @throws Error when another node has taken it already */
  async release(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#write({ isHeld: false });
  }

  async #write(change: { readonly start?: StreamStart; readonly isHeld?: boolean }): Promise<void> {
    const writing = this.#writing.then(() => this.#writeNext({ ...this.#record, ...change }));
    this.#writing = writing.catch(() => undefined);
    await writing;
  }

  async #writeNext(record: StoredRecord): Promise<void> {
    const { access, holder } = this.#candidate;
    for (let { recordedAt } = record; ;) {
      const taken = await publish(this.#candidate, { ...record, recordedAt });
      if (taken !== undefined) {
        this.#record = taken;
        return;
      }
      const newest = await readRecord(access);
      // One of its own whose acknowledgement was lost is no other node's: the folder is locked.
      if (newest?.holder !== holder) throw new Error("another node has taken the archiving over");
      ({ recordedAt } = newest);
    }
  }
}

/** Until the log itself begins where the record states. */
async function readUpTo(log: JetStreamLog, place: number): Promise<void> {
  while (log.known.place < place) await wait(CATCH_UP_MS);
}

/** @returns the record as it now stands; undefined when the newest is another than `recordedAt` */
async function publish(
  { access, log }: Candidate,
  { recordedAt, ...record }: StoredRecord,
): Promise<StoredRecord | undefined> {
  const text = encodeMessage({
    id: "retention",
    known: log.known,
    writtenAt: Math.floor(log.now()),
    content: { type: "retention", record },
  });
  try {
    const { seq } = await access.client.publish(subjectsOf(access.name).retention, text, {
      expect: { lastSubjectSequence: recordedAt },
    });
    return { ...record, recordedAt: seq };
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return undefined;
    throw error;
  }
}
