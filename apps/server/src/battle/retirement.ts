// Families that nobody uses go away (engine SPEC EN37): now and then this looks for those in which nothing has happened for long,
// and appends that they are retired. The event names the version that was found idle, so of several nodes that look the first counts,
// and none counts when somebody was quicker; no node takes its own clock for the truth, or the log for later.
import type { FamilyRetiredEvent, Outcome } from "@hydra/engine";
import type { Row } from "./note-columns.ts";

export interface RetirementOptions {
  /** Families in use in which somebody has hit, or nobody has; those in which nothing has happened for longest first. */
  oldest(wasHit: boolean): Iterable<Row>;
  submit(event: FamilyRetiredEvent): Promise<Outcome>;
  /** Whether somebody watches it here. */
  isWatched(familyId: string): boolean;
  /** The log's time, epoch milliseconds. */
  now(): number;
  readonly ages: RetirementAges;
  onRetired(families: number): void;
}

/** How long nothing has happened; Infinity keeps them. */
export interface RetirementAges {
  /** Where nobody has ever hit: afterwards there is no such family. */
  readonly emptyMs: number;
  /** Where somebody has: it is kept, and listed again with the next join or hit. */
  readonly idleMs: number;
}

/** One look costs what there is to retire, and what is old and watched. */
const SWEEP_MS = 60_000;
/** What one look retires at the most, in steps of STEP events under way: a burst must not keep attacks waiting. */
const MAX_A_SWEEP = 2_000;
const STEP = 100;
/** A server that is full makes room by ending empty families that are at least so old. */
const MIN_AGE_MS = 600_000;
/** Of them, that many at the most turn out to be in use, or cannot be ended because the log is not there. */
const MAX_ATTEMPTS = 3;

export class Retirement {
  readonly #options: RetirementOptions;
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
    const due = [...this.#unwatched(false, emptyMs), ...this.#unwatched(true, idleMs)].slice(0, MAX_A_SWEEP);
    let retired = 0;
    for (let start = 0; start < due.length && !this.#isClosed; start += STEP) {
      const outcomes = await Promise.all(
        due.slice(start, start + STEP).map((family) => this.#retire(family)),
      );
      retired += outcomes.filter((isRetired) => isRetired).length;
    }
    if (retired > 0) this.#options.onRetired(retired);
  }

  /** Ends the oldest family in which nobody has hit, if there is one that is not quite new. @returns whether it did */
  async makeRoom(): Promise<boolean> {
    let attempts = 0;
    for (const family of this.#unwatched(false, MIN_AGE_MS)) {
      if (await this.#retire(family)) return true;
      attempts += 1;
      if (attempts === MAX_ATTEMPTS) break;
    }
    return false;
  }

  /** Families that nobody watches and in which nothing has happened for so long; of the oldest, MAX_A_SWEEP. */
  *#unwatched(wasHit: boolean, ageMs: number): Generator<Row> {
    const { oldest, isWatched, now } = this.#options;
    let found = 0;
    for (const family of oldest(wasHit)) {
      if (found === MAX_A_SWEEP || now() - family.changedAt < ageMs) return;
      if (isWatched(family.familyId)) continue;
      found += 1;
      yield family;
    }
  }

  async #retire({ familyId, version }: Row): Promise<boolean> {
    // Somebody may have come since.
    if (this.#options.isWatched(familyId)) return false;
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
