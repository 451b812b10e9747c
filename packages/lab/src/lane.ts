// One lane: a connection over one transport, and everything it shows or suffers reported to the measure. Draws nothing.
import { localNow } from "@hydra/client";
import type {
  Connection,
  ConnectionState,
  Counters,
  FeedView,
  ResumeReport,
  Update,
} from "@hydra/feed/client";
import type { LaneEvent } from "@hydra/measure";
import type { TransportName } from "@hydra/protocol";

/** What a lane's connection is opened with, whatever its feed is. */
export interface LaneFeedOptions<View extends FeedView, Code extends string> {
  readonly transport: TransportName;
  readonly lane: string;
  /** Whether its reader is to be slow. */
  readonly isSlow: boolean;
  readonly pollIntervalMs: number;
  readonly isPaused: boolean;
  /** It goes on from there. */
  readonly view?: View;
  onUpdate(update: Update<View>): void;
  onResume(report: ResumeReport): void;
  onState(state: ConnectionState<Code>): void;
}

/** What a lane uses of a connection. */
export type LaneFeed<View extends FeedView> = Pick<
  Connection<View>,
  "view" | "counters" | "pause" | "resume" | "close" | "hurry" | "setOnline" | "setPollInterval"
>;

/** `Code`: of the refusals that the feed's server has. */
export interface LaneOptions<View extends FeedView, Code extends string> {
  readonly transport: TransportName;
  /** Its name in the server's ledger. */
  readonly laneId: string;
  readonly pollIntervalMs: number;
  readonly isPaused: boolean;
  readonly isSlow: boolean;
  readonly isOnline: boolean;
  readonly isInSight: boolean;
  connect(options: LaneFeedOptions<View, Code>): LaneFeed<View>;
  onEvent(event: LaneEvent): void;
  onState(state: ConnectionState<Code>): void;
}

export class Lane<View extends FeedView, Code extends string = string> {
  readonly transport: TransportName;
  readonly laneId: string;
  readonly #options: LaneOptions<View, Code>;
  #connection: LaneFeed<View> | undefined;
  #pollIntervalMs: number;
  #isPaused: boolean;
  #isSlow: boolean;
  #isOnline: boolean;
  #isInSight: boolean;
  /** It has been live, and is not: an outage that was reported to the measure. */
  #isOut = false;
  #wasLive = false;
  #isRefused = false;
  /** What of the connection's counters the measure has. */
  #reported = NOTHING_MENDED;

