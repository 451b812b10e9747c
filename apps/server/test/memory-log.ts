// An event log that forgets everything with the process: for tests that need a log to fail, or entries by the ten
// thousand that come from elsewhere. What a real log must do is held by test/log/event-log.contract.ts.
import type { BattleEvent, Entry } from "@hydra/engine";
import {
  LogUnavailableError,
  type Appended,
  type Appender,
  type EventLog,
  type LogStatus,
  type LogSubscription,
  type LogTrouble,
  type TaskLease,
} from "../src/log/event-log.ts";
import { callAppender } from "../src/log/appender.ts";
import { SoleLease } from "../src/log/sole-lease.ts";

export class MemoryLog implements EventLog {
  readonly clockSteps = { back: 0, ahead: 0 };
  readonly epoch = "memory";
  /** Set it to what the test is about. */
  status: LogStatus = "ready";
  trouble: LogTrouble | undefined;
  isBehind = false;
  /** While false, appends fail and store nothing. */
  isReachable = true;
  readonly #entries: Entry[] = [];
  readonly #statusListeners: ((status: LogStatus) => void)[] = [];
  readonly #listeners = new Set<(entries: readonly Entry[]) => void>();

  #held: Promise<void> = Promise.resolve();
  #waiting = 0;
  #onWaiting: () => void = () => undefined;

  get head(): number {
    return this.#entries.length;
  }

  async append(event: BattleEvent): Promise<Appended> {
    return (await this.appendAll([event]))[0] ?? this.#fail();
  }

  appendFor(appender: Appender, event: BattleEvent): void {
    callAppender(appender, this.append(event));
  }

  /** Many events as one batch, as another node's would arrive. */
  async appendAll(events: readonly BattleEvent[]): Promise<Appended[]> {
    this.#waiting += 1;
    this.#onWaiting();
    await this.#held;
    this.#waiting -= 1;
    if (!this.isReachable) this.#fail();
    const at = Date.now();
    const batch = events.map((event, index) => ({ seq: this.head + index + 1, at, event }));
    this.#entries.push(...batch);
    for (const deliver of this.#listeners) deliver(batch);
    return batch;
  }

  /** Makes appends wait until what is returned is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  /** Resolves when this many appends wait. */
  async isHolding(count: number): Promise<void> {
    while (this.#waiting < count) await new Promise<void>((resolve) => (this.#onWaiting = resolve));
  }

  subscribe(after: number, onEntries: (entries: readonly Entry[]) => void): LogSubscription {
    onEntries(this.#entries.slice(after));
    this.#listeners.add(onEntries);
    return { caughtUp: Promise.resolve(), close: () => this.#listeners.delete(onEntries) };
  }

  now(): number {
    return Date.now();
  }

  onStatus(listener: (status: LogStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  /** As `status`, but calls the listeners, as a real log does. */
  become(status: LogStatus): void {
    this.status = status;
    for (const listener of this.#statusListeners) listener(status);
  }

  loadSnapshot(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  saveSnapshot(): Promise<void> {
    return Promise.resolve();
  }

  lease(_task: string, onChange: (isHeld: boolean) => void): TaskLease {
    return new SoleLease(onChange);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #fail(): never {
    throw new LogUnavailableError("The log cannot be reached.");
  }
}
