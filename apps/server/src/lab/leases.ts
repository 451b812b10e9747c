// Who holds what in the lab. A lab that goes away stops renewing, and what it held is given back.
import { ProtocolError } from "@hydra/protocol";

/** A lab asks again every few seconds; this is how long one that has gone is waited for. */
export const LEASE_MS = 10_000;

const SWEEP_INTERVAL_MS = 1_000;

interface Lease {
  readonly labId: string;
  readonly release: () => void;
  endsAt: number;
}

export interface Leases {
  /**
   * Takes or renews a resource. `acquire` runs when it was free, and returns how to give it back.
   * @throws ProtocolError `lab-busy` with `retryAfterMs` while another lab holds it.
   */
  hold(resource: string, labId: string, acquire: () => () => void): void;
  /** Gives it back at once; nothing when this lab does not hold it. */
  release(resource: string, labId: string): void;
  close(): void;
}

/** @param now monotonic milliseconds */
export function createLeases(now: () => number = () => performance.now()): Leases {
  const leases = new Map<string, Lease>();

  function end(resource: string, lease: Lease): void {
    leases.delete(resource);
    lease.release();
  }
  const sweep = setInterval(() => {
    const time = now();
    for (const [resource, lease] of leases) if (lease.endsAt <= time) end(resource, lease);
  }, SWEEP_INTERVAL_MS).unref();

  return {
    hold(resource, labId, acquire) {
      const lease = leases.get(resource);
      const endsAt = now() + LEASE_MS;
      if (lease === undefined) {
        leases.set(resource, { labId, release: acquire(), endsAt });
      } else if (lease.labId === labId) {
        lease.endsAt = endsAt;
      } else {
        throw new ProtocolError("lab-busy", undefined, Math.max(1, Math.ceil(lease.endsAt - now())));
      }
    },
    release(resource, labId) {
      const lease = leases.get(resource);
      if (lease?.labId === labId) end(resource, lease);
    },
    close() {
      clearInterval(sweep);
      for (const [resource, lease] of leases) end(resource, lease);
    },
  };
}
