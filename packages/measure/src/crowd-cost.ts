// From what one watcher cost in a run to what many would need. ME72.
import type { LaneFigures } from "./figures.ts";
import type { CrowdCost, LaneTraits } from "./verdict-types.ts";

/** One watcher's cost a second; undefined when the server's ledger has nothing of the lane. */
export function costOfOne(
  { cost }: LaneFigures,
  traits: LaneTraits | undefined,
  roundTripMs: number,
): CrowdCost | undefined {
  if (cost === null) return undefined;
  const perSecond = 1000 / cost.overMs;
  const requestsPerSecond = cost.requests * perSecond;
  // Little's law: how many are under way is how many begin a second times how long one takes.
  const isHeld = traits?.holdsConnection ?? true;
  return {
    watchers: 1,
    requestsPerSecond,
    bytesInPerSecond: cost.bytesIn * perSecond,
    bytesOutPerSecond: cost.bytesOut * perSecond,
    connectionsOpen: 1,
    connectionsBusy: isHeld ? 1 : Math.min(1, (requestsPerSecond * roundTripMs) / 1000),
  };
}

/** Every watcher sees the same feed and asks for itself, so a crowd costs its number times one. */
export function costOfCrowd(one: CrowdCost, watchers: number): CrowdCost {
  return {
    watchers,
    requestsPerSecond: one.requestsPerSecond * watchers,
    bytesInPerSecond: one.bytesInPerSecond * watchers,
    bytesOutPerSecond: one.bytesOutPerSecond * watchers,
    connectionsOpen: one.connectionsOpen * watchers,
    connectionsBusy: one.connectionsBusy * watchers,
  };
}

export function bytesPerSecond({ bytesInPerSecond, bytesOutPerSecond }: CrowdCost): number {
  return bytesInPerSecond + bytesOutPerSecond;
}
