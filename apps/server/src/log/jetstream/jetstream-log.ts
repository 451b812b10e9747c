// The distributed event log, ../event-log.ts over one replicated JetStream stream that several nodes share. Puts its
// parts together: the connection, the tail that reads everything, the publisher, subscriptions, and whether all this
// works right now. What this process appends reaches it like that of all others: by reading.
import { randomBytes } from "node:crypto";
import type { BattleEvent, Entry } from "@hydra/engine";
import {
  LogOpenError,
  LogUnavailableError,
  type Appended,
  type Appender,
  type EventLog,
  type LogStatus,
  type LogSubscription,
  type LogTrouble,
  type StateSnapshot,
  type TaskLease,
} from "../event-log.ts";
import { callAppender } from "../appender.ts";
import { reasonOf, surface } from "../failure.ts";
import { LogClock, type ClockSteps } from "../log-clock.ts";
import { LogHealth } from "../log-health.ts";
import { OpenLeases } from "../open-leases.ts";
import { Subscribers } from "../subscribers.ts";
import { openAccess, type NatsSettings } from "./connect.ts";
import { findBeginning, readEntries, type EntryReader, type ReadMessage } from "./entry-reader.ts";
import type { Known } from "./message.ts";
import type { StreamStart } from "./retention-record.ts";
import { DEFAULT_TIMINGS, type JetStreamTimings } from "./jetstream-timings.ts";
import { publish } from "./publish.ts";
import { NotSentError, Publisher } from "./publisher.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import type { StreamAccess } from "./stream-access.ts";
import { subjectsOf } from "./stream-layout.ts";
import { openStream, requireStream, type StreamDemands, type StreamState } from "./stream.ts";
import { StoredEntries, type StoredEntriesSource } from "./stored-entries.ts";
import { newestSeq, requireEnds, resumeAheadMs } from "./stream-end.ts";
import { readStart } from "./stream-start.ts";
import { StreamWatch } from "./stream-watch.ts";
import { Subscription } from "./subscription.ts";
import { JetStreamTaskLease } from "./task-lease.ts";

export interface JetStreamLogOptions extends StreamDemands {
  readonly nats: NatsSettings;
  /** Name of the stream; letters, digits, `_` and `-`. */
  readonly stream: string;
  /** A stream that is missing is refused, not made. Default false. */
  readonly mustExist?: boolean;
  readonly timings?: Partial<JetStreamTimings> | undefined;
}

export class JetStreamLog implements EventLog {
  readonly #access: StreamAccess;
  readonly #timings: JetStreamTimings;
  readonly #publisher: Publisher;
  readonly #snapshots: SnapshotStore;
  readonly #subscribers = new Subscribers<Subscription>();
  readonly #leases = new OpenLeases();
  readonly #health = new LogHealth();
  readonly #clock = new LogClock();
  readonly epoch: string;
  /** How it was opened. Holds secrets. */
  readonly options: JetStreamLogOptions;
  /** Seq of the last entry that was archived when it was opened: an earlier one cannot be had. */
  readonly beganAfter: number;
  #start: StreamStart;
  #tail: EntryReader | undefined;
  /** What the tail has read. */
  #known: Known = { place: 0, at: 0 };
  #head = 0;
  #watch: StreamWatch | undefined;
  #isConnected = true;
  #closing: Promise<void> | undefined;

