// The lease of a log with one writer: the process that has the log has every task, for as long as it wants. SPEC EL17.
import type { TaskLease } from "./event-log.ts";

export class SoleLease implements TaskLease {
  #isHeld = true;

  constructor(onChange: (isHeld: boolean) => void) {
    queueMicrotask(() => {
      if (this.#isHeld) onChange(true);
    });
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  release(): Promise<void> {
    this.#isHeld = false;
    return Promise.resolve();
  }
}
