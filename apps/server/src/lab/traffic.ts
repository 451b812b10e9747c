// Bots that attack at a chosen rate, through the same way as a player's attacks. Open loop: what is due is sent
// whether or not the answers have come, so a stall shows as staleness and not as less traffic; up to what all labs share.
import {
  botId,
  ProtocolError,
  type TrafficRequest,
  type TrafficRun,
  type TrafficRunAnswer,
} from "@hydra/protocol";
import { attack } from "../battle/attack.ts";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { PlayerPlaces } from "../battle/player-places.ts";
import { createArrivals, type Arrival, type ArrivalRates } from "./arrivals.ts";
import { RunFingerprint } from "./run-fingerprint.ts";
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

/** A seed's arrivals from the first one on, and what became of them. */
class Sequence {
  readonly counters = { hits: 0, refused: 0, late: 0 };
  readonly fingerprint = new RunFingerprint();
  readonly run: TrafficRun | undefined;
  readonly endsAt: number;
  readonly #arrivals: ReturnType<typeof createArrivals>;
  next: Arrival;
  dueAt: number;
  sent = 0;
  /** None was left out, put off or slowed down. */
  isWhole = true;

  constructor({ seed, run }: TrafficRates, rates: ArrivalRates) {
    const now = performance.now();
    this.run = run;
    this.endsAt = run === undefined ? Infinity : now + run.runMs;
    this.#arrivals = createArrivals(seed);
    this.next = this.#arrivals.next(rates);
    this.dueAt = now + this.next.gapMs;
  }

  advance(rates: ArrivalRates): void {
    this.next = this.#arrivals.next(rates);
    this.dueAt += this.next.gapMs;
  }
}

/** Runs from its making until `stop`; bots join as they are first needed. */
export class Traffic {
  readonly #options: Omit<TrafficOptions, "rates">;
  /** A bot of an earlier run is there already, which is just as good. */
  readonly #joined = new Set<number>();
  readonly #timer: NodeJS.Timeout;
  #rates: TrafficRates;
  #sequence: Sequence;

  constructor({ rates, ...options }: TrafficOptions) {
    this.#options = options;
    this.#rates = rates;
    this.#sequence = new Sequence(rates, this.#granted);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Takes effect with the next arrival; a new seed or run begins its own sequence, the same rates change nothing. */
  change(rates: TrafficRates): void {
    const before = this.#rates;
    this.#rates = rates;
    this.#options.share.request(rates.hitsPerSecond);
    if (rates.seed !== before.seed || rates.run?.runId !== before.run?.runId) {
      this.#sequence = new Sequence(rates, this.#granted);
    } else if (rates.hitsPerSecond !== before.hitsPerSecond || rates.bots !== before.bots) {
      this.#sequence.isWhole = false;
      this.#sequence.dueAt = performance.now();
      this.#sequence.advance(this.#granted);
    }
  }

  get counters(): Readonly<Sequence["counters"]> {
    return this.#sequence.counters;
  }

  get run(): TrafficRunAnswer | undefined {
    const { run, fingerprint, sent, isWhole, endsAt, dueAt } = this.#sequence;
    if (run === undefined) return undefined;
    const isOver = dueAt > endsAt && performance.now() > endsAt && fingerprint.attacks === sent;
    return { ...run, attacks: fingerprint.attacks, fingerprint: fingerprint.text, isWhole, isOver };
  }

  /** Hits a second that all labs' share leaves it. */
  get grantedHitsPerSecond(): number {
    return this.#options.share.hitsPerSecond;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#options.share.leave();
  }

  get #granted(): ArrivalRates {
    return { hitsPerSecond: this.grantedHitsPerSecond, bots: this.#rates.bots };
  }

  #tick(): void {
    const sequence = this.#sequence;
    const { counters, endsAt } = sequence;
    const now = performance.now();
    if (Math.min(now, endsAt) - sequence.dueAt > MAX_BACKLOG_MS) {
      counters.late += Math.round(((now - sequence.dueAt) * this.grantedHitsPerSecond) / 1_000);
      sequence.dueAt = now;
      sequence.isWhole = false;
    }
    const isOver = sequence.dueAt > endsAt;
    if (!isOver && this.grantedHitsPerSecond < this.#rates.hitsPerSecond) sequence.isWhole = false;
    while (sequence.dueAt <= now && sequence.dueAt <= endsAt) {
      if (this.#options.share.begin()) void this.#strike(sequence);
      else {
        counters.late += 1;
        sequence.isWhole = false;
      }
      sequence.advance(this.#granted);
    }
  }

  /** What is due is sent in its order: nothing is waited for before. */
  async #strike(sequence: Sequence): Promise<void> {
    const { loop, familyId, share } = this.#options;
    const { bot, skill, roll } = sequence.next;
    const number = sequence.sent;
    sequence.sent += 1;
    let became: string;
    try {
      this.#join(bot);
      const attacker = { familyId, playerId: botId(bot + 1) };
      const { damage, critical } = await attack(loop, attacker, {
        commandId: crypto.randomUUID(),
        skill,
        roll,
      });
      sequence.counters.hits += 1;
      became = `${damage}${critical ? "!" : ""}`;
    } catch (error) {
      sequence.counters.refused += 1;
      became = error instanceof ProtocolError ? error.code : "failed";
    } finally {
      share.end();
    }
    if (sequence.run !== undefined) sequence.fingerprint.add(number, `${botId(bot + 1)} ${skill} ${became}`);
  }

  /** Its join is in the log before what it does next. One that could not join is tried again with its next attack. */
  #join(bot: number): void {
    if (this.#joined.has(bot)) return;
    this.#joined.add(bot);
    const { places, familyId } = this.#options;
    const event = {
      type: "player-joined",
      familyId,
      playerId: botId(bot + 1),
      name: `Bot ${bot + 1}`,
    } as const;
    places.join(event).catch(() => this.#joined.delete(bot));
  }
}
