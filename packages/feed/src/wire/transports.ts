// The transports of a feed, one row each: whatever differs between them by their nature, and nothing else anywhere. SPEC PR1–PR9.

export interface TransportTraits {
  /** What follows the feed's own address; of one that is shared, at the server's root. */
  readonly path: string;
  /** `asking`: a request for each frame; `streaming`: frames come by themselves. */
  readonly mode: "asking" | "streaming";
  /** Whether a connection, or a request, stays open while there is nothing new. */
  readonly holdsConnection: boolean;
  /** Whether a client may send commands over it. */
  readonly isTwoWay: boolean;
  /** Whether it begins with an upgrade (RFC 9110 §7.8), which networks may refuse although plain requests pass. */
  readonly needsUpgrade: boolean;
  /** One address for all the feeds of a server, whose clients subscribe there to those they watch: a message broker's. */
  readonly isShared?: true;
  /** Of the body of one answer that does not end: frames over plain HTTP. */
  readonly mediaType?: string;
  /** Order in which the automatic choice takes it, best first; absent: never by itself. */
  readonly rung?: number;
  /** What it asks of its programmer and of what lies between, in order, least first: where several do as well, that one is advised. */
  readonly effort: number;
  /** Written to learn from: never advised. */
  readonly isLesson?: true;
}

const TABLE = {
  polling: {
    path: "",
    mode: "asking",
    holdsConnection: false,
    isTwoWay: false,
    needsUpgrade: false,
    rung: 3,
    effort: 0,
  },
  "long-polling": {
    path: "/next",
    mode: "asking",
    holdsConnection: true,
    isTwoWay: false,
    needsUpgrade: false,
    rung: 2,
    effort: 2,
  },
  sse: {
    path: "/events",
    mode: "streaming",
    holdsConnection: true,
    isTwoWay: false,
    needsUpgrade: false,
    mediaType: "text/event-stream",
    rung: 1,
    effort: 1,
  },
  /** Of a library. */
  websocket: {
    path: "/socket",
    mode: "streaming",
    holdsConnection: true,
    isTwoWay: true,
    needsUpgrade: true,
    rung: 0,
    effort: 3,
  },
  /** Of packages/rfc6455; on the wire the same. A lesson, and no other way through a network. */
  "websocket-raw": {
    path: "/socket-raw",
    mode: "streaming",
    holdsConnection: true,
    isTwoWay: true,
    needsUpgrade: true,
    effort: 3,
    isLesson: true,
  },
  /** MQTT 3.1.1 over WebSocket. The road to a broker, and no other way through a network. */
  mqtt: {
    path: "/mqtt",
    mode: "streaming",
    holdsConnection: true,
    isTwoWay: false,
    needsUpgrade: true,
    isShared: true,
    effort: 4,
  },
} as const satisfies Record<string, TransportTraits>;

/** A transport's name on the wire. */
export type TransportName = keyof typeof TABLE;

/** Those that commands go over, too. */
export type SocketTransportName = {
  [Name in TransportName]: (typeof TABLE)[Name]["isTwoWay"] extends true ? Name : never;
}[TransportName];

/** Those that each feed has an address of its own for. */
export type FeedTransportName = {
  [Name in TransportName]: (typeof TABLE)[Name] extends { isShared: true } ? never : Name;
}[TransportName];

/** What each transport is. */
export const TRAITS: Readonly<Record<TransportName, TransportTraits>> = TABLE;

/** All of them, in the order people see them. */
export const TRANSPORTS: readonly TransportName[] = Object.keys(TABLE).filter(isTransportName);

export const SOCKET_TRANSPORTS: readonly SocketTransportName[] = TRANSPORTS.filter(isSocketTransport);

export const FEED_TRANSPORTS: readonly FeedTransportName[] = TRANSPORTS.filter(isFeedTransport);

export function isTransportName(value: unknown): value is TransportName {
  return typeof value === "string" && Object.hasOwn(TABLE, value);
}

export function isSocketTransport(transport: TransportName): transport is SocketTransportName {
  return TRAITS[transport].isTwoWay;
}

export function isFeedTransport(transport: TransportName): transport is FeedTransportName {
  return TRAITS[transport].isShared !== true;
}

/** Where a feed is watched over a transport. @param feed its own path */
export function pathOver(transport: TransportName, feed: string): string {
  const { path } = TRAITS[transport];
  return isFeedTransport(transport) ? feed + path : path;
}

/** A value for each of them, by name. */
export function tableOf<Value>(valueOf: (transport: TransportName) => Value): Record<TransportName, Value> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets which keys there are
  return Object.fromEntries(TRANSPORTS.map((name) => [name, valueOf(name)])) as Record<TransportName, Value>;
}

/** Whether it keeps one of a browser's six connections to a host (HTTP/1.1) for as long as it is open: sockets are counted apart. */
export function holdsRequest(transport: TransportName): boolean {
  const { holdsConnection, needsUpgrade } = TRAITS[transport];
  return holdsConnection && !needsUpgrade;
}
