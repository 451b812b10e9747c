// Bytes that the lab holds for its clients, bounded for each network and in all: a bound for each connection alone is none for a client
// with many.

export interface HeldBounds {
  readonly perClient: number;
  readonly total: number;
}

export class HeldBytes {
  readonly #bounds: HeldBounds;
  readonly #clients = new Map<string, number>();
  #total = 0;

  constructor(bounds: HeldBounds) {
    this.#bounds = bounds;
  }

  /** @param client as `clientPrefix` names it */
  of(client: string): HeldPart {
    const { perClient, total } = this.#bounds;
    return {
      add: (bytes) => {
        this.#total += bytes;
        const held = (this.#clients.get(client) ?? 0) + bytes;
        if (held === 0) this.#clients.delete(client);
        else this.#clients.set(client, held);
        return this.#total <= total && held <= perClient;
      },
    };
  }
}

export interface HeldPart {
  /** @returns whether that is still within the bounds; counted either way */
  add(bytes: number): boolean;
}
