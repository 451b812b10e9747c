// Every path of the wire contract, built in one place so that server, clients and tests cannot disagree. SPEC PR1–PR9.
import { pathOver, type TransportName } from "@hydra/feed";

/** Name of the session cookie, before `_` and what distinguishes servers; its path is the family's. SPEC PR3. */
export const SESSION_COOKIE = "hydra_session";

const family = (familyId: string): string => `/api/families/${encodeURIComponent(familyId)}`;

/** The echo sockets of the lab, by what serves WebSocket there: the library, and packages/rfc6455. */
export const ECHO_SOCKETS = ["ws", "rfc6455"] as const;

export type EchoSocketName = (typeof ECHO_SOCKETS)[number];

export const routes = {
  families: "/api/families",
  family,
  players: (familyId: string) => `${family(familyId)}/players`,
  me: (familyId: string) => `${family(familyId)}/players/me`,
  rename: (familyId: string) => `${family(familyId)}/players/me/name`,
  deviceCode: (familyId: string) => `${family(familyId)}/players/me/code`,
  leave: (familyId: string) => `${family(familyId)}/players/me/leave`,
  arrivals: "/api/arrivals",
  attacks: (familyId: string) => `${family(familyId)}/attacks`,
  rounds: (familyId: string) => `${family(familyId)}/rounds`,
  round: (familyId: string, round: number | string) => `${family(familyId)}/rounds/${round}`,
  fame: (familyId: string) => `${family(familyId)}/fame`,
  feed: (familyId: string, transport: TransportName) => pathOver(transport, `${family(familyId)}/ranking`),
  /** At a message broker, where frames are published to `…/snapshot` and `…/delta` of it. SPEC PR100. */
  topic: (familyId: string) => `hydra/families/${familyId}/ranking`,
  /** Where clients of a room ask for what it lost, by polling and long-polling. SPEC PR102. */
  roomFeed: (familyId: string) => `${family(familyId)}/ranking/room`,
  /** `?familyId=` */
  messaging: "/api/messaging",
  time: "/api/time",
  addresses: "/api/addresses",
  lab: "/api/lab",
  labTraffic: (familyId: string) => `/api/lab/traffic/${encodeURIComponent(familyId)}`,
  labWeather: "/api/lab/weather",
  labCut: "/api/lab/weather/cut",
  labEcho: (name: EchoSocketName) => `/api/lab/echo/${name}`,
  labLane: (laneId: string) => `/api/lab/lanes/${encodeURIComponent(laneId)}`,
  labWires: "/api/lab/wire",
  labWire: (captureId: string) => `/api/lab/wire/${encodeURIComponent(captureId)}`,
  labViolations: "/api/lab/wire/violations",
} as const;
