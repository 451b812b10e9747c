// One rate and one bound on attacks under way for the traffic of all labs, shared fairly: first among clients, then among
// the labs of each, by max-min fairness (a member that asks for less than an equal share gets all of it, the others share the rest).
// Independent of battles. SPEC PR81, PR86.
import { MAX_HITS_PER_SECOND } from "@hydra/protocol";
import { Quota } from "./quota.ts";

/** One lab's part. */
export interface TrafficShare {
  /** Hits a second that it may send now; changes as others come and go. */
  readonly hitsPerSecond: number;
  /** Asks for what it would like to send. */
  request(hitsPerSecond: number): void;
  /** Whether one more attack may be under way; `end` must follow when it is answered, if so. */
  begin(): boolean;
  end(): void;
  /** Gives the share to the others; what is under way counts until it ends. */
  leave(): void;
}

export interface TrafficTotals {
  readonly hitsPerSecond: number;
  readonly inFlight: number;
  readonly families: number;
  readonly familiesPerClient: number;
}

/** What one lab may ask for is all that labs have together: on a laptop a fifth of what the log takes. */
const TOTALS: TrafficTotals = {
  hitsPerSecond: MAX_HITS_PER_SECOND,
  // A player who attacks while the log is slow waits behind all of them, and each holds a few KiB.
  inFlight: 2_000,
  families: 64,
  familiesPerClient: 16,
};

interface Member {
  readonly client: string;
  wanted: number;
  granted: number;
  inFlight: number;
}

export class TrafficShares {
  readonly #totals: TrafficTotals;
  readonly #quota: Quota;
  readonly #members = new Set<Member>();
  #inFlight = 0;

  constructor(totals: TrafficTotals = TOTALS) {
    this.#totals = totals;
    const { families: total, familiesPerClient: perClient } = totals;
    this.#quota = new Quota({ what: "families with bots", perClient, total });
  }

  /** Attacks of all labs that wait for their outcome. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** @throws ProtocolError `lab-busy` when the client, or the server, has as many as there may be */
  join(client: string, wanted: number): TrafficShare {
    const giveBack = this.#quota.take(client);
    const member: Member = { client, wanted, granted: 0, inFlight: 0 };
    this.#members.add(member);
    this.#divide();
    return {
      get hitsPerSecond() {
        return member.granted;
      },
      request: (hitsPerSecond) => {
        if (member.wanted === hitsPerSecond) return;
        member.wanted = hitsPerSecond;
        this.#divide();
      },
      begin: () => this.#begin(member),
      end: () => {
        member.inFlight -= 1;
        this.#inFlight -= 1;
      },
      leave: () => {
        giveBack();
        if (this.#members.delete(member)) this.#divide();
      },
    };
  }

  #begin(member: Member): boolean {
    const own = Math.max(1, Math.floor(this.#totals.inFlight / this.#members.size));
    if (this.#inFlight >= this.#totals.inFlight || member.inFlight >= own) return false;
    member.inFlight += 1;
    this.#inFlight += 1;
    return true;
  }

  #divide(): void {
    const clients = [...Map.groupBy(this.#members, ({ client }) => client).values()];
    const wanted = clients.map((members) => members.reduce((sum, member) => sum + member.wanted, 0));
    const granted = shareFairly(this.#totals.hitsPerSecond, wanted);
    for (const [index, members] of clients.entries()) {
      const parts = shareFairly(
        granted[index] ?? 0,
        members.map((member) => member.wanted),
      );
      for (const [at, member] of members.entries()) member.granted = parts[at] ?? 0;
    }
  }
}

/** Max-min fair parts of a total, in the order of what is wanted; their sum is at most the total. O(n log n) */
export function shareFairly(total: number, wanted: readonly number[]): number[] {
  const parts = wanted.map(() => 0);
  let left = total;
  const bySize = wanted.map((rate, index) => ({ rate, index })).toSorted((a, b) => a.rate - b.rate);
  for (const [at, { rate, index }] of bySize.entries()) {
    const part = Math.min(rate, left / (bySize.length - at));
    parts[index] = part;
    left -= part;
  }
  return parts;
}
