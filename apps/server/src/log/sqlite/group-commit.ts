// Group commit: appends made while a commit is under way go into the next one, exactly one is under way, and an idle
// log commits at the end of the tick, without a timer. This side keeps the events it sent, so the store answers with
// nothing but seqs and a time, whatever the events weigh.
import type { BattleEvent, Entry } from "@hydra/engine";
import { LogUnavailableError, type Appender } from "../event-log.ts";
import { surface } from "../failure.ts";
import type { StoredBatch } from "./entry-store.ts";

export interface GroupCommitOptions {
  /** Stores events, one JSON text a line, in one transaction. */
  store(events: string, onStored: (stored: StoredBatch | LogUnavailableError) => void): void;
  /** A batch is durable: called in log order, before its appenders, and when the next is already under way. */
  onCommitted(entries: readonly Entry[]): void;
  /** A batch was not stored; its appenders are called next. */
  onFailed(error: LogUnavailableError): void;
}

export interface GroupCommit {
  /**
   * Calls the appender, later: that the event is durable; or why not: LogUnavailableError when it was not, or perhaps
   * not, stored, TypeError when it is no JSON value.
   */
  append(appender: Appender, event: BattleEvent): void;
  /** Resolves when no append is waiting or under way. */
  drained(): Promise<void>;
  /** Transactions that stored entries. */
  readonly commits: number;
}

interface Append {
  readonly appender: Appender;
  readonly event: BattleEvent;
  readonly json: string;
}

/** Pays for an fsync many times over; larger ones only make the stall of delivering them longer. */
const MAX_BATCH_EVENTS = 2_048;

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const waiting: Append[] = [];
  let isUnderWay = false;
  let isScheduled = false;
  let commits = 0;
  let onDrained: (() => void)[] = [];

  const commit = (): void => {
    isScheduled = false;
    if (isUnderWay || waiting.length === 0) return;
    const batch = waiting.splice(0, MAX_BATCH_EVENTS);
    isUnderWay = true;
    options.store(batch.map(({ json }) => json).join("\n"), (stored) => {
      isUnderWay = false;
      // First of all, so that the disk works while this batch is delivered.
      commit();
      if (!(stored instanceof LogUnavailableError)) commits += 1;
      settle(options, batch, stored);
      if (isUnderWay || waiting.length > 0) return;
      for (const resolve of onDrained) resolve();
      onDrained = [];
    });
  };

  const wait = (append: Append): void => {
    waiting.push(append);
    if (isUnderWay || isScheduled) return;
    // At the end of the tick, so that its events share a commit.
    isScheduled = true;
    queueMicrotask(commit);
  };

  return {
    append(appender, event) {
      try {
        wait({ appender, event, json: JSON.stringify(event) });
      } catch (error) {
        queueMicrotask(() => appender.onNotAppended(error));
      }
    },
    drained: () =>
      new Promise((resolve) => {
        if (isUnderWay || waiting.length > 0) onDrained.push(resolve);
        else resolve();
      }),
    get commits() {
      return commits;
    },
  };
}

type CommitListeners = Pick<GroupCommitOptions, "onCommitted" | "onFailed">;

function settle(
  listeners: CommitListeners,
  batch: readonly Append[],
  stored: StoredBatch | LogUnavailableError,
): void {
  if (stored instanceof LogUnavailableError) {
    listeners.onFailed(stored);
    callEach(batch, ({ appender }) => appender.onNotAppended(stored));
  } else {
    const { firstSeq, at } = stored;
    listeners.onCommitted(batch.map(({ event }, index) => ({ seq: firstSeq + index, at, event })));
    callEach(batch, ({ appender }, index) => appender.onAppended(firstSeq + index, at));
  }
}

/** One that throws does not keep others from being called. */
function callEach(batch: readonly Append[], call: (append: Append, index: number) => void): void {
  for (const [index, append] of batch.entries()) {
    try {
      call(append, index);
    } catch (error) {
      surface(error);
    }
  }
}
