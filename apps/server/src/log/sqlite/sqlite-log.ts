// The embedded event log: one SQLite file, written by a worker thread with group commit. Appends made while a commit
// is under way go into the next one; exactly one is under way. This thread keeps the events it sent, so the worker
// answers with nothing but seqs and a time. Implements ../event-log.ts.
import { join } from "node:path";
import type { BattleEvent, Entry } from "@hydra/engine";
import { LogUnavailableError } from "../event-log.ts";
import type { Appended, EventLog, LogStatus, LogSubscription, StateSnapshot } from "../event-log.ts";
import { startLogThread } from "./log-thread.ts";
import type { LogThread } from "./log-thread.ts";
import type { Reply, Request } from "./messages.ts";
import { splitSnapshot } from "./snapshot-store.ts";
import { createSubscription } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";
import { lockDataDir } from "./writer-lock.ts";
import type { WriterLock } from "./writer-lock.ts";

export interface SqliteLogOptions {
  /** Directory of `hydra.db`; made if it does not exist. */
  readonly dataDir: string;
}

/** More than a commit needs to pay for its fsync many times over, few enough that a page of reading never waits long. */
const MAX_BATCH_EVENTS = 4096;

interface PendingAppend {
  readonly event: BattleEvent;
  readonly json: string;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: LogUnavailableError) => void;
}

/**
 * Opens (or makes) the log in `dataDir` and becomes its only writer.
 * @throws LogOpenError, with one line for the operator, when another server has it open or the file is not usable.
 */
export async function openSqliteLog(options: SqliteLogOptions): Promise<EventLog> {
  return await SqliteLog.open(options);
}

export class SqliteLog implements EventLog {
  readonly #lock: WriterLock;
  #thread: LogThread | undefined;
  #epoch = "";
  #head = 0;
  #commits = 0;
  #status: LogStatus = "ready";
  readonly #statusListeners: ((status: LogStatus) => void)[] = [];
  readonly #subscriptions = new Set<Subscription>();
  #pending: PendingAppend[] = [];
  #isCommitting = false;
  #isFlushQueued = false;
  #closing: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  private constructor(lock: WriterLock) {
    this.#lock = lock;
  }

  static async open({ dataDir }: SqliteLogOptions): Promise<SqliteLog> {
    const log = new SqliteLog(lockDataDir(dataDir));
    try {
      log.#thread = await startLogThread(
        { path: join(dataDir, "hydra.db") },
        { onOpened: (epoch, head) => log.#opened(epoch, head) },
      );
      return log;
    } catch (error) {
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
    return this.#status;
  }

  /** Transactions that stored entries since the log was opened; appends ÷ commits is what group commit saves. */
  get commits(): number {
    return this.#commits;
  }

  onStatus(listener: (status: LogStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  /** By the time it resolves, every subscriber that was up to date has been handed the entry. */
  append(event: BattleEvent): Promise<Appended> {
    if (this.#closing !== undefined) return Promise.reject(new LogUnavailableError("The log is closed."));
    return new Promise((resolve, reject) => {
      this.#pending.push({ event, json: JSON.stringify(event), resolve, reject });
      if (this.#isCommitting || this.#isFlushQueued) return;
      // At the end of this tick, so that its events share a commit.
      this.#isFlushQueued = true;
      queueMicrotask(() => {
        this.#isFlushQueued = false;
        this.#commit();
      });
    });
  }

  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription {
    if (this.#closing !== undefined) throw new LogUnavailableError("The log is closed.");
    const log = this;
    const subscription = createSubscription(
      {
        get head() {
          return log.#head;
        },
        read: (from, limit, onPage) =>
          log.#send({ type: "read", after: from, limit }, (reply) =>
            onPage(reply.type === "entries" ? reply : unexpected(reply)),
          ),
      },
      after,
      onEntries,
    );
    this.#subscriptions.add(subscription);
    return {
      caughtUp: subscription.caughtUp,
      close: () => {
        this.#subscriptions.delete(subscription);
        subscription.close();
      },
    };
  }

  async loadSnapshot(format: string): Promise<StateSnapshot | undefined> {
    const reply = await this.#ask({ type: "load-snapshot", format });
    if (reply.type === "no-snapshot") return undefined;
    if (reply.type !== "snapshot") throw unexpected(reply);
    return { seq: reply.seq, state: reply.state };
  }

  async saveSnapshot(format: string, snapshot: StateSnapshot): Promise<void> {
    for (const part of splitSnapshot(format, snapshot.seq, snapshot.state)) {
      const reply = await this.#ask({ type: "save-part", part });
      if (reply.type !== "saved") throw unexpected(reply);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#pending.length > 0 || this.#isCommitting) {
      await new Promise<void>((resolve) => (this.#onDrained = resolve));
    }
    for (const subscription of this.#subscriptions) subscription.close();
    this.#subscriptions.clear();
    await this.#ask({ type: "close" });
    await this.#thread?.ended();
    this.#lock.release();
    this.#setStatus("closed");
  }

  #opened(epoch: string, head: number): void {
    this.#epoch = epoch;
    this.#head = head;
    for (const subscription of this.#subscriptions) subscription.refresh();
  }

  #commit(): void {
    if (this.#isCommitting) return;
    if (this.#pending.length === 0) {
      this.#onDrained?.();
      return;
    }
    const batch = this.#pending.splice(0, MAX_BATCH_EVENTS);
    this.#isCommitting = true;
    const events = `[${batch.map((append) => append.json).join(",")}]`;
    this.#send({ type: "append", events }, (reply) => {
      this.#isCommitting = false;
      if (reply.type === "appended") this.#committed(batch, reply.firstSeq, reply.at);
      else this.#failed(batch, unexpected(reply));
    });
  }

  #committed(batch: readonly PendingAppend[], firstSeq: number, at: number): void {
    this.#commits += 1;
    this.#head = firstSeq + batch.length - 1;
    // The thread works on the next batch while this one is delivered.
    this.#commit();
    this.#setStatus("ready");
    const entries = batch.map((append, index) => ({ seq: firstSeq + index, at, event: append.event }));
    for (const subscription of this.#subscriptions) subscription.offer(entries);
    for (const [index, append] of batch.entries()) append.resolve({ seq: firstSeq + index, at });
  }

  #failed(batch: readonly PendingAppend[], error: LogUnavailableError): void {
    this.#setStatus("unreachable");
    for (const append of batch) append.reject(error);
    this.#commit();
  }

  #setStatus(status: LogStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }

  #send(request: Request, onReply: (reply: Reply) => void): void {
    this.#thread?.send(request, onReply);
  }

  #ask(request: Request): Promise<Reply> {
    return new Promise((resolve) => this.#send(request, resolve));
  }
}

function unexpected(reply: Reply): LogUnavailableError {
  return new LogUnavailableError(reply.type === "failed" ? reply.message : `unexpected reply ${reply.type}`);
}
