// Which of the nodes does a task that only one may do at a time (SPEC EL47). Its records stand in a stream of their own, `<stream>_LEASES`,
// which keeps the newest of each task: the log would grow by one every second, for ever.
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { DiscardPolicy, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import type { EventLog, TaskLease } from "../event-log.ts";
import { Lease, publishAfter, type LeaseRecord, type LeaseRecords } from "./lease.ts";
import type { StreamAccess } from "./stream-access.ts";
import { findStream, readNewest } from "./stream.ts";

export interface TaskLeaseOptions {
  readonly access: StreamAccess;
  /** A token of a subject. */
  readonly task: string;
  readonly leaseMs: number;
  /** Whether appends succeed: where they do not, that is the reason, and is reported as such. */
  readonly log: Pick<EventLog, "status">;
  /** As `EventLog.lease` has it. */
  readonly onRefused: ((detail: string) => void) | undefined;
}

/** The servers could not be reached, or another node was quicker. */
const RETRY_MS = 500;
/** In a row, for the same reason, while the log can be written: one may be a server that is just restarting. */
const REFUSALS = 3;

export class JetStreamTaskLease implements TaskLease {
  readonly #options: TaskLeaseOptions;
  readonly #onChange: (isHeld: boolean) => void;
  readonly #holder = randomBytes(9).toString("base64url");
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #refusals = 0;
  /** Why the last attempt failed. */
  #reason = "";
  #lease: Lease<null> | undefined;

  constructor(options: TaskLeaseOptions, onChange: (isHeld: boolean) => void) {
    this.#options = options;
    this.#onChange = onChange;
    this.#running = this.#run();
  }

  get isHeld(): boolean {
    return this.#lease?.isValid === true;
  }

  async release(): Promise<void> {
    this.#closing.abort();
    await this.#lease?.release().catch(() => undefined);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const lease = await this.#take();
      if (lease === undefined) continue;
      // Released while it was taken.
      if (signal.aborted) return lease.release().catch(() => undefined);
      this.#lease = lease;
      this.#reason = "";
      this.#onChange(true);
      await lease.lost;
      if (!signal.aborted) this.#onChange(false);
    }
  }

  /** Undefined after an attempt that failed. */
  async #take(): Promise<Lease<null> | undefined> {
    const { access, task, leaseMs } = this.#options;
    const { signal } = this.#closing;
    const name = `${access.name}_LEASES`;
    try {
      await makeStream(access, name);
      const records = recordsOf({ ...access, name }, subjectOf(access, task));
      const candidate = { records, holder: this.#holder, leaseMs, task, content: () => null, signal };
      return await Lease.take(candidate, () => Promise.resolve(!signal.aborted));
    } catch (error) {
      this.#noteRefusal(error);
      await wait(RETRY_MS, undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  }

  /** Each reason once. */
  #noteRefusal(error: unknown): void {
    const { access, task, log, onRefused } = this.#options;
    if (log.status !== "ready" || this.#closing.signal.aborted) return;
    const reason = reasonOf(error);
    this.#refusals = reason === this.#reason ? this.#refusals + 1 : 1;
    this.#reason = reason;
    if (this.#refusals !== REFUSALS) return;
    onRefused?.(
      `The task "${task}" cannot be asked for (${reason}): the account of EVENT_LOG needs the right to look up and make the stream ` +
        `${access.name}_LEASES (JetStream's interface, $JS.API.STREAM.*.${access.name}_LEASES), to read it, and to publish to ${subjectOf(access, task)}.`,
    );
  }
}

/** From the cause, where there is one: a request that was cancelled has it there. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function subjectOf({ name }: StreamAccess, task: string): string {
  return `hydra-lease.${name}.${task}`;
}

/** As safe as the log is. */
async function makeStream(access: StreamAccess, name: string): Promise<void> {
  if ((await findStream({ ...access, name })) !== undefined) return;
  const log = await access.manager.streams.info(access.name);
  await access.manager.streams.add({
    name,
    subjects: [subjectOf(access, "*")],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_msgs_per_subject: 1,
    num_replicas: log.config.num_replicas,
  });
}

function recordsOf(access: StreamAccess, subject: string): LeaseRecords<null> {
  return {
    async read() {
      const newest = await readNewest(access, subject);
      return newest === undefined ? undefined : parseRecord(newest.text, newest.place);
    },
    async write(record) {
      const { holder, isHeld, recordedAt } = record;
      const text = JSON.stringify({ holder, isHeld });
      const place = await publishAfter(access.client, { subject, text }, recordedAt);
      return place === undefined ? undefined : { ...record, recordedAt: place };
    },
  };
}

/** What is no record has no owner, and is written over. */
function parseRecord(text: string, recordedAt: number): LeaseRecord<null> {
  const none = { holder: "", isHeld: false, content: null, recordedAt };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return none;
    const { holder, isHeld }: { holder?: unknown; isHeld?: unknown } = value;
    if (typeof holder !== "string" || typeof isHeld !== "boolean") return none;
    return { ...none, holder, isHeld };
  } catch {
    return none;
  }
}
