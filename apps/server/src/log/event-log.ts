// The contract between Hydra and whatever keeps its history: a durable, totally ordered log of events.
// Implementations stand in the folders beside this file; test/log/event-log.contract.ts is their common suite.
// A log does not depend on battles, feeds or sockets: an event is an opaque value to it, but for `familyId`.
import type { BattleEvent, Entry } from "@hydra/engine";
import type { ClockSteps } from "./log-clock.ts";

/** Where an entry landed. */
export interface Appended {
  readonly seq: number;
  /** Epoch milliseconds, never smaller than that of an earlier entry. */
  readonly at: number;
}

/** Called once with how an append of its ended. */
export interface Appender {
  /** The event is durable as entry `seq`, at epoch milliseconds `at`. */
  onAppended(seq: number, at: number): void;
  /** With what `append` throws. */
  onNotAppended(error: unknown): void;
}

/** Whether appends can succeed right now. */
export type LogStatus = "ready" | "unreachable" | "closed";

/** Why a log cannot be reached. */
export interface LogTrouble {
  /** In a few words that may be shown to all: no path and no address. */
  readonly reason: string;
  /** In one line for the server's own log. */
  readonly detail: string;
}

/** State as of `seq`: what a restart begins from instead of the log's first entry. */
export interface StateSnapshot {
  readonly seq: number;
  readonly state: string;
}

/** A task that only one of the processes which share a log may do at a time. */
export interface TaskLease {
  /**
   * Whether it is this process's right now: never true in two of them. To be looked at before each act, so that a process that stood
   * still does nothing late.
   */
  readonly isHeld: boolean;
  /** Gives it up, so that another process may have it at once; `onChange` is called no more. Idempotent. */
  release(): Promise<void>;
}

export interface EventLog {
  /** Names this log's life: 4–32 characters of [a-z0-9]; a recreated log has another. */
  readonly epoch: string;

  /**
   * Appends one event and resolves when it is durable. Events appended in one tick keep their order.
   * @throws LogUnavailableError when it was certainly not, or perhaps not, stored: send it again, the engine
   * recognises a repeated command.
   */
  append(event: BattleEvent): Promise<Appended>;

  /**
   * As `append`, for callers that append tens of thousands of events a second: without a promise. The appender is called
   * later, never from within the call; what it throws surfaces as an uncaught exception and touches no other append.
   */
  appendFor(appender: Appender, event: BattleEvent): void;

  /**
   * Delivers every entry with a seq greater than `after`, in order, each once, in batches: first what is stored,
   * then what is appended, by this process or another. The next batch comes when `onEntries` has returned.
   */
  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription;

  /**
   * The log's time: epoch milliseconds, to a hundredth. Never smaller than before or than the time of an entry delivered here,
   * and goes on by the monotonic clock, whatever is done to the machine's. What is compared with an entry's time is read from it.
   */
  now(): number;

  /** Steps of five seconds or more that the machine's wall clock took, by direction; the log's time took none of them. */
  readonly clockSteps: ClockSteps;

  /** Seq of the newest durable entry known here, 0 for an empty log. */
  readonly head: number;

  readonly status: LogStatus;
  /** Why it is unreachable; undefined while it is not. */
  readonly trouble: LogTrouble | undefined;
  onStatus(listener: (status: LogStatus) => void): void;

  /** True while entries that have been durable for a while, appended elsewhere, have not been read here. */
  readonly isBehind: boolean;

  /** The newest stored snapshot of this epoch that `format` names, if any. */
  loadSnapshot(format: string): Promise<StateSnapshot | undefined>;
  /** Stores a snapshot; keeps at least the newest one. */
  saveSnapshot(format: string, snapshot: StateSnapshot): Promise<void>;

  /**
   * Asks for a task until it is released, or the log closed. `onChange` is called with each change of `isHeld`, never from within
   * the call. A process that ends, or cannot reach the log, loses the task within seconds.
   * @param task 1 to 32 of `[a-z0-9-]`
   * @param onRefused called where it cannot be asked for although the log can be written, for each reason once, with what to do in a line: no
   * process may have it then
   */
  lease(task: string, onChange: (isHeld: boolean) => void, onRefused?: (detail: string) => void): TaskLease;

  /** Waits for appends under way, then releases everything. Idempotent. */
  close(): Promise<void>;
}

/** A log that a history can move into. Its entries stay what they were: chance is drawn from a seq, cooldowns end at a time. */
export interface ImportingLog extends EventLog {
  /**
   * Stores entries with the seqs and times they have, in order, and resolves when they are durable. No other may
   * write to the log meanwhile. Of several calls the next begins when the one before has ended.
   * @throws LogImportError when they do not follow on the head, or the log cannot give them their seqs.
   * @throws LogUnavailableError when they were not, or perhaps not all, stored: those that were are the first of them.
   */
  importEntries(entries: readonly Entry[]): Promise<void>;
}

/** Where a history moves to: what is there of it, and the log that it becomes. */
export interface ImportTarget {
  /** What is there already, in order and in pages. */
  held(): AsyncIterable<readonly Entry[]>;
  /** As ImportingLog has it; what is held has been read before. */
  importEntries(entries: readonly Entry[]): Promise<void>;
  /** Ends the history: from now on it is a log, closed with this. */
  finish(): Promise<EventLog>;
  close(): Promise<void>;
}

/** Entries cannot be taken as they are: `message` is one line for the operator who moves them. Nothing of theirs is changed. */
export class LogImportError extends Error {
  override readonly name = "LogImportError";
}

export interface LogSubscription {
  /**
   * Resolves when every entry that was durable at the time of the call to `subscribe` has been delivered.
   * @throws LogUnavailableError when the log could not be read, or the subscription was closed before that; LogOpenError when
   * it is damaged.
   */
  readonly caughtUp: Promise<void>;
  close(): void;
}

/** The log cannot be reached, or is closed: nothing was acknowledged. */
export class LogUnavailableError extends Error {
  override readonly name = "LogUnavailableError";
  /** As LogTrouble has it. */
  readonly reason: string;

  constructor(
    message: string,
    {
      reason = "the event log cannot be reached",
      ...options
    }: ErrorOptions & { reason?: string | undefined } = {},
  ) {
    super(message, options);
    this.reason = reason;
  }
}

/** The log cannot be opened: `message` is one line for the operator of the server, and nothing was changed. */
export class LogOpenError extends Error {
  override readonly name = "LogOpenError";
}
