// The log's time (SPEC EL15): epoch milliseconds that go on by the machine's monotonic clock, whatever is done to its wall clock
// (pitfall 29). Entries are stamped by it, and everything that is compared with an entry's time is read from it: cooldowns,
// respawns, sessions, the dates of frames. It is drawn towards the wall clock so slowly that no duration notices.
import { uptime } from "node:os";
import { isMainThread } from "node:worker_threads";

/** Where a clock reads the machine's, milliseconds; a test puts its own in their place. */
export interface ClockSources {
  /** Never runs backwards; may stand still while the machine sleeps. */
  elapsedMs(): number;
  /** Never runs backwards, and counts the machine's sleep where that is known. */
  uptimeMs(): number;
  /** Epoch milliseconds, good to one of them; it may be set at any time. */
  wallMs(): number;
}

export const MACHINE_CLOCKS: ClockSources = {
  elapsedMs: () => performance.now(),
  // Elsewhere than on Linux it is computed from the wall clock.
  uptimeMs: process.platform === "linux" ? () => uptime() * 1_000 : () => performance.now(),
  wallMs: wallClock,
};

/** With fractions for as long as it has not been set since the process began. */
function wallClock(): number {
  const precise = performance.timeOrigin + performance.now();
  const rough = Date.now();
  return Math.abs(precise - rough) < TOLERANCE_MS ? precise : rough;
}

/** How often it is looked whether the wall clock was set. */
const LOOK_EVERY_MS = 1_000;
/** A step of this size is worth a line: time services correct smaller ones by themselves. */
const STEP_MS = 5_000;
/** A sleep is longer; the two clocks are read one after the other. */
const SLEEP_MS = 1_000;
/** What two readings of one clock may differ by. */
const TOLERANCE_MS = 2;
/** Of a second: an hour's difference is made up for in six weeks, a second's in a quarter of an hour. */
const MAX_SLEW = 0.001;

export interface LogClockOptions {
  /** Takes a line for the operator: the wall clock was set, or is another than the log's time. Default: a process warning. */
  readonly onWarning?: ((line: string) => void) | undefined;
  readonly sources?: ClockSources | undefined;
}

/** How often the wall clock was found set, or other than the log's time at the start: each is a warning. */
export interface ClockSteps {
  readonly back: number;
  readonly ahead: number;
}

/** Shows nothing of worth until it was started. */
export class LogClock {
  readonly #sources: ClockSources;
  readonly #onWarning: (line: string) => void;
  readonly #steps = { back: 0, ahead: 0 };
  #looking: NodeJS.Timeout | undefined;
  /** It showed `#at` when the monotonic clock showed `#elapsedMs`, and has gone on at `#rate` since. */
  #at = 0;
  #elapsedMs = 0;
  #rate = 1;
  /** At the last look: how far the wall clock, and the time since the machine was started, were ahead of the monotonic clock. */
  #wallAheadMs = 0;
  #uptimeAheadMs = 0;

  constructor({ onWarning = warn, sources = MACHINE_CLOCKS }: LogClockOptions = {}) {
    this.#onWarning = onWarning;
    this.#sources = sources;
  }

  /** Begins so far ahead of the wall clock, milliseconds. */
  start(aheadMs: number): void {
    const { elapsedMs, uptimeMs, wallMs } = this.#sources;
    const elapsed = elapsedMs();
    const wall = wallMs();
    this.#at = wall + aheadMs;
    this.#elapsedMs = elapsed;
    this.#wallAheadMs = wall - elapsed;
    this.#uptimeAheadMs = uptimeMs() - elapsed;
    if (Math.abs(aheadMs) >= STEP_MS) {
      const side = aheadMs > 0 ? "behind" : "ahead of";
      this.#steps[aheadMs > 0 ? "back" : "ahead"] += 1;
      this.#onWarning(`The machine's clock is ${seconds(aheadMs)} s ${side} the log's time. ${GOES_ON}`);
    }
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Epoch milliseconds, to a hundredth: finer would only be digits on the wire. Never smaller than before. */
  now(): number {
    return Math.round(this.#exact(this.#sources.elapsedMs()) * 100) / 100;
  }

  /** Since it was made. */
  get steps(): ClockSteps {
    return this.#steps;
  }

  /** The log has an entry of this time: it is not behind that. */
  observe(at: number): void {
    const elapsed = this.#sources.elapsedMs();
    if (at <= this.#exact(elapsed)) return;
    this.#at = at;
    this.#elapsedMs = elapsed;
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #exact(elapsed: number): number {
    return this.#at + (elapsed - this.#elapsedMs) * this.#rate;
  }

  #look(): void {
    const { elapsedMs, uptimeMs, wallMs } = this.#sources;
    const elapsed = elapsedMs();
    const wall = wallMs();
    const uptimeAheadMs = uptimeMs() - elapsed;
    const notCountedMs = uptimeAheadMs - this.#uptimeAheadMs;
    const sleptMs = notCountedMs >= SLEEP_MS ? notCountedMs : 0;
    const stepMs = wall - elapsed - this.#wallAheadMs - sleptMs;
    this.#at = this.#exact(elapsed) + sleptMs;
    this.#elapsedMs = elapsed;
    this.#uptimeAheadMs = uptimeAheadMs;
    this.#wallAheadMs = wall - elapsed;
    const behindMs = wall - this.#at;
    this.#rate = Math.abs(behindMs) < TOLERANCE_MS ? 1 : 1 + clamp(behindMs / LOOK_EVERY_MS, MAX_SLEW);
    if (Math.abs(stepMs) < STEP_MS) return;
    const side = stepMs < 0 ? "back" : "ahead";
    this.#steps[side] += 1;
    this.#onWarning(`The machine's clock was set ${side} by ${seconds(stepMs)} s. ${GOES_ON}`);
  }
}

const GOES_ON = "Cooldowns, respawns and sessions go on by the time that passes.";

/** Once a process: a log that a thread of it opens for itself has the same clock. */
function warn(line: string): void {
  if (isMainThread) process.emitWarning(line, { code: "HYDRA_CLOCK" });
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

function seconds(ms: number): string {
  return Math.round(Math.abs(ms) / 1_000).toLocaleString("en");
}
