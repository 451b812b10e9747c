// Bots that a family was founded with: players like any other, in the log and with cooldowns, that only have no connection. They act
// while a person is there, watching or having hit a moment ago, and rest otherwise, so that a battle without watchers costs nothing
// and grows no log. Which families have some their ids show (PR172): nothing is kept beside the log.
import { pickSkill, playerOf, type Battle } from "@hydra/engine";
import { botId, isBot, ProtocolError } from "@hydra/protocol";
import { attack } from "../battle/attack.ts";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { PlayerPlaces } from "../battle/player-places.ts";

const NAMES = ["Iolaus", "Atalanta", "Meleager", "Hippolyta"] as const;
/** A bot acts this often on average: four of them bring a bit more than one hit a second, so that a person still matters. */
const MEAN_PAUSE_MS = 3_000;
const TICK_MS = 500;
/** How long a person counts as there after a hit: a poll is no watcher. */
const PRESENT_MS = 30_000;
/** Families whose bots act at the same time; where there are more they take turns. 800 bots hit less than 300 times a second. */
const MAX_ACTIVE = 200;
/** Of these, kept for families where a person has just hit: to watch many costs nothing. */
const MAX_PRESENT = MAX_ACTIVE / 2;
/** Mostly slashes, as the demo's. */
const SHARES = { fireball: 0.3, ultimate: 0.1 };

/** Fewer when the server has no more room for players. */
export async function joinCompanions(places: PlayerPlaces, familyId: string, bots: number): Promise<void> {
  for (const [index, name] of NAMES.slice(0, bots).entries()) {
    try {
      await places.join({ type: "player-joined", familyId, playerId: botId(index + 1), name });
    } catch (error) {
      if (error instanceof ProtocolError && error.code === "at-capacity") return;
      throw error;
    }
  }
}

export interface CompanionsOptions {
  readonly loop: Pick<BattleLoop, "battle" | "submit">;
  /** Families with watchers. */
  readonly watched: () => Iterable<string>;
  /** Families whose bots act by themselves, whether or not a person is there. */
  readonly isApart: (battle: Battle) => boolean;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  readonly random?: () => number;
}

export class Companions {
  readonly #options: CompanionsOptions;
  readonly #now: () => number;
  readonly #random: () => number;
  /** When a person hit last in a family. */
  readonly #hitAt = new Map<string, number>();
  /** Of the families that had a turn last: looking for them wakes a battle, and they are there from its founding on. */
  #bots: ReadonlyMap<string, readonly string[]> = new Map();
  /** Bots whose attack is under way. */
  readonly #busy = new Set<string>();
  /** The family that would have had the next turn. */
  #next: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CompanionsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#random = options.random ?? Math.random;
  }

  /** Lets them act by the clock. */
  start(): void {
    this.#timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  /** A player has hit, over whichever transport. O(1). */
  noteHit(familyId: string, playerId: string): void {
    if (isBot(playerId)) return;
    this.#hitAt.delete(familyId);
    this.#hitAt.set(familyId, this.#now());
  }

  /** One turn of all bots that are not at rest. */
  tick(): void {
    this.#forgetAbsent();
    const bots = new Map<string, readonly string[]>();
    let active = 0;
    const inTurn = this.#inTurn();
    this.#next = undefined;
    for (const familyId of inTurn) {
      const battle = this.#options.loop.battle(familyId);
      if (battle === undefined || battle.players === 0 || this.#options.isApart(battle)) continue;
      const own = this.#bots.get(familyId) ?? botsOf(battle);
      bots.set(familyId, own);
      if (own.length === 0 || battle.monster.status === "defeated") continue;
      active += 1;
      if (active > MAX_ACTIVE) {
        this.#next = familyId;
        break;
      }
      for (const bot of own) this.#mayAct(familyId, bot);
    }
    this.#bots = bots;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** First where a person hit last, then from where the turn before has ended. */
  #inTurn(): Iterable<string> {
    const present = [...this.#hitAt.keys()].toReversed();
    const first = new Set(present.slice(0, MAX_PRESENT));
    const others = new Set([...this.#options.watched(), ...present.slice(MAX_PRESENT)]);
    const round = [...others].filter((familyId) => !first.has(familyId));
    const start = Math.max(0, round.indexOf(this.#next ?? ""));
    return [...first, ...round.slice(start), ...round.slice(0, start)];
  }

  #forgetAbsent(): void {
    const before = this.#now() - PRESENT_MS;
    for (const [familyId, at] of this.#hitAt) {
      if (at > before) return;
      this.#hitAt.delete(familyId);
    }
  }

  #mayAct(familyId: string, playerId: string): void {
    const key = `${familyId} ${playerId}`;
    if (this.#busy.has(key) || this.#random() > TICK_MS / MEAN_PAUSE_MS) return;
    this.#busy.add(key);
    const command = { commandId: crypto.randomUUID(), skill: pickSkill(this.#random(), SHARES) };
    // A cooldown, a defeated monster or an unreachable log: the next turn comes.
    attack(this.#options.loop, { familyId, playerId }, command)
      .catch(() => undefined)
      .finally(() => this.#busy.delete(key));
  }
}

/** Those that a family was founded with: from the first on, without a gap. */
function botsOf(battle: Battle): string[] {
  const ids = NAMES.map((_name, index) => botId(index + 1));
  const missing = ids.findIndex((id) => playerOf(battle, id) === undefined);
  return missing === -1 ? ids : ids.slice(0, missing);
}
