// The embedded event log, ../event-log.ts over one SQLite file. Puts its parts together: the writer's lock, the worker
// thread that waits for the disk, group commit, subscriptions, snapshots, and whether all this works right now.
import type { BattleEvent, Entry } from "@hydra/engine";
import {
  LogImportError,
  LogUnavailableError,
  type Appended,
  type Appender,
  type ImportingLog,
  type LogStatus,
  type LogSubscription,
  type LogTrouble,
  type StateSnapshot,
  type TaskLease,
} from "../event-log.ts";
import { appendByPromise } from "../appender.ts";
import { LogClock, type ClockSteps } from "../log-clock.ts";
import { LogHealth } from "../log-health.ts";
import { OpenLeases } from "../open-leases.ts";
import { SoleLease } from "../sole-lease.ts";
import { Subscribers } from "../subscribers.ts";
import { importLine } from "./entry-store.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { openLogReader } from "./sqlite-reader.ts";
import { reasonOf } from "../failure.ts";
import { LogThread, type Opened } from "./log-thread.ts";
import type { Reply, Request } from "./messages.ts";
import { splitSnapshot, type SnapshotPart } from "./snapshot-store.ts";
import { Subscription } from "./subscription.ts";
import { lockDataDir, type WriterLock } from "../writer-lock.ts";

export interface SqliteLogOptions {
  /** Directory of `hydra.db`; made if it does not exist. */
  readonly dataDir: string;
  /** How long an append waits for another SQLite client that holds the write lock. Default 5,000. */
  readonly busyTimeoutMs?: number;
}

const BUSY_TIMEOUT_MS = 5_000;
/** While unreachable: how soon after a failure the file is tried again, if no append has done so. */
const PROBE_AFTER_MS = 1_000;
/** While ready: how often the files are looked for. With what it takes to answer, below the two seconds of EL29. */
const CHECK_EVERY_MS = 1_000;
const WORKER_URL = new URL("./log-worker.ts", import.meta.url);

/**
 * Opens (or makes) the log in `dataDir` and becomes its only writer.
 * @throws LogOpenError, with one line for the operator, when another server has it open or it cannot be used.
 */
export function openSqliteLog(options: SqliteLogOptions): Promise<SqliteLog> {
  return SqliteLog.open(options);
}

