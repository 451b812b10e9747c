// What labs keep up by asking again: traffic and weather, each lab its own. A lab that goes away stops asking, and what it had ends.

/** A lab asks again every few seconds; this is how long one that has gone is waited for. */
export const LEASE_MS = 10_000;

const SWEEP_INTERVAL_MS = 1_000;

interface Lease {
  readonly release: () => void;
  endsAt: number;
}

export interface Leases {
  /** Keeps it up; `acquire` runs when it was not there, and returns how to give it back. What that throws is thrown. */
  hold(name: string, acquire: () => () => void): void;
  /** Ends it at once, if it is there. */
  release(name: string): void;
  close(): void;
}

/** @param now monotonic milliseconds */
export function createLeases(now: () => number = () => performance.now()): Leases {
  const leases = new Map<string, Lease>();

  function end(name: string, lease: Lease): void {
    leases.delete(name);
    lease.release();
  }
  const sweep = setInterval(() => {
    const time = now();
    for (const [name, lease] of leases) if (lease.endsAt <= time) end(name, lease);
  }, SWEEP_INTERVAL_MS).unref();

  return {
    hold(name, acquire) {
      const endsAt = now() + LEASE_MS;
      const lease = leases.get(name);
      if (lease === undefined) leases.set(name, { release: acquire(), endsAt });
      else lease.endsAt = endsAt;
    },
    release(name) {
      const lease = leases.get(name);
      if (lease !== undefined) end(name, lease);
    },
    close() {
      clearInterval(sweep);
      for (const [name, lease] of leases) end(name, lease);
    },
  };
}
