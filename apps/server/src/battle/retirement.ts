// Families that nobody uses go away (engine SPEC EN37): now and then this looks for those in which nothing has happened for long,
// and appends that they are retired. The event names the version that was found idle, so of several nodes that look the first counts,
// and none counts when somebody was quicker; no node takes its own clock for the truth, or the log for later.
import type { FamilyRetiredEvent, Outcome } from "@hydra/engine";
import type { Note } from "./recent-families.ts";

export interface RetirementOptions {
  /** Families in use, those in which nothing has happened for longest first. */
  oldest(): Iterable<Note>;
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

/** One look goes through all families that are older than the younger age: a few milliseconds for a hundred thousand. */
const SWEEP_MS = 60_000;
/** What one look retires at the most, in steps of STEP events under way: a burst must not keep attacks waiting. */
const MAX_A_SWEEP = 2_000;
const STEP = 100;
/** A server that is full makes room by ending empty families that are at least so old. */
const MIN_AGE_MS = 600_000;

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
    const { oldest, ages } = this.#options;
    const now = this.#options.now();
    const due: Note[] = [];
    for (const battle of oldest()) {
      const quietMs = now - battle.changedAt;
      // All that follow are younger.
      if (due.length === MAX_A_SWEEP || quietMs < Math.min(ages.emptyMs, ages.idleMs)) break;
      if (quietMs >= (battle.wasHit ? ages.idleMs : ages.emptyMs)) due.push(battle);
    }
    let retired = 0;
    for (let start = 0; start < due.length && !this.#isClosed; start += STEP) {
      const outcomes = await Promise.all(
        due.slice(start, start + STEP).map((battle) => this.#retire(battle)),
      );
      retired += outcomes.filter((isRetired) => isRetired).length;
    }
    if (retired > 0) this.#options.onRetired(retired);
  }

  /** Ends the oldest family in which nobody has hit, if there is one that is not quite new. @returns whether it did */
  async makeRoom(): Promise<boolean> {
    const now = this.#options.now();
    for (const battle of this.#options.oldest()) {
      if (now - battle.changedAt < MIN_AGE_MS) return false;
      if (!battle.wasHit && (await this.#retire(battle))) return true;
    }
    return false;
  }

  async #retire({ familyId, version }: Note): Promise<boolean> {
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
