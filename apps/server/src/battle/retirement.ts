// Families that nobody uses go away (engine SPEC EN37): now and then this looks for those in which nothing has happened for long,
// and appends that they are retired. The event names the version that was found idle, so of several nodes that look the first counts,
// and none counts when a player was quicker; no node takes its own clock for the truth, or the log for later.
import type { FamilyRetiredEvent, Outcome } from "@hydra/engine";
import type { Row } from "./note-columns.ts";

export interface RetirementOptions {
  /** Families in use in which a player has hit, or none has; those in which nothing has happened for longest first. */
  oldest(wasHit: boolean): Iterable<Row>;
  submit(event: FamilyRetiredEvent): Promise<Outcome>;
  /** Whether it has watchers here. */
  isWatched(familyId: string): boolean;
  /** Whether it was asked for within so long: by a client that polls, or that watches where it is not seen from here. */
  wasAsked(familyId: string, withinMs: number): boolean;
  playersIn(familyId: string): number;
  /** The log's time, epoch milliseconds. */
  now(): number;
  readonly ages: RetirementAges;
  onRetired(families: number): void;
}

/** How long nothing has happened; Infinity keeps them. */
export interface RetirementAges {
  /** Where no player has ever hit: afterwards there is no such family. */
  readonly emptyMs: number;
  /** Where one has: it is kept, and listed again with the next join or hit. */
  readonly idleMs: number;
}

/** Twice as long as a client of a broker elsewhere waits at the most before it asks (MC16 of the library). */
const ASKED_MS = 120_000;
/** One look costs what there is to retire, and what is old and watched. */
const SWEEP_MS = 60_000;
/** What one look retires at the most, in steps of STEP events under way: a burst must not keep attacks waiting. */
const MAX_A_SWEEP = 2_000;
const STEP = 100;
/** A server that is full makes room by ending empty families in which nothing has happened for so long… */
const MIN_EMPTY_MS = 600_000;
/**
 * …and by retiring others, which loses no player anything. The shorter, the fewer a client can keep in use by hitting one after the other:
 * 12,000 at the default RATE_LIMIT.
 */
const MIN_IDLE_MS = 60_000;
/** How long it is not looked again for one that is empty, where there was none. */
const NONE_EMPTY_MS = 1_000;
/** That many at the most turn out to be in use, or cannot be retired because the log is not there. */
const MAX_ATTEMPTS = 3;

export class Retirement {
  readonly #options: RetirementOptions;
  /** Those that are being retired to make room, each for a client that waits for it. */
  readonly #makingRoom = new Set<string>();
  /** Monotonic milliseconds. */
  readonly #noneEmptyUntil = { families: 0, players: 0 };
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RetirementOptions) {
    this.#options = options;
  }

  /** The first look at a time of chance, so that nodes that were started together do not look at the same time. */
  start(): void {
    this.#schedule(Math.random() * SWEEP_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Retires what is due, and resolves when the log has it. */
  async sweep(): Promise<void> {
    const { emptyMs, idleMs } = this.#options.ages;
    const due: Row[] = [];
    for (const families of [this.#older(false, emptyMs), this.#older(true, idleMs)]) {
      for (const family of this.#unwatched(families)) {
        if (due.length === MAX_A_SWEEP) break;
        if (!this.#options.wasAsked(family.familyId, ASKED_MS)) due.push(family);
      }
    }
    let retired = 0;
    for (let start = 0; start < due.length && !this.#isClosed; start += STEP) {
      const outcomes = await Promise.all(
        due.slice(start, start + STEP).map((family) => this.#retireUnwatched(family)),
      );
      retired += outcomes.filter((isRetired) => isRetired).length;
    }
    if (retired > 0) this.#options.onRetired(retired);
  }

  /**
   * Retires the family in which nothing has happened for longest, if it has not for a while. One that is only asked for makes room: a poll costs
   * nothing, and would keep a full server full.
   * @param joined family that room is made for a player of: then another one, and one with players. Default: room for a family
   * @returns whether it did
   */
  async makeRoom(joined?: string): Promise<boolean> {
    for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
      const family = this.#idleLongest(joined);
      if (family === undefined) return false;
      this.#makingRoom.add(family.familyId);
      try {
        if (await this.#retire(family)) return true;
      } finally {
        this.#makingRoom.delete(family.familyId);
      }
    }
    return false;
  }

  /** O(1), mostly: only empty families that are watched, or that have no player who could make room, are passed over. */
  #idleLongest(joined: string | undefined): Row | undefined {
    const empty = this.#oldestEmpty(joined);
    const hit = this.#next(this.#older(true, MIN_IDLE_MS), joined);
    if (empty === undefined || hit === undefined) return empty ?? hit;
    return empty.version < hit.version ? empty : hit;
  }

  /** All that are watched are passed over; where that was for nothing, not again for a second. */
  #oldestEmpty(joined: string | undefined): Row | undefined {
    const room = joined === undefined ? "families" : "players";
    if (performance.now() < this.#noneEmptyUntil[room]) return undefined;
    const empty = this.#next(this.#unwatched(this.#older(false, MIN_EMPTY_MS)), joined);
    if (empty === undefined) this.#noneEmptyUntil[room] = performance.now() + NONE_EMPTY_MS;
    return empty;
  }

  #next(families: Iterable<Row>, joined: string | undefined): Row | undefined {
    for (const family of families) {
      const { familyId } = family;
      if (this.#makingRoom.has(familyId) || familyId === joined) continue;
      if (joined === undefined || this.#options.playersIn(familyId) > 0) return family;
    }
    return undefined;
  }

  *#unwatched(families: Iterable<Row>): Generator<Row> {
    for (const family of families) if (!this.#options.isWatched(family.familyId)) yield family;
  }

  /** Families in which nothing has happened for so long. */
  *#older(wasHit: boolean, ageMs: number): Generator<Row> {
    const { oldest, now } = this.#options;
    for (const family of oldest(wasHit)) {
      if (now() - family.changedAt < ageMs) return;
      yield family;
    }
  }

  #retireUnwatched(family: Row): Promise<boolean> {
    const { isWatched, wasAsked } = this.#options;
    // A watcher may have come since.
    return isWatched(family.familyId) || wasAsked(family.familyId, ASKED_MS)
      ? Promise.resolve(false)
      : this.#retire(family);
  }

  async #retire({ familyId, version }: Row): Promise<boolean> {
    // Where the log cannot be reached, the next look finds it again.
    const outcome = await this.#options
      .submit({ type: "family-retired", familyId, version })
      .catch(() => undefined);
    return outcome?.type === "retired";
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => void this.sweep().finally(() => this.#schedule(SWEEP_MS)),
      delayMs,
    ).unref();
  }
}
