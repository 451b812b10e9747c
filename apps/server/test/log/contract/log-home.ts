// Where a contract test's log lives, and what every such test does with one.
import type { BattleEvent, Entry } from "@hydra/engine";
import type { EventLog, ImportingLog, LogStatus } from "../../../src/log/event-log.ts";

/** A place for one log: what it keeps outlives closing the log. Disposing closes what is still open. */
export interface LogHome extends AsyncDisposable {
  open(): Promise<EventLog>;
  /** Removes what is stored; the next log opened is another one. */
  wipe(): Promise<void>;
  /** Makes appends to the open log fail, until what it returns is disposed. */
  cutOff(): Promise<AsyncDisposable>;
}

/** A home whose log takes a history. */
export interface ImportingHome extends LogHome {
  open(): Promise<ImportingLog>;
}

export type CreateImportingHome = () => Promise<ImportingHome>;

export type CreateLogHome = () => Promise<LogHome>;

/**
 * By how much an entry's time and Date.now() may differ: the log's time begins with the machine's uptime, which has hundredths of
 * a second, is read while others run, and is drawn towards the wall clock slowly. A clock that goes wrong is off by more.
 */
export const READINGS_DIFFER_MS = 1_000;

/** The nth event of a test; no two are equal. */
export function testEvent(n: number): BattleEvent {
  return { type: "attack", familyId: "fam", playerId: `p${n % 7}`, commandId: `c${n}`, skill: "slash" };
}

export function testEvents(count: number, from = 0): BattleEvent[] {
  return Array.from({ length: count }, (_, index) => testEvent(from + index));
}

export async function appendAll(log: EventLog, events: readonly BattleEvent[]): Promise<Entry[]> {
  const appended = await Promise.all(events.map((event) => log.append(event)));
  return appended.map(({ seq, at }, index) => ({ seq, at, event: events[index]! }));
}

/** Everything stored after `after` right now. */
export async function readAll(log: EventLog, after = 0): Promise<Entry[]> {
  const entries: Entry[] = [];
  const subscription = log.subscribe(after, (batch) => entries.push(...batch));
  await subscription.caughtUp;
  subscription.close();
  return entries;
}

/** Resolves when the log reports that its status is `status`. */
export function untilStatus(log: EventLog, status: LogStatus): Promise<void> {
  return new Promise((resolve) => {
    if (log.status === status) resolve();
    log.onStatus((now) => {
      if (now === status) resolve();
    });
  });
}
