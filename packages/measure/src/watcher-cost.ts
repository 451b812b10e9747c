// What one watcher cost in a run, a second. ME72.
import type { LaneFigures } from "./figures.ts";
import type { WatcherCost, LaneTraits } from "./verdict-types.ts";

/** One watcher's cost a second; undefined when the server's ledger has nothing of the lane. */
export function costOfOne(
  { cost }: LaneFigures,
  traits: LaneTraits | undefined,
  roundTripMs: number,
): WatcherCost | undefined {
  if (cost === null) return undefined;
  const perSecond = 1000 / cost.overMs;
  const requestsPerSecond = cost.requests * perSecond;
  // Little's law: how many are under way is how many begin a second times how long one takes.
  const isHeld = traits?.holdsConnection ?? true;
  return {
    requestsPerSecond,
    bytesInPerSecond: cost.bytesIn * perSecond,
    bytesOutPerSecond: cost.bytesOut * perSecond,
    connectionsBusy: isHeld ? 1 : Math.min(1, (requestsPerSecond * roundTripMs) / 1000),
  };
}

export function bytesPerSecond({ bytesInPerSecond, bytesOutPerSecond }: WatcherCost): number {
  return bytesInPerSecond + bytesOutPerSecond;
}
