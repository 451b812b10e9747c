// Bots that attack at a chosen rate, through the same way as a player's attacks. Open loop: what is due is sent
// whether or not the answers have come, so a stall shows as staleness and not as less traffic.
import type { TrafficRequest } from "@hydra/protocol";
import { attack } from "../battle/attack.ts";
import type { BattleLoop } from "../battle/battle-loop.ts";
import { createArrivals, type Arrival } from "./arrivals.ts";

/** How often due arrivals are sent; well below a frame interval. */
const TICK_MS = 5;
/** Attacks waiting for their outcome; past this the server is not keeping up, and more would only queue. */
const MAX_IN_FLIGHT = 10_000;
/** Arrivals older than this are not made up for: the process was stopped, or the machine slept. */
const MAX_BACKLOG_MS = 1_000;

export type TrafficRates = Omit<TrafficRequest, "labId">;

export interface Traffic {
  readonly rates: TrafficRates;
  readonly counters: { readonly hits: number; readonly refused: number; readonly late: number };
  /** Takes effect with the next arrival; a new seed begins its own sequence. */
  change(rates: TrafficRates): void;
  stop(): void;
}

export interface TrafficOptions {
  readonly loop: BattleLoop;
  readonly familyId: string;
  readonly rates: TrafficRates;
}

/** Starts at once; bots join as they are first needed. */
export function startTraffic({ loop, familyId, rates: initialRates }: TrafficOptions): Traffic {
  const counters = { hits: 0, refused: 0, late: 0 };
  /** A bot of an earlier run is there already, which is just as good. */
  const joined = new Map<number, Promise<unknown>>();
  let rates = initialRates;
  let arrivals = createArrivals(rates.seed);
  let inFlight = 0;
  let next: Arrival = arrivals.next(rates);
  let dueAt = performance.now() + next.gapMs;

  async function strike({ bot, skill }: Arrival): Promise<void> {
    inFlight += 1;
    try {
      await join(bot);
      const command = { commandId: crypto.randomUUID(), skill };
      await attack(loop, { familyId, playerId: botId(bot) }, command);
      counters.hits += 1;
    } catch {
      counters.refused += 1;
    } finally {
      inFlight -= 1;
    }
  }

  function join(bot: number): Promise<unknown> {
    let joining = joined.get(bot);
    if (joining === undefined) {
      const name = `Bot ${bot + 1}`;
      joining = loop.submit({ type: "player-joined", familyId, playerId: botId(bot), name });
      joined.set(bot, joining);
      // One that could not join is tried again with its next attack.
      joining.catch(() => joined.delete(bot));
    }
    return joining;
  }

  function tick(): void {
    const now = performance.now();
    if (now - dueAt > MAX_BACKLOG_MS) {
      counters.late += Math.round(((now - dueAt) * rates.hitsPerSecond) / 1_000);
      dueAt = now;
    }
    while (dueAt <= now) {
      if (inFlight < MAX_IN_FLIGHT) void strike(next);
      else counters.late += 1;
      next = arrivals.next(rates);
      dueAt += next.gapMs;
    }
  }
  const timer = setInterval(tick, TICK_MS);

  return {
    counters,
    get rates() {
      return rates;
    },
    change(changed) {
      if (changed.seed !== rates.seed) arrivals = createArrivals(changed.seed);
      rates = changed;
      next = arrivals.next(rates);
      dueAt = performance.now() + next.gapMs;
    },
    stop: () => clearInterval(timer),
  };
}

function botId(bot: number): string {
  return `bot-${bot + 1}`;
}
