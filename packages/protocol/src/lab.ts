// What the lab asks and gets: traffic, the cost ledger of a lane. Types only; codec/lab.ts reads them. Weather: weather.ts.
// SPEC PR80–PR86.

/** Starts or changes a lab's bots in one family; sent again before the lease ends, it keeps them going. */
export interface TrafficRequest {
  /** The asking lab; another lab's traffic on the same family is another one. */
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
  /** Of these, in order: player, skill and what it took. Equal where all of it is equal; eight hexadecimal digits. */
  readonly fingerprint: string;
  /** Whether every attack was sent at the rate asked for, and when it was due. */
  readonly isWhole: boolean;
  /** All of it was sent and answered. */
  readonly isOver: boolean;
}

/** What a page needs before it races: `GET /api/lab`. */
export interface LabAnswer {
  /** The first of the ports that labs' weathers are at (PR120), on the server's own host; null where none is offered. */
  readonly weatherPort: number | null;
  /** The first of those for slow readers. */
  readonly slowPort: number | null;
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