export class SqliteLog implements ImportingLog {
  readonly dataDir: string;
  readonly #lock: WriterLock;
  readonly #commit: GroupCommit;
  readonly #subscribers = new Subscribers<Subscription>();
  readonly #leases = new OpenLeases();
  readonly #health = new LogHealth();
  readonly #clock = new LogClock();
  #thread: LogThread | undefined;
  #epoch = "";
  #head = 0;
  #probe: NodeJS.Timeout | undefined;
  #checking: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  private constructor(dataDir: string, lock: WriterLock) {
    this.dataDir = dataDir;
    this.#lock = lock;
    this.#commit = createGroupCommit({
      store: (events, onStored) =>
        this.#send({ type: "append", events, now: this.#clock.now() }, (reply) =>
          onStored(reply.type === "appended" ? reply : unavailable(reply)),
        ),
      onCommitted: (entries) => this.#committed(entries),
      onFailed: (error) => this.#failed(error),
    });
  }

  /** As openSqliteLog; `workerUrl` is for tests that need a worker which dies. */
  static async open(options: SqliteLogOptions, workerUrl = WORKER_URL): Promise<SqliteLog> {
    const { dataDir, busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
    const log = new SqliteLog(dataDir, lockDataDir(dataDir));
    try {
      log.#thread = await LogThread.open({
        workerOptions: { dataDir, busyTimeoutMs },
        workerUrl,
        onOpened: (opened) => log.#opened(opened),
      });
      log.#checking = setInterval(() => log.#check(), CHECK_EVERY_MS).unref();
      return log;
    } catch (error) {
      log.#clock.close();
      log.#lock.release();
      throw error;
    }
  }

  get epoch(): string {
    return this.#epoch;
  }

  get head(): number {
    return this.#head;
  }

  get status(): LogStatus {
    return this.#health.status;
  }

  /** It is the only writer. */
  readonly isBehind = false;

  /** Transactions that stored entries since the log was opened: what group commit made of the appends. */
  get commits(): number {
    return this.#commit.commits;
  }

  /** Before a caller that awaits it goes on, every subscriber that was up to date has got the entry. */
  append(event: BattleEvent): Promise<Appended> {
    return appendByPromise(this, event);
  }

  appendFor(appender: Appender, event: BattleEvent): void {
    if (this.#closing === undefined) return this.#commit.append(appender, event);
    queueMicrotask(() => appender.onNotAppended(new LogUnavailableError("The event log is closed.")));
  }

  /** All or none of the entries are stored. */
  async importEntries(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const reply = await this.#ask({ type: "import", entries: entries.map(importLine).join("\n") });
    if (reply.type !== "imported") throw unavailable(reply);
    if (reply.last === undefined) {
      throw new LogImportError(`Entry ${entries[0]?.seq} does not follow on entry ${this.#head}.`);
    }
    this.#head = reply.last.seq;
    this.#clock.observe(reply.last.at);
    for (const subscription of this.#subscribers) subscription.refresh();
  }

  /** An exception in `onEntries` closes the subscription and surfaces as an uncaught one. */
  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription {
    const subscription = new Subscription(
      {
        head: () => this.#head,
        read: (from, limit, onPage) =>
          this.#send({ type: "read", after: from, limit }, (reply) =>
            onPage(reply.type === "entries" ? reply : unavailable(reply)),
          ),
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

  /**
   * Read here and not by the log's thread: a state of tens of megabytes would be copied from thread to thread, and what that leaves
   * behind stays with a thread that allocates too little to collect it. Takes as long as reading does, at the start.
   */
  async loadSnapshot(format: string): Promise<StateSnapshot | undefined> {
    try {
      using reader = openLogReader(this.dataDir);
      return reader.loadSnapshot(format);
    } catch (error) {
      throw new LogUnavailableError(`The event log cannot be reached: ${reasonOf(error)}.`);
    }
  }

  /** Keeps the newest two of a format. Stored in parts, so that appends pass in between. */
  async saveSnapshot(format: string, snapshot: StateSnapshot): Promise<void> {
    for (const part of splitSnapshot(format, snapshot)) await this.saveSnapshotPart(part);
    await this.dropOldSnapshots(format);
  }

  /**
   * Stores a part of a snapshot, which counts when all its parts are stored. Takes the bytes away from the caller.
   * @throws LogUnavailableError when it was not stored, also when there is no such entry.
   */
  async saveSnapshotPart(part: SnapshotPart): Promise<void> {
    const reply = await this.#ask({ type: "save-part", part });
    if (reply.type !== "part-saved") throw unavailable(reply);
  }

  /** Removes what is older than the newest two snapshots of a format, in steps as short as those of saving. */
  async dropOldSnapshots(format: string): Promise<void> {
    for (let isMore = true; isMore;) {
      const reply = await this.#ask({ type: "drop-part", format });
      if (reply.type !== "part-dropped") throw unavailable(reply);
      ({ isMore } = reply);
    }
  }

  /**
   * Makes the log begin after entry `seq`, of which a snapshot in `format` is stored; `dropSome` removes what is before.
   * @throws LogUnavailableError when it does not, also when a restart could not do without those entries.
   */
  async beginAfter(seq: number, format: string): Promise<void> {
    const reply = await this.#ask({ type: "begin-after", seq, format });
    if (reply.type !== "begins") throw unavailable(reply);
  }

  /** Removes some of what is before the beginning, as little as appends may wait for. Resolves to whether there may be more. */
  async dropSome(): Promise<boolean> {
    const reply = await this.#ask({ type: "drop-some" });
    if (reply.type !== "dropped") throw unavailable(reply);
    return reply.isMore;
  }

  lease(_task: string, onChange: (isHeld: boolean) => void): TaskLease {
    return this.#leases.add(new SoleLease(onChange));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#leases.releaseAll();
    await this.#commit.drained();
    clearTimeout(this.#probe);
    clearInterval(this.#checking);
    this.#clock.close();
    this.#subscribers.closeAll();
    await this.#thread?.close();
    this.#lock.release();
    this.#health.become("closed");
  }

  // Also when a thread that died is replaced: a commit it was at may have succeeded unseen.
  #opened({ epoch, head, aheadMs, notice }: Opened): void {
    if (notice !== undefined) process.emitWarning(notice, { code: "HYDRA_NEW_EPOCH" });
    if (this.#epoch === "") this.#clock.start(aheadMs);
    this.#epoch = epoch;
    this.#head = head;
    for (const subscription of this.#subscribers) subscription.refresh();
  }

  #committed(entries: readonly Entry[]): void {
    const last = entries.at(-1);
    this.#head = last?.seq ?? this.#head;
    this.#clock.observe(last?.at ?? 0);
    this.#health.become("ready");
    for (const subscription of this.#subscribers) subscription.offer(entries);
  }

  #failed(error: LogUnavailableError): void {
    this.#health.fail(error);
    this.#probe ??= setTimeout(() => {
      this.#probe = undefined;
      if (this.#health.status !== "unreachable" || this.#closing !== undefined) return;
      this.#send({ type: "touch" }, (reply) => {
        if (reply.type === "touched") this.#health.become("ready");
        else this.#failed(unavailable(reply));
      });
    }, PROBE_AFTER_MS).unref();
  }

  /** Also when nothing is appended: a data folder that is gone is no longer one that the server is ready to write to. */
  #check(): void {
    if (this.#health.status !== "ready") return;
    this.#send({ type: "check" }, (reply) => {
      if (reply.type !== "checked") this.#failed(unavailable(reply));
    });
  }

  #send(request: Request, onReply: (reply: Reply) => void): void {
    if (this.#thread === undefined) onReply({ type: "failed", message: "the log is not open" });
    else this.#thread.send(request, onReply);
  }

  #ask(request: Request): Promise<Reply> {
    return new Promise((resolve) => this.#send(request, resolve));
  }
}

function unavailable(reply: Reply): LogUnavailableError {
  const { message, reason } =
    reply.type === "failed" ? reply : { message: `unexpected reply ${reply.type}`, reason: undefined };
  return new LogUnavailableError(`The event log cannot be reached: ${message}.`, { reason });
}
