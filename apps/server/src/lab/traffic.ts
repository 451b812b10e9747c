// Bots that attack at a chosen rate, through the same way as a player's attacks. Open loop: what is due is sent
// whether or not the answers have come, so a stall shows as staleness and not as less traffic; up to what all labs share.
import type { TrafficRequest } from "@hydra/protocol";
import { attack } from "../battle/attack.ts";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { PlayerPlaces } from "../battle/player-places.ts";
import { createArrivals, type Arrival } from "./arrivals.ts";
import type { TrafficShare } from "./traffic-shares.ts";

/** How often due arrivals are sent; well below a frame interval. */
const TICK_MS = 5;
/** Arrivals older than this are not made up for: the process was stopped, or the machine slept. */
const MAX_BACKLOG_MS = 1_000;

export type TrafficRates = Omit<TrafficRequest, "labId">;

export interface TrafficOptions {
  readonly loop: BattleLoop;
  readonly places: PlayerPlaces;
  readonly familyId: string;
  readonly rates: TrafficRates;
  /** Given back by `stop`. */
  readonly share: TrafficShare;
}

/** Runs from its making until `stop`; bots join as they are first needed. */
export class Traffic {
  readonly counters = { hits: 0, refused: 0, late: 0 };
  readonly #loop: BattleLoop;
  readonly #places: PlayerPlaces;
  readonly #familyId: string;
  /** A bot of an earlier run is there already, which is just as good. */
  readonly #joined = new Map<number, Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;
  #rates: TrafficRates;
  #arrivals: ReturnType<typeof createArrivals>;
  #next: Arrival;
  #dueAt: number;
  readonly #share: TrafficShare;

  constructor({ loop, places, familyId, rates, share }: TrafficOptions) {
    this.#loop = loop;
    this.#places = places;
    this.#share = share;
    this.#familyId = familyId;
    this.#rates = rates;
    this.#arrivals = createArrivals(rates.seed);
    this.#next = this.#draw();
    this.#dueAt = performance.now() + this.#next.gapMs;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Takes effect with the next arrival; a new seed begins its own sequence, the same rates change nothing. */
  change(rates: TrafficRates): void {
    const { hitsPerSecond, bots, seed } = this.#rates;
    if (rates.seed === seed && rates.hitsPerSecond === hitsPerSecond && rates.bots === bots) return;
    if (rates.seed !== seed) this.#arrivals = createArrivals(rates.seed);
    this.#rates = rates;
    this.#share.request(rates.hitsPerSecond);
    this.#next = this.#draw();
    this.#dueAt = performance.now() + this.#next.gapMs;
  }

  /** Hits a second that all labs' share leaves it. */
  get grantedHitsPerSecond(): number {
    return this.#share.hitsPerSecond;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#share.leave();
  }

  #draw(): Arrival {
    return this.#arrivals.next({ hitsPerSecond: this.#share.hitsPerSecond, bots: this.#rates.bots });
  }

  #tick(): void {
    const now = performance.now();
    if (now - this.#dueAt > MAX_BACKLOG_MS) {
      this.counters.late += Math.round(((now - this.#dueAt) * this.#share.hitsPerSecond) / 1_000);
      this.#dueAt = now;
    }
    while (this.#dueAt <= now) {
      if (this.#share.begin()) void this.#strike(this.#next);
      else this.counters.late += 1;
      this.#next = this.#draw();
      this.#dueAt += this.#next.gapMs;
    }
  }

  async #strike({ bot, skill }: Arrival): Promise<void> {
    try {
      await this.#join(bot);
      const command = { commandId: crypto.randomUUID(), skill };
      await attack(this.#loop, { familyId: this.#familyId, playerId: botId(bot) }, command);
      this.counters.hits += 1;
    } catch {
      this.counters.refused += 1;
    } finally {
      this.#share.end();
    }
  }

  #join(bot: number): Promise<unknown> {
    let joining = this.#joined.get(bot);
    if (joining === undefined) {
      const name = `Bot ${bot + 1}`;
      const event = { type: "player-joined", familyId: this.#familyId, playerId: botId(bot), name } as const;
      joining = this.#places.join(event);
      this.#joined.set(bot, joining);
      // One that could not join is tried again with its next attack.
      joining.catch(() => this.#joined.delete(bot));
    }
    return joining;
  }
}

function botId(bot: number): string {
  return `bot-${bot + 1}`;
}
