// What a client may add for good: families, and players in whichever families. So much an hour for each network, and for families so
// much in all, saved up for an hour at the most (the generic cell rate algorithm, as in plugins/rate-limiter.ts). Kept in
// memory, by each node for itself: it slows down a client that fills a server, it is no quota to be accounted for.
import { ProtocolError } from "@hydra/protocol";
import type { Refusals } from "../plugins/refusals.ts";

export interface Budgets {
  /**
   * @returns gives it back, when there was no family for it in the end
   * @throws ProtocolError `quota-exceeded` for the network, `at-capacity` for all networks, with `retryAfterMs`
   */
  takeFamily(client: string): () => void;
  /** @returns as `takeFamily` @throws ProtocolError `quota-exceeded` with `retryAfterMs` */
  takePlayer(client: string): () => void;
  /**
   * Each sends the whole ranking to all watchers.
   * @returns as `takeFamily`
   * @throws ProtocolError `quota-exceeded`, for the player or the network, with `retryAfterMs`
   */
  takeRename(client: string, playerId: string): () => void;
  /** A code for another device: only so many are open at once. @throws as `takeRename` */
  takeCode(client: string): void;
  /** A code that may be wrong; given back when it was not. @returns, @throws as `takeRename` */
  takeArrival(client: string): () => void;
}

/** How many an hour; 0 is no limit. */
export interface BudgetSizes {
  readonly familiesPerAddress: number;
  readonly familiesPerHour: number;
  readonly playersPerAddress: number;
}

const HOUR_MS = 3_600_000;
/** Of one player an hour, and of one network: PR165. */
const RENAMES = 20;
const RENAMES_PER_ADDRESS = 60;
/** Made for one network an hour, and wrong ones of it: PR167. Of 2^50 that may be open. */
const CODES = 120;
const WRONG_CODES = 60;
/** Networks remembered; past that the one whose budget was begun first is forgotten. 100 bytes each. */
const MAX_KEYS = 100_000;
/** Those whose budget is whole again are looked for so often at most: all of them are looked at. */
const SWEEP_MS = 1_000;

export interface BudgetOptions {
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** A client, as `clientPrefix` names it, was refused for what its network has added. */
  readonly refusals?: Pick<Refusals, "refused">;
}

export function createBudgets(
  sizes: BudgetSizes,
  { now = () => performance.now(), refusals }: BudgetOptions = {},
): Budgets {
  const familiesOf = new Allowance(sizes.familiesPerAddress);
  const families = new Allowance(sizes.familiesPerHour);
  const playersOf = new Allowance(sizes.playersPerAddress);
  const renamesOf = new Allowance(RENAMES);
  const renamesFrom = new Allowance(RENAMES_PER_ADDRESS);
  const codesOf = new Allowance(CODES);
  const wrongCodesOf = new Allowance(WRONG_CODES);
  const refuse = (waitMs: number, client: string, what: string): void => {
    if (waitMs > 0) refusals?.refused("quota-exceeded", client, `too many ${what} an hour`);
    refuseAfter(waitMs, "quota-exceeded", what);
  };
  const take = (allowance: Allowance, client: string, what: string): (() => void) => {
    const time = now();
    refuse(allowance.waitMs(client, time), client, what);
    allowance.spend(client, time);
    return () => allowance.giveBack(client);
  };
  return {
    takeFamily(client) {
      const time = now();
      refuse(familiesOf.waitMs(client, time), client, "families founded from your network");
      refuseAfter(families.waitMs("", time), "at-capacity", "families founded on this server");
      // Both or neither: a refusal costs nothing.
      familiesOf.spend(client, time);
      families.spend("", time);
      return () => {
        familiesOf.giveBack(client);
        families.giveBack("");
      };
    },
    takePlayer: (client) => take(playersOf, client, "players from your network"),
    takeRename(client, playerId) {
      refuse(renamesOf.waitMs(playerId, now()), client, "names of one player");
      const giveBack = take(renamesFrom, client, "names from your network");
      renamesOf.spend(playerId, now());
      return () => {
        giveBack();
        renamesOf.giveBack(playerId);
      };
    },
    takeCode: (client) => void take(codesOf, client, "codes for your network"),
    takeArrival: (client) => take(wrongCodesOf, client, "wrong codes from your network"),
  };
}

/** What it was taken for, or its error once it is given back. */
export async function orGiveBack<T>(giveBack: () => void, made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    giveBack();
    throw error;
  }
}

function refuseAfter(waitMs: number, code: "quota-exceeded" | "at-capacity", what: string): void {
  if (waitMs <= 0) return;
  const retryAfterMs = Math.ceil(waitMs);
  const seconds = Math.ceil(retryAfterMs / 1_000);
  throw new ProtocolError(
    code,
    `There are as many ${what} as an hour allows. One more in ${seconds} s.`,
    retryAfterMs,
  );
}

class Allowance {
  readonly #costMs: number;
  /** When each key's share would be whole again. */
  readonly #wholeAt = new Map<string, number>();
  #sweepAt = 0;

  constructor(perHour: number) {
    this.#costMs = perHour === 0 ? 0 : HOUR_MS / perHour;
  }

  /** How long until the key may spend; 0 or less when it may now. */
  waitMs(key: string, time: number): number {
    if (this.#costMs === 0) return 0;
    // The last grain of a whole hour must not fall to rounding.
    return this.#next(key, time) - time - HOUR_MS - 1e-3;
  }

  spend(key: string, time: number): void {
    if (this.#costMs === 0) return;
    const next = this.#next(key, time);
    if (!this.#wholeAt.has(key) && this.#wholeAt.size >= MAX_KEYS) this.#makeRoom(time);
    this.#wholeAt.set(key, next);
  }

  /** What was spent before, once. */
  giveBack(key: string): void {
    const at = this.#wholeAt.get(key);
    if (at !== undefined) this.#wholeAt.set(key, at - this.#costMs);
  }

  #next(key: string, time: number): number {
    return Math.max(this.#wholeAt.get(key) ?? 0, time) + this.#costMs;
  }

  #makeRoom(time: number): void {
    if (time >= this.#sweepAt) {
      this.#sweepAt = time + SWEEP_MS;
      for (const [key, at] of this.#wholeAt) if (at <= time) this.#wholeAt.delete(key);
    }
    const [oldest] = this.#wholeAt.keys();
    if (oldest !== undefined && this.#wholeAt.size >= MAX_KEYS) this.#wholeAt.delete(oldest);
  }
}
