// What the lab asks and gets: traffic, weather, the cost ledger of a lane. Types only; codec/lab.ts reads them.
// SPEC PR80–PR86.

/** Starts or changes the bots of one family; sent again before the lease ends, it keeps them going. */
export interface TrafficRequest {
  /** Who asks; another lab's traffic on the same family is refused with `lab-busy`. */
  readonly labId: string;
  /** 1 to 5,000; arrivals are random with this mean (a Poisson process). */
  readonly hitsPerSecond: number;
  /** 1 to 1,000 players. */
  readonly bots: number;
  /** Unsigned 32-bit integer: the same seed makes the same bots hit with the same skills, for the same damage, at the same intervals. */
  readonly seed: number;
  /** Begins the seed's sequence anew, for so long; asked again with the same `runId`, it goes on. */
  readonly run?: TrafficRun;
}

export interface TrafficRun {
  readonly runId: string;
  /** What is due within this time of the run's start is sent, and nothing after it. */
  readonly runMs: number;
}

export interface TrafficAnswer extends TrafficRequest {
  readonly familyId: string;
  readonly run?: TrafficRunAnswer;
  /** What it has of `hitsPerSecond` right now: all labs share one total. */
  readonly grantedHitsPerSecond: number;
  /** Hits that counted, and attacks that were refused, since the start, or that of the run. */
  readonly hits: number;
  readonly refused: number;
  /** Attacks the server was too busy to send when they were due. */
  readonly late: number;
  /** The bots stop unless asked again within this time. */
  readonly leaseMs: number;
}

export interface TrafficRunAnswer extends TrafficRun {
  /** Attacks of the sequence that were sent and answered, the first ones. */
  readonly attacks: number;
  /** Of these, in order: who struck with what, and what it took. Equal where all of it is equal; eight hexadecimal digits. */
  readonly fingerprint: string;
  /** Whether every attack was sent at the rate asked for, and when it was due. */
  readonly isWhole: boolean;
  /** All of it was sent and answered. */
  readonly isOver: boolean;
}

/** The network in front of the lab's lanes, the same for all; each direction has the same. */
export interface Weather {
  /** One way, milliseconds. */
  readonly delayMs: number;
  /** Added at random, 0 to this, in order. */
  readonly jitterMs: number;
  /** 0 is unlimited. */
  readonly bytesPerSecond: number;
  /** A proxy on the way holds answers back until it has this many bytes, 0 is none… */
  readonly bufferBytes: number;
  /** …or for this long. */
  readonly bufferMs: number;
}

export const WEATHER_PRESETS = ["none", "wifi", "4g", "3g", "buffering-proxy"] as const;

export type WeatherPreset = (typeof WEATHER_PRESETS)[number];

/** The presets' figures. Mobile ones as WebPageTest's "4G" and "3G" profiles: half the round trip, the downlink. */
export const WEATHERS: Readonly<Record<WeatherPreset, Weather>> = {
  none: { delayMs: 0, jitterMs: 0, bytesPerSecond: 0, bufferBytes: 0, bufferMs: 0 },
  wifi: { delayMs: 2, jitterMs: 3, bytesPerSecond: 3_750_000, bufferBytes: 0, bufferMs: 0 },
  "4g": { delayMs: 85, jitterMs: 15, bytesPerSecond: 1_125_000, bufferBytes: 0, bufferMs: 0 },
  "3g": { delayMs: 150, jitterMs: 50, bytesPerSecond: 200_000, bufferBytes: 0, bufferMs: 0 },
  "buffering-proxy": { delayMs: 2, jitterMs: 0, bytesPerSecond: 0, bufferBytes: 4_096, bufferMs: 2_000 },
};

/** How fast a slow reader takes answers: half of what 20 hits a second make an event stream. */
export const SLOW_READER_BYTES_PER_SECOND = 4_096;

/** What a page needs before it races: `GET /api/lab`. */
export interface LabAnswer {
  /** Port, on the server's own host, whose connections have the lab's weather; null where none is offered. */
  readonly weatherPort: number | null;
  /** The same, for a reader that takes no more than `SLOW_READER_BYTES_PER_SECOND` of the answers. */
  readonly slowPort: number | null;
}

export interface WeatherRequest {
  readonly labId: string;
  readonly weather: Weather;
}

export interface WeatherAnswer {
  readonly weather: Weather;
  readonly weatherPort: number;
  readonly leaseMs: number;
}

/** Cuts every connection through the weather, and makes none, for so long. */
export interface CutRequest {
  readonly labId: string;
  readonly cutMs: number;
}

/** What a lane has cost, counted by the server on its sockets: headers, chunks and frames included, TLS and TCP not. */
export interface LaneLedger {
  readonly laneId: string;
  /** Connections that carried at least one request of the lane, and how many carry one now. */
  readonly connections: number;
  readonly open: number;
  readonly requests: number;
  /** What the server received, and what it sent. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly frames: number;
  /** Frames not sent because the lane did not read. */
  readonly skipped: number;
}
