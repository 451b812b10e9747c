// Whether a log's appends can succeed right now, why not, and the listeners for changes of that.
import type { LogStatus, LogTrouble, LogUnavailableError } from "./event-log.ts";
import { surface } from "./failure.ts";

/** Begins ready. A log that is closed stays so. */
export class LogHealth {
  readonly #listeners: ((status: LogStatus) => void)[] = [];
  #status: LogStatus = "ready";
  #trouble: LogTrouble | undefined;

  get status(): LogStatus {
    return this.#status;
  }

  /** There is one exactly while it is unreachable: the newest. */
  get trouble(): LogTrouble | undefined {
    return this.#trouble;
  }

  onStatus(listener: (status: LogStatus) => void): void {
    this.#listeners.push(listener);
  }

  /** An append has failed, or would. */
  fail({ reason, message }: LogUnavailableError): void {
    if (this.#status !== "closed") this.#trouble = { reason, detail: message };
    this.#become("unreachable");
  }

  become(status: Exclude<LogStatus, "unreachable">): void {
    this.#trouble = undefined;
    this.#become(status);
  }

  /** Calls every listener upon a change; an exception of one surfaces when all have been called. */
  #become(status: LogStatus): void {
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
