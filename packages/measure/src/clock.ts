// Which of two estimates of the server's clock is in force. ME20–ME22.
import type { ClockEstimated } from "./events.ts";

export type Estimate = Pick<ClockEstimated, "offsetMs" | "uncertaintyMs">;

/**
 * Whether `next` takes over: it is more certain, or the two cannot both be right, which means that one of the clocks
 * has moved (a machine that slept).
 */
export function supersedes(next: Estimate, current: Estimate | undefined): boolean {
  if (current === undefined || next.uncertaintyMs < current.uncertaintyMs) return true;
  return Math.abs(next.offsetMs - current.offsetMs) > next.uncertaintyMs + current.uncertaintyMs;
}
