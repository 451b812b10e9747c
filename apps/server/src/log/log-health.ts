// Whether a log's appends can succeed right now, and whoever wants to be told when that changes.
import type { LogStatus } from "./event-log.ts";
import { surface } from "./failure.ts";

/** Begins ready. A log that is closed stays so. */
export class LogHealth {
  readonly #listeners: ((status: LogStatus) => void)[] = [];
  #status: LogStatus = "ready";

  get status(): LogStatus {
    return this.#status;
  }

  onStatus(listener: (status: LogStatus) => void): void {
    this.#listeners.push(listener);
  }

  /** Tells every listener of a change; an exception of one surfaces when all have been told. */
  become(status: LogStatus): void {
    if (status === this.#status || this.#status === "closed") return;
    this.#status = status;
    for (const listener of this.#listeners) {
      try {
        listener(status);
      } catch (error) {
        surface(error);
      }
    }
  }
}
