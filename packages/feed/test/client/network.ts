// A network between a connection and a server, as far as transports can notice: what becomes of an attempt with each of them.
// Plays the server's side of a rig's feeds; the feed's versions are published by the test.
import { TRAITS, type TransportName } from "../../src/wire/transports.ts";
import { vi } from "vitest";
import { HEARTBEAT_INTERVAL_MS } from "../../src/wire/limits.ts";
import { deltaBetween } from "./feed-model.ts";
import { LOST } from "./fake-transport.ts";
import { createRig, createVersions, type FakeFeed, type Rig } from "./rig.ts";

/** Of sockets: answered, refused, or never answered. Of streams: passed on, head and no body, nothing at all. */
export interface Network {
  readonly isUp: boolean;
  readonly sockets: "pass" | "refuse" | "hang";
  readonly streams: "pass" | "hold-body" | "hold-all" | "refuse";
  /** Plain requests are answered by another machine (a captive portal), or never. */
  readonly requests: "pass" | "foreign" | "hang";
  /** Long-polls, where plain requests pass: or never answered, as by an intermediary that opens streams only. */
  readonly longPolls: "pass" | "hang";
  readonly roundTripMs: number;
}

export const OPEN: Network = {
  isUp: true,
  sockets: "pass",
  streams: "pass",
  requests: "pass",
  longPolls: "pass",
  roundTripMs: 20,
};

const LENGTH = 400;

export class NetworkedRig {
  readonly rig: Rig;
  readonly versions = createVersions(LENGTH);
  #network: Network;
  #published = 1;
  #beatAt = 0;
  readonly #served = new Map<FakeFeed, number>();
  readonly #seen = new Set<FakeFeed>();

  constructor(network: Network, options: Parameters<typeof createRig>[0] = {}) {
    this.#network = network;
    this.rig = createRig({ transport: "auto", ...options });
    this.#answer();
  }

  get newestSeq(): number {
    return this.#published;
  }

  /** Feeds that are open, by name. */
  get open(): TransportName[] {
    return this.rig.feeds.filter(({ isClosed }) => !isClosed).map(({ name }) => name);
  }

  /** Changes the network: what is open and would not get through any more is cut, or goes silent. */
  change(network: Network): void {
    this.#network = network;
    this.#answer();
    for (const feed of this.#served.keys()) if (!this.#passes(feed)) this.#lose(feed);
    // What was not answered is sent again.
    for (const feed of this.rig.feeds) if (!feed.isClosed && !this.#served.has(feed)) this.#seen.delete(feed);
  }

  publish(): void {
    if (this.#published === LENGTH) return;
    this.#published += 1;
    for (const feed of this.#served.keys()) this.#send(feed);
  }

  async wait(ms: number): Promise<void> {
    const stepMs = 10;
    for (let waited = 0; waited < ms; waited += stepMs) {
      await vi.advanceTimersByTimeAsync(stepMs);
      this.#meetNew();
      this.#beat();
    }
  }

  /** A long time in which nothing is opened or published. */
  async rest(ms: number): Promise<void> {
    const stepMs = HEARTBEAT_INTERVAL_MS;
    for (let waited = 0; waited < ms; waited += stepMs) {
      await vi.advanceTimersByTimeAsync(Math.min(stepMs, ms - waited));
      this.#beat();
    }
  }

  #answer(): void {
    const { isUp, requests } = this.#network;
    const isServed = isUp && requests === "pass";
    this.rig.answer.probe = isServed
      ? { type: "served", isOriginRefused: false }
      : { type: "lost", reason: "unreachable in a test" };
  }

  /** What a server does that has nothing to publish. */
  #beat(): void {
    const now = Date.now();
    if (now < this.#beatAt) return;
    this.#beatAt = now + HEARTBEAT_INTERVAL_MS;
    for (const feed of this.#served.keys()) {
      if (!feed.isClosed) feed.events.onFrame({ type: "heartbeat", now });
    }
  }

  #meetNew(): void {
    for (const feed of this.rig.feeds) {
      if (this.#seen.has(feed)) continue;
      this.#seen.add(feed);
      setTimeout(() => this.#meet(feed), this.#network.roundTripMs);
    }
  }

  /** The first packets of an attempt arrive where the network ends them. */
  #meet(feed: FakeFeed): void {
    if (feed.isClosed || this.#served.has(feed)) return;
    const { isUp, sockets, streams, requests } = this.#network;
    if (!isUp) return feed.end(LOST);
    if (this.#passes(feed)) return this.#serve(feed);
    if (isSocket(feed) ? sockets === "refuse" : isStream(feed) && streams === "refuse") feed.end(LOST);
    else if (isStream(feed) && streams === "hold-body") feed.events.onHead?.();
    else if (!isSocket(feed) && !isStream(feed) && requests === "foreign") feed.end(LOST);
  }

  #passes(feed: FakeFeed): boolean {
    const { isUp, sockets, streams, requests, longPolls } = this.#network;
    if (!isUp) return false;
    if (isLongPoll(feed) && longPolls === "hang") return false;
    if (isSocket(feed)) return sockets === "pass";
    return isStream(feed) ? streams === "pass" : requests === "pass";
  }

  #serve(feed: FakeFeed): void {
    const since = feed.request.since?.seq;
    const newest = this.versions[this.#published - 1]!;
    this.#served.set(feed, this.#published);
    feed.send(since === undefined ? newest : deltaBetween(this.versions[since - 1]!, newest));
  }

  #send(feed: FakeFeed): void {
    const from = this.#served.get(feed)!;
    this.#served.set(feed, this.#published);
    feed.send(deltaBetween(this.versions[from - 1]!, this.versions[this.#published - 1]!));
  }

  #lose(feed: FakeFeed): void {
    this.#served.delete(feed);
    feed.end(LOST);
  }
}

function isSocket({ name }: FakeFeed): boolean {
  return TRAITS[name].needsUpgrade;
}

function isStream({ name }: FakeFeed): boolean {
  return TRAITS[name].mediaType !== undefined;
}

function isLongPoll({ name }: FakeFeed): boolean {
  return TRAITS[name].mode === "asking" && TRAITS[name].holdsConnection;
}
