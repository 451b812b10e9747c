// A client's share of commands, whichever way they come: one for its address and one for its player, so that neither many
// players of one address nor one player of many addresses gets more (SPEC PR16).
import { ProtocolError } from "@hydra/protocol";
import { createRateLimiter, type RateLimiter } from "./rate-limiter.ts";
import type { Refusals } from "./refusals.ts";

export interface ClientLimitOptions {
  /** Commands a second, 0 = off. */
  readonly rateLimit: number;
  readonly refusals: Refusals;
}

export class ClientLimits {
  readonly #limiter: RateLimiter;
  readonly #refusals: Refusals;
  readonly #why: string;

  constructor({ rateLimit, refusals }: ClientLimitOptions) {
    this.#limiter = createRateLimiter(rateLimit);
    this.#refusals = refusals;
    this.#why = `more than RATE_LIMIT=${rateLimit} commands a second`;
  }

  /**
   * Counts one command.
   * @param client as `clientPrefix` names it
   * @param playerId of the player who sends it, where one does
   * @throws ProtocolError `rate-limited` with `retryAfterMs`
   */
  take(client: string, playerId?: string): void {
    this.#limit("take", client, playerId);
  }

  /** As `take`, but counts nothing: for a command whose body is still to come. */
  check(client: string, playerId?: string): void {
    this.#limit("check", client, playerId);
  }

  #limit(how: "take" | "check", client: string, playerId: string | undefined): void {
    try {
      // An id has no space: it is no other client's name.
      if (playerId === undefined) this.#limiter[how](client);
      else this.#limiter[how](client, `player ${playerId}`);
    } catch (error) {
      if (error instanceof ProtocolError) this.#refusals.refused("rate-limited", client, this.#why);
      throw error;
    }
  }
}
