// Which battles are awake: those with their parts in memory, some 10 KB each and more with every player and hit. The others
// are dormant: their parts are a text, made when they fall dormant and read when they are needed again. Nothing that
// can be asked of a battle depends on it (SPEC EN64); it costs what waking costs, and so is done to those that have been
// quiet for long enough to pay for it, and only when more than a bound are awake (EN65).

/** A battle, as far as this is about it. */
export interface Sleeper {
  /** Lets its parts become a text if it may at the time of the newest entry. */
  tryRest(lastAt: number): boolean;
}

/**
 * Battles awake before any falls dormant; some 250 KB of small ones. While a log is replayed in which one family plays after the
 * other, each then lives so short that the garbage collector meets it in the young generation: with 256, its parts grew old first.
 */
export const MAX_AWAKE = 32;

export class AwakeBattles {
  readonly #world: { readonly lastAt: number };
  /** The one that was woken or looked at longest ago comes first. */
  readonly #queue = new Set<Sleeper>();

  constructor(world: { readonly lastAt: number }) {
    this.#world = world;
  }

  get size(): number {
    return this.#queue.size;
  }

  /** A battle has its parts from now on. No caller holds another battle's parts meanwhile: that one may fall dormant. */
  add(battle: Sleeper): void {
    this.restOne();
    this.restOne();
    this.#queue.add(battle);
  }

  /** While more than the bound are awake: looks at the first in the queue. O(1), and what writing that one down costs. */
  restOne(): void {
    if (this.#queue.size < MAX_AWAKE) return;
    const [oldest] = this.#queue;
    if (oldest === undefined) return;
    this.#queue.delete(oldest);
    if (!oldest.tryRest(this.#world.lastAt)) this.#queue.add(oldest);
  }
}
