// What the bench asks of the load generator, and what it answers. Groups are named by the bench.

export type Lane = "websocket" | "sse" | "long-polling" | "socket.io" | "mqtt";

export interface Target {
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** Of lane `mqtt`: a feed's, without its last level. */
  readonly topic?: string;
}

/** Opens watchers; answered when each has got its first frame, with how long that took. */
export interface WatchOrder extends Target {
  readonly type: "watch";
  readonly group: string;
  readonly lane: Lane;
  readonly count: number;
  /** How far the server's clock is ahead of the wall clock, which its frames are dated by. Default 0. */
  readonly clockAheadMs?: number;
  /** Connections under way at a time; the whole crowd at once when absent. */
  readonly atOnce?: number;
}

/** Sends attacks and waits for none of the answers (open loop), or keeps a number under way (closed loop). */
export interface AttackOrder extends Target {
  readonly type: "attack";
  readonly group: string;
  readonly transport: "http" | "websocket";
  /** Bearer tokens; connections use them in turn. */
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly pace: { readonly perSecond: number } | { readonly underWay: number };
}

/** Repeats one GET on each of some connections, the next as soon as the answer is there (closed loop). */
export interface RequestOrder extends Target {
  readonly type: "request";
  readonly group: string;
  readonly connections: number;
  readonly headers: readonly string[];
}

export type Order =
  | WatchOrder
  | AttackOrder
  | RequestOrder
  /** Begins to count anew; answered at once. */
  | { readonly type: "reset"; readonly group: string }
  /** Answered with `Figures`. */
  | { readonly type: "read"; readonly group: string }
  /** The group's connections are not read from any more. */
  | { readonly type: "pause"; readonly group: string }
  /** Ends the group's connections; answered when they are gone. */
  | { readonly type: "close"; readonly group: string };

/** What a group has seen since the last reset. */
export interface Figures {
  /** Frames, or answers. */
  readonly count: number;
  readonly bytes: number;
  /** Answers that are none of success. */
  readonly errors: number;
  /** Connections that have ended since they were opened. */
  readonly ended: number;
  /** Of a frame's staleness (published → arrived), an answer's time (due → arrived), or an opening's. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Measured by the generator's clock. */
  readonly elapsedMs: number;
  /** Processor time of the generator itself. */
  readonly loadCpuUs: number;
}
