// A lease that stands in a stream (SPEC EL45, EL47): the newest record names its owner. Every record is taken by
// the stream only on the one that its writer has seen, so a holder that was replaced meanwhile can write no other.
import { setTimeout as wait } from "node:timers/promises";
import { JetStreamApiError, type JetStreamClient } from "@nats-io/jetstream";

/** https://github.com/nats-io/nats-server/blob/main/server/errors.json, "wrong last sequence". */
const WRONG_LAST_SEQUENCE = 10_071;
/** Three records may be late before another one takes the lease. */
const RENEWALS = 4;

export interface LeaseRecord<Content> {
  readonly holder: string;
  /** False once it was given up. */
  readonly isHeld: boolean;
  readonly content: Content;
  /** Place of its message in the stream; 0 for none. */
  readonly recordedAt: number;
}

/** Where the records of a lease are kept. */
export interface LeaseRecords<Content> {
  /** The newest; undefined when there has never been one. */
  read(): Promise<LeaseRecord<Content> | undefined>;
  /** @returns the record as it now stands; undefined when the newest is another than `recordedAt` */
  write(record: LeaseRecord<Content>): Promise<LeaseRecord<Content> | undefined>;
}

/** One that asks for a lease. */
export interface LeaseCandidate<Content> {
  readonly records: LeaseRecords<Content>;
  /** Unlike every other's. */
  readonly holder: string;
  readonly leaseMs: number;
  /** What the lease is for, for a message: "the archiving". */
  readonly task: string;
  /** Of the first record. */
  readonly content: () => Content;
  /** Ends the wait for the lease. */
  readonly signal?: AbortSignal;
}

export class Lease<Content> {
  readonly #candidate: LeaseCandidate<Content>;
  readonly #renewing: NodeJS.Timeout;
  readonly #lost = Promise.withResolvers<void>();
  /** The newest record, of its own. */
  #record: LeaseRecord<Content>;
  /** Records go out one after the other. */
  #writing: Promise<void> = Promise.resolve();
  /** Monotonic milliseconds: until then no other one takes it. */
  #validUntil = -Infinity;
  #expiry: NodeJS.Timeout | undefined;
  /** For ever: a renewal that was under way as it ended may still be acknowledged. */
  #hasEnded = false;

  private constructor(candidate: LeaseCandidate<Content>, record: LeaseRecord<Content>, sentAt: number) {
    this.#candidate = candidate;
    this.#record = record;
    this.#renewing = setInterval(() => {
      // One that was refused shows when the next is written, and by the end of the lease.
      this.write({}).catch(() => undefined);
    }, candidate.leaseMs / RENEWALS).unref();
    this.#keep(record, sentAt);
  }

  /**
   * Takes the lease, from another one when that has given it up or was silent for as long as a lease lasts.
   * @param isDue whether there is something to do after what the newest record states; asked again after each wait
   * @returns undefined when nothing is due (any more)
   * @throws AbortError, and what the records throw
   */
  static async take<Content>(
    candidate: LeaseCandidate<Content>,
    isDue: (record: LeaseRecord<Content> | undefined) => Promise<boolean>,
  ): Promise<Lease<Content> | undefined> {
    const { records, holder, leaseMs, content, signal } = candidate;
    let seen = { recordedAt: 0, since: 0 };
    for (;;) {
      const found = await records.read();
      if (!(await isDue(found))) return undefined;
      if (found?.isHeld === true && found.holder !== holder) {
        // By this machine's clock, from when it was read: later than from when its holder wrote it.
        if (seen.recordedAt !== found.recordedAt)
          seen = { recordedAt: found.recordedAt, since: performance.now() };
        if (performance.now() - seen.since < leaseMs) {
          await wait(leaseMs / RENEWALS, undefined, signal === undefined ? {} : { signal });
          continue;
        }
      }
      const sentAt = performance.now();
      const recordedAt = found?.recordedAt ?? 0;
      const taken = await records.write({ holder, isHeld: true, content: content(), recordedAt });
      if (taken !== undefined) return new Lease(candidate, taken, sentAt);
    }
  }

  get content(): Content {
    return this.#record.content;
  }

  get recordedAt(): number {
    return this.#record.recordedAt;
  }

  /**
   * Whether it is surely held right now: no other one takes it before. By the monotonic clock, which goes on while a process stands
   * still.
   */
  get isValid(): boolean {
    return performance.now() < this.#validUntil;
  }

  /** Resolves when it is not held any more: given up, taken over, or not renewed for as long as it lasts. */
  get lost(): Promise<void> {
    return this.#lost.promise;
  }

  /** @throws Error when another one has taken it */
  async write(change: { readonly content?: Content; readonly isHeld?: boolean }): Promise<void> {
    const writing = this.#writing.then(() => this.#writeNext({ ...this.#record, ...change }));
    this.#writing = writing.catch(() => undefined);
    await writing;
  }

  /** Leaves it to the next one. @throws Error when another one has taken it already */
  async release(): Promise<void> {
    this.#end();
    await this.write({ isHeld: false });
  }

  async #writeNext(record: LeaseRecord<Content>): Promise<void> {
    const { records, holder, task } = this.#candidate;
    for (let { recordedAt } = record; ;) {
      const sentAt = performance.now();
      const taken = await records.write({ ...record, recordedAt });
      if (taken !== undefined) return this.#keep(taken, sentAt);
      const newest = await records.read();
      // One of its own whose acknowledgement was lost is no other's.
      if (newest?.holder !== holder) {
        this.#end();
        throw new Error(`another node has taken ${task} over`);
      }
      ({ recordedAt } = newest);
    }
  }

  #keep(record: LeaseRecord<Content>, sentAt: number): void {
    this.#record = record;
    if (this.#hasEnded) return;
    const { leaseMs } = this.#candidate;
    this.#validUntil = sentAt + leaseMs;
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.#end(), this.#validUntil - performance.now()).unref();
  }

  #end(): void {
    this.#hasEnded = true;
    clearInterval(this.#renewing);
    clearTimeout(this.#expiry);
    this.#validUntil = -Infinity;
    this.#lost.resolve();
  }
}

/**
 * Publishes on the newest message of its subject.
 * @returns its place; undefined when the newest is another than `after`, 0 for none
 */
export async function publishAfter(
  client: JetStreamClient,
  { subject, text }: { readonly subject: string; readonly text: string },
  after: number,
): Promise<number | undefined> {
  try {
    const { seq } = await client.publish(subject, text, { expect: { lastSubjectSequence: after } });
    return seq;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return undefined;
    throw error;
  }
}
