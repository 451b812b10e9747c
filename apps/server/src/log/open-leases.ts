// The leases that were asked of a log, whatever kind the log makes them of. They end with it.
import type { TaskLease } from "./event-log.ts";

export class OpenLeases {
  readonly #leases: TaskLease[] = [];
  #isClosed = false;

  /** One that comes after `releaseAll` is released at once. */
  add(lease: TaskLease): TaskLease {
    this.#leases.push(lease);
    if (this.#isClosed) void lease.release();
    return lease;
  }

  async releaseAll(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#leases.map((lease) => lease.release()));
  }
}
