// So many of a thing for one client and so many in all: what is bounded for each alone, a client that makes many uses up for
// all. A client is what `TrustedProxies.clientOf` names.
import { ProtocolError } from "@hydra/protocol";

export interface QuotaOptions {
  /** In the plural, as the refusal names them: "captures". */
  readonly what: string;
  readonly perClient: number;
  readonly total: number;
  /** When a refused client may ask again. */
  readonly retryAfterMs?: number;
}

export class Quota {
  readonly #options: QuotaOptions;
  readonly #counts = new Map<string, number>();
  #total = 0;

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  /** @throws ProtocolError `lab-busy` when `take` would */
  check(client: string): void {
    const { what, perClient, total, retryAfterMs } = this.#options;
    const count = this.#counts.get(client) ?? 0;
    if (count >= perClient)
      throw new ProtocolError(
        "lab-busy",
        `Your network has ${count} ${what}, which is its share.`,
        retryAfterMs,
      );
    if (this.#total >= total)
      throw new ProtocolError("lab-busy", `There are as many ${what} as this server has.`, retryAfterMs);
  }

  /**
   * One more for the client.
   * @returns gives it back; only once, however often it is called
   * @throws ProtocolError `lab-busy`
   */
  take(client: string): () => void {
    this.check(client);
    this.#counts.set(client, (this.#counts.get(client) ?? 0) + 1);
    this.#total += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#total -= 1;
      const left = (this.#counts.get(client) ?? 1) - 1;
      if (left === 0) this.#counts.delete(client);
      else this.#counts.set(client, left);
    };
  }
}
