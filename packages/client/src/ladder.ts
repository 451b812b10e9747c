// The order in which the automatic choice takes transports. SPEC AT1.
import type { TransportName } from "@hydra/protocol";

/** Best first. The hand-written WebSocket is a lesson and no other way through a network. */
export const LADDER = [
  "websocket",
  "sse",
  "long-polling",
  "polling",
] as const satisfies readonly TransportName[];

/** 0 is the best; what is not on the ladder has everything above it. */
export function rungOf(transport: TransportName): number {
  const rung = LADDER.findIndex((candidate) => candidate === transport);
  return rung === -1 ? LADDER.length : rung;
}

export function isOnLadder(transport: TransportName): boolean {
  return rungOf(transport) < LADDER.length;
}
