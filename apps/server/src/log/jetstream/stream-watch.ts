// Looks after the stream once a second, also when nothing is appended: is it there, is it still the same one, and does this
// node keep up with it (SPEC EL39). Asks the stream's leader; changes nothing.
import { LogUnavailableError } from "../event-log.ts";
import type { StreamAccess } from "./stream-access.ts";
import { lackingMessages } from "./stream-damage.ts";
import { readState, type StreamState } from "./stream.ts";

export interface StreamWatchOptions {
  readonly access: StreamAccess;
  readonly epoch: string;
  readonly intervalMs: number;
  /** Place of the newest message read here. */
  place(): number;
  /** Place of the last message that was archived. */
  startPlace(): number;
  /** While the stream takes nothing: sends it something, and does not wait. */
  probe(): void;
  isUnreachable(): boolean;
  /** The stream has taken nothing for a while: perhaps the server we are connected to is cut off from the others. */
  onStuck(): void;
  /** No server answers for the stream. */
  onSilent(): void;
  /** The stream has messages that do not come. */
  onStalled(): void;
  /** The stream is another one than the one that was read: what was computed from it is void. */
  onGone(error: Error): void;
}

/** An election takes 4 s at least, so the wait for the next probe is what can be saved of the time it takes to recover. */
const PROBE_EVERY_MS = 500;
/** Then another server is tried. Longer than one needs to be reached and asked. */
const STUCK_AFTER_MS = 3_000;
/** So many checks in a row without an answer, and the stream is not there. */
const MAX_SILENT_CHECKS = 2;
/** A new leader may be a moment behind; a stream that stays shorter than what was read of it has lost its end. */
const MAX_SHORT_CHECKS = 10;

export class StreamWatch {
  readonly #options: StreamWatchOptions;
  readonly #probing: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  /** By performance.now(); undefined while it takes what is sent. */
  #unreachableSince: number | undefined;
  #silentChecks = 0;
  #shortChecks = 0;
  /** The stream's newest message, and the newest read here, at the check before. */
  #before = { first: 0, last: 0, read: 0 };
  #isBehind = false;
  #isClosed = false;

  constructor(options: StreamWatchOptions) {
    this.#options = options;
    const probeEveryMs = Math.min(PROBE_EVERY_MS, options.intervalMs);
    this.#probing = setInterval(() => this.#probe(), probeEveryMs).unref();
    this.#schedule();
  }

  /** True while messages that were there at the check before have not been read here. */
  get isBehind(): boolean {
    return this.#isBehind && this.#options.place() < this.#before.last;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#probing);
  }

  #probe(): void {
    const { isUnreachable, onStuck, probe } = this.#options;
    if (!isUnreachable()) {
      this.#unreachableSince = undefined;
      return;
    }
    const now = performance.now();
    this.#unreachableSince ??= now;
    if (now - this.#unreachableSince >= STUCK_AFTER_MS) {
      this.#unreachableSince = now;
      onStuck();
    }
    probe();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      void this.#check().then(() => this.#schedule());
    }, this.#options.intervalMs).unref();
  }

  async #check(): Promise<void> {
    try {
      const state = await readState(this.#options.access);
      this.#silentChecks = 0;
      if (!this.#isClosed) this.#compare(state);
    } catch {
      this.#silentChecks += 1;
      if (this.#silentChecks >= MAX_SILENT_CHECKS && !this.#isClosed) this.#options.onSilent();
    }
  }

  #compare({ epoch, firstPlace, lastPlace }: StreamState): void {
    const { access, onGone, onStalled, place, startPlace } = this.#options;
    if (epoch !== this.#options.epoch)
      onGone(new LogUnavailableError(`The stream ${access.name} was made anew: this node must start again.`));
    const read = place();
    this.#shortChecks = lastPlace < read ? this.#shortChecks + 1 : 0;
    if (this.#shortChecks >= MAX_SHORT_CHECKS)
      onGone(
        new LogUnavailableError(`The stream ${access.name} has lost its end: this node must start again.`),
      );
    this.#isBehind = read < this.#before.last;
    // What is archived is recorded in the stream before it is purged, and was read here by now.
    if (!this.#isBehind && this.#before.first > startPlace() + 1)
      onGone(lackingMessages(access.name, startPlace() + 1, this.#before.first - 1));
    if (this.#isBehind && read === this.#before.read) onStalled();
    this.#before = { first: firstPlace, last: lastPlace, read };
  }
}
