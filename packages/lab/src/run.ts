// One run from its start to its verdict: everything made ready, measured for as long as was chosen, then traffic
// stopped and waited until every lane has shown what it owes. Has no connection and no server: the lab's dependencies do.
import { createStore, type StoreApi } from "zustand/vanilla";
import { DRAIN_MS, type MeasureEvent } from "@hydra/measure";
import type { Interruption } from "@hydra/protocol";

const CHECK_MS = 200;
/** Longest wait for the lanes to have shown an update before the start: the slowest poll and a network that is bad. */
const READY_MS = 20_000;

export type Refusal = "weather-busy" | "traffic-busy" | "not-set-up" | "lanes-not-ready";

export type RunState<Result> =
  | { readonly type: "idle" }
  | { readonly type: "preparing" }
  /** Times by the page's clock, as in the measure's events. */
  | { readonly type: "running"; readonly startedAt: number; readonly endsAt: number }
  | { readonly type: "draining" }
  | { readonly type: "done"; readonly result: Result }
  | { readonly type: "refused"; readonly refusal: Refusal };

/** What a run uses of the lab. */
export interface RunDependencies<Result> {
  readonly durationMs: () => number;
  /** Of the network, by the run's own time. */
  readonly interruptions: () => readonly Interruption[];
  now(): number;
  /** Everything that must hold before; a refusal when it does not. */
  prepare(): Promise<Refusal | undefined>;
  /** Whether every lane shows something. */
  isReady(): boolean;
  /** The traffic's sequence from its first arrival, for the whole run. */
  beginTraffic(): Promise<Refusal | undefined>;
  readLedgers(): Promise<void>;
  onEvent(event: MeasureEvent): void;
  interrupt(lastsMs: number): void;
  stopTraffic(): Promise<void>;
  /** Whether all lanes show the same, the newest. */
  isSettled(): boolean;
  /** The figures as they stand, with all that is needed to check them. */
  conclude(): Result;
}

export class Run<Result> {
  readonly store: StoreApi<RunState<Result>> = createStore<RunState<Result>>(() => ({ type: "idle" }));
  readonly #dependencies: RunDependencies<Result>;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** Ends the wait for the run's end. */
  #end: (() => void) | undefined;
  #isClosed = false;

  constructor(dependencies: RunDependencies<Result>) {
    this.#dependencies = dependencies;
  }

  get isUnderWay(): boolean {
    return ["preparing", "running", "draining"].includes(this.store.getState().type);
  }

  /** Does nothing while a run is under way. Never rejects. */
  async start(): Promise<void> {
    if (this.isUnderWay) return;
    const dependencies = this.#dependencies;
    this.#enter({ type: "preparing" });
    const refusal = await dependencies.prepare();
    if (refusal !== undefined) return this.#enter({ type: "refused", refusal });
    if (!(await this.#wait(() => dependencies.isReady(), READY_MS))) {
      return this.#enter({ type: "refused", refusal: "lanes-not-ready" });
    }
    // What was spent before the start is not the run's.
    await dependencies.readLedgers();
    const late = await dependencies.beginTraffic();
    if (late !== undefined) return this.#enter({ type: "refused", refusal: late });
    await this.#measure();
    await this.#drain();
    if (!this.#isClosed) this.#enter({ type: "done", result: dependencies.conclude() });
  }

  /** Ends a running run now; its figures are those of the shorter run. */
  stop(): void {
    this.#end?.();
  }

  /** Forgets a refusal or a result. */
  clear(): void {
    if (!this.isUnderWay) this.#enter({ type: "idle" });
  }

  close(): void {
    this.#isClosed = true;
    this.#end?.();
    this.#forget();
  }

  async #measure(): Promise<void> {
    const { now, onEvent, durationMs, interruptions, interrupt, readLedgers } = this.#dependencies;
    const duration = durationMs();
    const startedAt = now();
    onEvent({ type: "run-started", at: startedAt, durationMs: duration });
    this.#enter({ type: "running", startedAt, endsAt: startedAt + duration });
    for (const { atMs, lastsMs } of interruptions()) this.#later(atMs, () => interrupt(lastsMs));
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      this.#later(duration, resolve);
    });
    // Ended early: what was still to come does not come.
    this.#forget();
    onEvent({ type: "run-ended", at: now() });
    // The first reading after the end is the run's last.
    await readLedgers();
  }

  async #drain(): Promise<void> {
    if (this.#isClosed) return;
    this.#enter({ type: "draining" });
    await this.#dependencies.stopTraffic();
    await this.#wait(() => this.#dependencies.isSettled(), DRAIN_MS);
  }

  /** False when it did not come true in time. */
  async #wait(isTrue: () => boolean, timeoutMs: number): Promise<boolean> {
    const giveUpAt = this.#dependencies.now() + timeoutMs;
    while (!this.#isClosed && this.#dependencies.now() < giveUpAt) {
      if (isTrue()) return true;
      await new Promise<void>((resolve) => this.#later(CHECK_MS, resolve));
    }
    return isTrue();
  }

  #forget(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#end = undefined;
  }

  #later(afterMs: number, what: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, afterMs);
    this.#timers.add(timer);
  }

  #enter(state: RunState<Result>): void {
    if (!this.#isClosed) this.store.setState(state, true);
  }
}
