// What a lab does as long as its page is there: figures, ledgers and the clock in turns, and what befalls the page itself.
import { PagePresence, type PagePresenceOptions } from "@hydra/client";

/** Figures change no faster than they can be read. */
const FIGURES_MS = 250;
const LEDGER_MS = 1_000;
/** Clocks drift, machines sleep. */
const CLOCK_MS = 20_000;

export interface UpkeepHands extends PagePresenceOptions {
  refresh(): void;
  readLedgers(): void;
  /** At once, and then in turns. */
  estimateClock(): void;
  /** The page is left, perhaps without being closed. */
  onLeave(): void;
}

/** Until `signal` aborts. */
export function keepUp(hands: UpkeepHands, signal: AbortSignal): void {
  const timers = [
    setInterval(() => hands.refresh(), FIGURES_MS),
    setInterval(() => hands.readLedgers(), LEDGER_MS),
    setInterval(() => hands.estimateClock(), CLOCK_MS),
  ];
  hands.estimateClock();
  const presence = new PagePresence(hands);
  window.addEventListener("pagehide", () => hands.onLeave(), { signal });
  signal.addEventListener("abort", () => {
    presence.close();
    for (const timer of timers) clearInterval(timer);
  });
}
