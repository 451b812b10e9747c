// Group commit: appends made while a commit is under way go into the next one, exactly one is under way, and an idle
// log commits at the end of the tick, without a timer. This side keeps the events it sent, so the store answers with
// nothing but seqs and a time, whatever the events weigh.
import type { BattleEvent, Entry } from "@hydra/engine";
import { LogUnavailableError, type Appended } from "../event-log.ts";
import type { StoredBatch } from "./entry-store.ts";

export interface GroupCommitOptions {
  /** Stores a JSON array of events in one transaction. */
  store(events: string, onStored: (stored: StoredBatch | LogUnavailableError) => void): void;
  /** A batch is durable: called in log order, before its appends resolve, and when the next is already under way. */
  onCommitted(entries: readonly Entry[]): void;
  /** A batch was not stored; its appends reject. */
  onFailed(): void;
}

export interface GroupCommit {
  /**
   * Resolves when the event is durable.
   * @throws LogUnavailableError when it was not, or perhaps not, stored; TypeError when it is no JSON value.
   */
  append(event: BattleEvent): Promise<Appended>;
  /** Resolves when no append is waiting or under way. */
  drained(): Promise<void>;
  /** Transactions that stored entries. */
  readonly commits: number;
}

interface Append {
  readonly event: BattleEvent;
  readonly json: string;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: LogUnavailableError) => void;
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
    options.store(`[${batch.map(({ json }) => json).join(",")}]`, (stored) => {
      isUnderWay = false;
      // First of all, so that the disk works while this batch is delivered.
      commit();
      if (stored instanceof LogUnavailableError) fail(batch, stored);
      else deliver(batch, stored);
      if (isUnderWay || waiting.length > 0) return;
      for (const resolve of onDrained) resolve();
      onDrained = [];
    });
  };

  const deliver = (batch: readonly Append[], { firstSeq, at }: StoredBatch): void => {
    commits += 1;
    options.onCommitted(batch.map(({ event }, index) => ({ seq: firstSeq + index, at, event })));
    for (const [index, { resolve }] of batch.entries()) resolve({ seq: firstSeq + index, at });
  };

  const fail = (batch: readonly Append[], error: LogUnavailableError): void => {
    options.onFailed();
    for (const { reject } of batch) reject(error);
  };

  return {
    append: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, json: JSON.stringify(event), resolve, reject });
        if (isUnderWay || isScheduled) return;
        // At the end of the tick, so that its events share a commit.
        isScheduled = true;
        queueMicrotask(commit);
      }),
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
