// How long the automatic choice waits for the first frame of what is being opened, by what a transport is. SPEC AT4–AT6.
import { TRAITS, type TransportName } from "../wire/transports.ts";
import { isOnLadder } from "./ladder.ts";

/** Bounds of a socket's time to its first frame, and what is allowed before a round trip is known. AT4. */
const SILENCE_MS = { first: 1_000, least: 600, most: 2_000, roundTrips: 3 };
/** For the head of a stream, and from its head to its first event. AT5. */
const HEAD_MS = 3_000;
const FIRST_EVENT_MS = 2_000;
/** For the first answer of long-polling, which is not held. AT6. */
const FIRST_ANSWER_MS = 5_000;

export class FrameLimits {
  readonly #onLate: (transport: TransportName) => void;
  readonly #timers = new Map<TransportName, ReturnType<typeof setTimeout>>();
  #roundTripMs: number | undefined;

  /** `onLate` is called when the first frame has not come in time. */
  constructor(onLate: (transport: TransportName) => void) {
    this.#onLate = onLate;
  }

  /** An attempt begins. */
  begin(transport: TransportName): void {
    const limitMs = this.#limitOf(transport);
    if (limitMs !== undefined) this.#set(transport, limitMs);
  }

  /** The head of the answer has arrived. */
  onHead(transport: TransportName): void {
    if (this.#timers.has(transport)) this.#set(transport, FIRST_EVENT_MS);
  }

  /** A first frame has come, so long after the opening: nothing is waited for any more. */
  onFrame(tookMs: number): void {
    this.clear();
    this.#roundTripMs = Math.min(this.#roundTripMs ?? tookMs, tookMs);
  }

  end(transport: TransportName): void {
    clearTimeout(this.#timers.get(transport));
    this.#timers.delete(transport);
  }

  clear(): void {
    for (const transport of this.#timers.keys()) this.end(transport);
  }

  #set(transport: TransportName, limitMs: number): void {
    this.end(transport);
    const late = (): void => {
      this.#timers.delete(transport);
      this.#onLate(transport);
    };
    this.#timers.set(transport, setTimeout(late, limitMs));
  }

  #limitOf(transport: TransportName): number | undefined {
    const { mode, needsUpgrade, holdsConnection } = TRAITS[transport];
    if (mode === "asking") return holdsConnection ? FIRST_ANSWER_MS : undefined;
    if (!needsUpgrade) return HEAD_MS;
    // What is not on the ladder was not chosen here.
    if (!isOnLadder(transport)) return undefined;
    const { first, least, most, roundTrips } = SILENCE_MS;
    if (this.#roundTripMs === undefined) return first;
    return Math.min(Math.max(roundTrips * this.#roundTripMs, least), most);
  }
}
