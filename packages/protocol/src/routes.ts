// Every path of the wire contract, built in one place so that server, clients and tests cannot disagree. SPEC PR1–PR9.

/**
 * The transports by their wire names, in the order people see them. WebSocket comes twice: spoken by a library, and by
 * packages/rfc6455. On the wire they do the same.
 */
export const TRANSPORTS = ["polling", "long-polling", "sse", "websocket", "websocket-raw"] as const;

export type TransportName = (typeof TRANSPORTS)[number];

/** The transports that are a WebSocket: attacks go over them too. */
export const SOCKET_TRANSPORTS = ["websocket", "websocket-raw"] as const satisfies readonly TransportName[];

export type SocketTransportName = (typeof SOCKET_TRANSPORTS)[number];

export function isSocketTransport(transport: TransportName): transport is SocketTransportName {
  return transport === "websocket" || transport === "websocket-raw";
}

/** Path suffix under `/api/families/:familyId/` that serves the feed over each transport. */
const FEED_PATHS = {
  polling: "ranking",
  "long-polling": "ranking/next",
  sse: "ranking/events",
  websocket: "ranking/socket",
  "websocket-raw": "ranking/socket-raw",
} as const satisfies Record<TransportName, string>;

/** Name of the session cookie, before `_` and what tells servers apart; its path is the family's. SPEC PR3. */
export const SESSION_COOKIE = "hydra_session";

const family = (familyId: string): string => `/api/families/${encodeURIComponent(familyId)}`;

/** The echo sockets of the lab, by who speaks WebSocket there: the library, and packages/rfc6455. */
export const ECHO_SOCKETS = ["ws", "rfc6455"] as const;

export type EchoSocketName = (typeof ECHO_SOCKETS)[number];

export const routes = {
  families: "/api/families",
  family,
  players: (familyId: string) => `${family(familyId)}/players`,
  me: (familyId: string) => `${family(familyId)}/players/me`,
  attacks: (familyId: string) => `${family(familyId)}/attacks`,
  rounds: (familyId: string) => `${family(familyId)}/rounds`,
  feed: (familyId: string, transport: TransportName) => `${family(familyId)}/${FEED_PATHS[transport]}`,
  time: "/api/time",
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