  constructor(options: LaneOptions<View, Code>) {
    const { transport, laneId, pollIntervalMs, isPaused, isSlow, isOnline, isInSight } = options;
    this.#options = options;
    this.transport = transport;
    this.laneId = laneId;
    this.#pollIntervalMs = pollIntervalMs;
    this.#isPaused = isPaused;
    this.#isSlow = isSlow;
    this.#isOnline = isOnline;
    this.#isInSight = isInSight;
    this.#emit({ type: "lane-opened" });
    if (isPaused) this.#emit({ type: "lane-paused" });
    else this.#connect();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** It is neither paused, nor refused for good by the server. */
  get isOpen(): boolean {
    return !this.#isPaused && !this.#isRefused;
  }

  /** What it shows; undefined before its first update. From then on the server's ledger has it too. */
  get view(): View | undefined {
    return this.#connection?.view;
  }

  /** What its connection has counted since it was opened. */
  get counters(): Counters | undefined {
    return this.#connection?.counters;
  }

  /** A paused lane holds no connection and is not measured; it goes on from where it was. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#emit({ type: isPaused ? "lane-paused" : "lane-resumed" });
    if (this.#connection === undefined) this.#connect();
    else this.#follow();
  }

  /** Closes its connection while the page is out of sight. */
  setInSight(isInSight: boolean): void {
    this.#isInSight = isInSight;
    this.#follow();
  }

  /** Whether its reader is slow. A reader is a connection's: another one goes on from what is shown. */
  setSlow(isSlow: boolean): void {
    if (isSlow === this.#isSlow) return;
    this.#isSlow = isSlow;
    this.reconnect();
  }

  /** Another connection goes on from what is shown. */
  reconnect(): void {
    const old = this.#connection;
    if (old === undefined) return;
    old.close();
    this.#connect(old.view);
    this.#follow();
  }

  /** The platform's hint on the network. */
  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    this.#connection?.setOnline(isOnline);
  }

  hurry(): void {
    this.#connection?.hurry();
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#pollIntervalMs = pollIntervalMs;
    this.#connection?.setPollInterval(pollIntervalMs);
  }

  close(): void {
    this.#connection?.close();
  }

  #follow(): void {
    if (this.#isPaused || !this.#isInSight) this.#connection?.pause();
    else this.#connection?.resume();
  }

  #connect(view?: View): void {
    const { transport, laneId, connect, onState } = this.#options;
    this.#reported = NOTHING_MENDED;
    this.#connection = connect({
      transport,
      lane: laneId,
      isSlow: this.#isSlow,
      pollIntervalMs: this.#pollIntervalMs,
      isPaused: this.#isPaused || !this.#isInSight,
      ...(view === undefined ? {} : { view }),
      onUpdate: (update) => this.#onUpdate(update),
      // What was missed by it is in what was shown.
      onResume: ({ resumed, diverged }) => {
        if (!resumed) this.#emit({ type: "reset", missed: 0, ...(diverged === 0 ? {} : { diverged }) });
      },
      onState: (state) => {
        this.#isRefused = state.type === "refused";
        this.#noteOutage(state);
        onState(state);
      },
    });
    if (!this.#isOnline) this.#connection.setOnline(false);
  }

  /** Arrived and held by the page; what a person sees follows with the next frame, on all lanes alike. */
  #onUpdate(update: Update<View>): void {
    const { type, view, publishedAt, receivedAt } = update;
    this.#emit({ type: "shown", frame: type, ...view.cursor, publishedAt, ...proofOf(update) }, receivedAt);
    this.#noteMending();
  }

  /** What a broker lost or sent again, and the connection has made up for since the last update. */
  #noteMending(): void {
    const { repairs, stale } = this.#connection?.counters ?? NOTHING_MENDED;
    const repaired = repairs - this.#reported.repairs;
    const discarded = stale - this.#reported.stale;
    this.#reported = { repairs, stale };
    if (repaired > 0) this.#emit({ type: "repaired", count: repaired });
    if (discarded > 0) this.#emit({ type: "discarded", count: discarded });
  }

  #noteOutage({ type }: ConnectionState<Code>): void {
    if (type === "live") {
      if (this.#isOut) this.#emit({ type: "reconnect-ended" });
      this.#wasLive = true;
      this.#isOut = false;
    } else if (type === "paused" || type === "closed") {
      // Closed on purpose: to open it again is no outage.
      this.#wasLive = false;
    } else if (this.#wasLive && !this.#isOut) {
      this.#emit({ type: "reconnect-began" });
      this.#isOut = true;
    }
  }

  #emit(event: WithoutPlace<LaneEvent>, at: number = localNow()): void {
    this.#options.onEvent({ ...event, at, lane: this.transport });
  }
}

const NOTHING_MENDED = { repairs: 0, stale: 0 };

/** By which the measure finds what is missing, and what is wrong. */
function proofOf({ frame, from, versions, isReset, heldDigest }: Update<FeedView>) {
  const { digest } = frame;
  return {
    ...(from === undefined ? {} : { from, versions }),
    ...(isReset ? { isReset } : {}),
    ...(digest === undefined ? {} : { digest }),
    ...(heldDigest === undefined ? {} : { heldDigest }),
  };
}

/** Of each kind of event, what is left without `at` and `lane`. */
type WithoutPlace<Event> = Event extends unknown ? Omit<Event, "at" | "lane"> : never;