  private constructor(access: StreamAccess, epoch: string, { start, timings, options }: Opened) {
    this.#access = access;
    this.epoch = epoch;
    this.options = options;
    this.beganAfter = start.seq;
    this.#start = start;
    this.#timings = timings;
    this.#snapshots = new SnapshotStore(access, epoch);
    const subjects = subjectsOf(access.name);
    this.#publisher = new Publisher({
      writer: randomBytes(9).toString("base64url"),
      known: () => this.#known,
      now: () => this.#clock.now(),
      appendTimeoutMs: timings.appendTimeoutMs,
      onFailed: (error) => this.#health.fail(error),
      send: async ({ familyId, text }) => {
        if (!this.#isConnected) throw new NotSentError("There is no connection.");
        const subject = familyId === undefined ? subjects.probe : subjects.family(familyId);
        await publish(access, subject, { text });
      },
    });
  }

  /**
   * Connects, makes or checks the stream, and reads to its end.
   * @throws LogOpenError when it cannot be used as it is; LogUnavailableError when it is not there yet.
   */
  static async open(options: JetStreamLogOptions): Promise<JetStreamLog> {
    const { nats, stream, mustExist = false, timings } = options;
    const access = await openAccess(nats, stream);
    try {
      if (mustExist) await requireStream(access);
      const state = await openStream(access, options);
      const log = new JetStreamLog(access, state.epoch, {
        start: await readStart(access),
        timings: { ...DEFAULT_TIMINGS, ...timings },
        options,
      });
      await log.#begin(state);
      return log;
    } catch (error) {
      await access.connection.close();
      if (error instanceof LogOpenError) throw error;
      throw new LogUnavailableError(reasonOf(error));
    }
  }

  /** What it has read of the stream. */
  get known(): Known {
    return this.#known;
  }

  /** Where it begins. */
  get start(): StreamStart {
    return this.#start;
  }

  get head(): number {
    return this.#head;
  }

  get status(): LogStatus {
    return this.#health.status;
  }

  get isBehind(): boolean {
    return this.#watch?.isBehind === true;
  }

  append(event: BattleEvent): Promise<Appended> {
    if (this.#closing !== undefined)
      return Promise.reject(new LogUnavailableError("The event log is closed."));
    return this.#publisher.append(event);
  }

  appendFor(appender: Appender, event: BattleEvent): void {
    callAppender(appender, this.append(event));
  }

  /** An exception in `onEntries` closes the subscription and surfaces as an uncaught one. */
  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription {
    const subscription = new Subscription(
      {
        head: () => this.#head,
        read: (from, handlers) => new StoredEntries(this.#stored(), from, handlers),
        onEntries,
      },
      after,
    );
    if (this.#closing === undefined) return this.#subscribers.add(subscription);
    subscription.close();
    return subscription;
  }

  now(): number {
    return this.#clock.now();
  }

  get clockSteps(): ClockSteps {
    return this.#clock.steps;
  }

  get trouble(): LogTrouble | undefined {
    return this.#health.trouble;
  }

  onStatus(listener: (status: LogStatus) => void): void {
    this.#health.onStatus(listener);
  }

  /** @throws LogUnavailableError when the stream of snapshots cannot be read. */
  async loadSnapshot(format: string): Promise<StateSnapshot | undefined> {
    try {
      return await this.#snapshots.load(format, this.#head);
    } catch (error) {
      throw new LogUnavailableError(`No snapshot can be read: ${reasonOf(error)}.`);
    }
  }

  async saveSnapshot(format: string, snapshot: StateSnapshot): Promise<void> {
    if (snapshot.seq > this.#head)
      throw new RangeError(`there is no entry ${snapshot.seq} to take a snapshot at`);
    await this.#snapshots.save(format, snapshot);
  }

  lease(task: string, onChange: (isHeld: boolean) => void, onRefused?: (detail: string) => void): TaskLease {
    const asked = { access: this.#access, task, leaseMs: this.#timings.taskLeaseMs, log: this, onRefused };
    return this.#leases.add(new JetStreamTaskLease(asked, onChange));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#watch?.close();
    await this.#leases.releaseAll();
    this.#clock.close();
    await this.#publisher.drained();
    this.#subscribers.closeAll();
    this.#tail?.close();
    await this.#access.connection.close();
    this.#health.become("closed");
  }

  /** Resolves when the tail has read what the stream held. */
  async #begin(state: StreamState): Promise<void> {
    const access = this.#access;
    const end = { access, start: this.#start, snapshots: this.#snapshots };
    await requireEnds(end, state);
    this.#head = await newestSeq(end);
    const caughtUp = Promise.withResolvers<void>();
    const beginning = await findBeginning(access, state.lastPlace, this.#start);
    this.#tail = readEntries(access, beginning, {
      onRead: (message) => {
        this.#onRead(message);
        if (message.place >= state.lastPlace) caughtUp.resolve();
      },
      onGone: (error) => {
        caughtUp.reject(error);
        if (this.#watch !== undefined) this.#gone(error);
      },
    });
    // Once the log is open, a rejection has no one to wait for it.
    caughtUp.promise.catch(() => undefined);
    if (state.lastPlace > 0) await caughtUp.promise;
    this.#clock.start(resumeAheadMs(this.#known.at, state));
    void this.#follow();
    this.#watch = this.#startWatch();
  }

  #onRead({ id, place, entries, at, numbering, start = this.#start }: ReadMessage): void {
    this.#known = { place, at };
    this.#clock.observe(at);
    this.#start = { ...start, numbering };
    const fresh = entries.filter(({ seq }) => seq > this.#head);
    if (fresh.length > 0) {
      this.#head = fresh.at(-1)?.seq ?? this.#head;
      for (const subscription of this.#subscribers) subscription.offer(fresh);
    }
    if (this.#publisher.onRead(id, entries)) this.#health.become("ready");
  }

  #stored(): StoredEntriesSource {
    const { checkIntervalMs: retryMs } = this.#timings;
    return { access: this.#access, beganAfter: this.beganAfter, retryMs, start: () => this.#start };
  }

  /** Mends the tail as soon as the connection is there again, rather than when it is missed. */
  async #follow(): Promise<void> {
    for await (const { type } of this.#access.connection.status()) {
      if (type === "disconnect") this.#isConnected = false;
      else if (type === "reconnect") {
        this.#isConnected = true;
        this.#tail?.restart();
      } else continue;
      this.#publisher.interrupt();
    }
  }

  #startWatch(): StreamWatch {
    return new StreamWatch({
      access: this.#access,
      epoch: this.epoch,
      intervalMs: this.#timings.checkIntervalMs,
      place: () => this.#known.place,
      startPlace: () => this.#start.place,
      probe: () => this.#publisher.probe(),
      isUnreachable: () => this.#health.status === "unreachable",
      onStuck: () => void this.#access.connection.reconnect().catch(() => undefined),
      onSilent: () =>
        this.#health.fail(
          new LogUnavailableError("The stream's leader does not answer.", {
            reason: "the event log does not answer",
          }),
        ),
      onStalled: () => this.#tail?.restart(),
      onGone: (error) => this.#gone(error),
    });
  }

  /** Nothing here is true any more: the process is to end and to begin from what the stream is now. */
  #gone(error: Error): void {
    this.#health.fail(
      new LogUnavailableError(error.message, { reason: "the event log is another one than was read" }),
    );
    this.#watch?.close();
    this.#tail?.close();
    surface(error);
  }
}

interface Opened {
  readonly start: StreamStart;
  readonly timings: JetStreamTimings;
  readonly options: JetStreamLogOptions;
}
