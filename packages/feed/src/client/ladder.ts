// The order in which the automatic choice takes transports, and the places on it that have a part of their own. SPEC AT1.
import { TRAITS, TRANSPORTS, type TransportName } from "../wire/transports.ts";

/** Best first. What has no rung is no other way through a network, and is never chosen by itself. */
export const LADDER: readonly TransportName[] = TRANSPORTS.filter(
  (name) => TRAITS[name].rung !== undefined,
).sort((a, b) => (TRAITS[a].rung ?? 0) - (TRAITS[b].rung ?? 0));

export const BEST: TransportName = LADDER[0] ?? "polling";

/** The best that begins without an upgrade: what is tried when a socket is not answered. */
export const BEST_WITHOUT_UPGRADE: TransportName =
  LADDER.find((name) => !TRAITS[name].needsUpgrade) ?? "polling";

/** The best of those that keeps no connection while it waits: for a page that has to make room. */
export const LIGHTEST: TransportName = LADDER.find((name) => !TRAITS[name].holdsConnection) ?? "polling";

/** 0 is the best; what is not on the ladder has everything above it. */
export function rungOf(transport: TransportName): number {
  const rung = LADDER.indexOf(transport);
  return rung === -1 ? LADDER.length : rung;
}

export function isOnLadder(transport: TransportName): boolean {
  return rungOf(transport) < LADDER.length;
}
