// What a lab does as long as its page is there: figures, ledgers and the clock in turns, and what befalls the page itself.
import { PagePresence, type PagePresenceOptions } from "@hydra/client";

/** Figures change no faster than they can be read. */
const FIGURES_MS = 250;
const LEDGER_MS = 1_000;
/** Clocks drift, machines sleep. */
const CLOCK_MS = 20_000;

export interface UpkeepDependencies extends PagePresenceOptions {
  refresh(): void;
  readLedgers(): void;
  /** At once, and then in turns. */
  estimateClock(): void;
  /** The page is left, perhaps without being closed. */
  onLeave(): void;
}

/** Until `signal` aborts. */
export function keepUp(dependencies: UpkeepDependencies, signal: AbortSignal): void {
  const timers = [
    setInterval(() => dependencies.refresh(), FIGURES_MS),
    setInterval(() => dependencies.readLedgers(), LEDGER_MS),
    setInterval(() => dependencies.estimateClock(), CLOCK_MS),
  ];
  dependencies.estimateClock();
  const presence = new PagePresence(dependencies);
  window.addEventListener("pagehide", () => dependencies.onLeave(), { signal });
  signal.addEventListener("abort", () => {
    presence.close();
    for (const timer of timers) clearInterval(timer);
  });
}
