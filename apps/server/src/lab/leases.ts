// Who holds what in the lab. A lab that goes away stops renewing, and what it held is given back.
import { ProtocolError } from "@hydra/protocol";

/** A lab asks again every few seconds; this is how long one that has gone is waited for. */
export const LEASE_MS = 10_000;

/** How long a network keeps what another one was refused: half of the longest run. */
export const MAX_CONTESTED_MS = 300_000;

const SWEEP_INTERVAL_MS = 1_000;

/** Who asks for what. */
export interface Claim {
  readonly resource: string;
  readonly labId: string;
  /** Whose lab it is (`TrustedProxies.clientOf`). */
  readonly network: string;
}

interface Lease {
  readonly labId: string;
  readonly network: string;
  readonly release: () => void;
  readonly beganAt: number;
  endsAt: number;
  /** A lab of another network was refused since it began. */
  isContested: boolean;
}

export interface Leases {
  /**
   * Takes or renews a resource. `acquire` runs when it was free, and returns how to give it back.
   * @throws ProtocolError `lab-busy` with `retryAfterMs` while another lab holds it, or when this one's network has held
   * for long enough what another waits for.
   */
  hold(claim: Claim, acquire: () => () => void): void;
  /** Gives it back at once; nothing when this lab does not hold it. */
  release(resource: string, labId: string): void;
  close(): void;
}

/** @param now monotonic milliseconds */
export function createLeases(now: () => number = () => performance.now()): Leases {
  const leases = new Map<string, Lease>();
  /** Resources that a network had for long enough, until when others go first. */
  const turns = new Map<string, { readonly network: string; readonly endsAt: number }>();

  function end(resource: string, lease: Lease): void {
    leases.delete(resource);
    lease.release();
  }
  const sweep = setInterval(() => {
    const time = now();
    for (const [resource, lease] of leases) if (lease.endsAt <= time) end(resource, lease);
    for (const [resource, turn] of turns) if (turn.endsAt <= time) turns.delete(resource);
  }, SWEEP_INTERVAL_MS).unref();

  function busyUntil(at: number): ProtocolError {
    return new ProtocolError("lab-busy", undefined, Math.max(1, Math.ceil(at - now())));
  }

  return {
    hold({ resource, labId, network }, acquire) {
      const lease = leases.get(resource);
      const time = now();
      const turn = turns.get(resource);
      if (turn?.network === network && turn.endsAt > time) throw busyUntil(turn.endsAt);
      const endsAt = time + LEASE_MS;
      if (lease === undefined) {
        const release = acquire();
        leases.set(resource, { labId, network, release, beganAt: time, endsAt, isContested: false });
        return;
      }
      if (lease.labId !== labId) {
        lease.isContested ||= lease.network !== network;
        throw busyUntil(lease.endsAt);
      }
      lease.endsAt = endsAt;
      if (!lease.isContested || time - lease.beganAt < MAX_CONTESTED_MS) return;
      end(resource, lease);
      turns.set(resource, { network: lease.network, endsAt });
      throw busyUntil(endsAt);
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
