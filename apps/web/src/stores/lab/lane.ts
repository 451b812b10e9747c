// One lane: a connection over one transport, and everything it shows or suffers reported to the measure. Draws nothing.
import {
  createBattleConnection,
  localNow,
  type ConnectionState,
  type BattleConnection,
  type BattleUpdate,
  type BattleView,
  type FaultBench,
} from "@hydra/client";
import type { TransportName } from "@hydra/protocol";
import type { LaneEvent } from "@hydra/measure";
import type { LabPlace } from "./place.ts";

export interface LaneOptions {
  readonly transport: TransportName;
  /** Where the weather is, and where it is with a slow reader behind it. */
  readonly place: Pick<LabPlace, "lanesUrl" | "slowLanesUrl">;
  readonly familyId: string;
  /** Its name in the server's ledger. */
  readonly laneId: string;
  readonly pollIntervalMs: number;
  readonly isPaused: boolean;
  readonly isSlow: boolean;
  readonly isOnline: boolean;
  readonly isInSight: boolean;
  /** Faults on purpose. */
  readonly faults?: FaultBench;
  onEvent(event: LaneEvent): void;
  onState(state: ConnectionState): void;
}

export class Lane {
  readonly transport: TransportName;
  readonly laneId: string;
  readonly #options: LaneOptions;
  #connection: BattleConnection | undefined;
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

  constructor(options: LaneOptions) {
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
  get view(): BattleView | undefined {
    return this.#connection?.view;
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

  #connect(view?: BattleView): void {
    const { transport, place, familyId, laneId, faults, onState } = this.#options;
    this.#reported = NOTHING_MENDED;
    this.#connection = createBattleConnection({
      baseUrl: this.#isSlow ? place.slowLanesUrl : place.lanesUrl,
      familyId,
      transport,
      lane: laneId,
      faults,
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
  #onUpdate(update: BattleUpdate): void {
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

  #noteOutage({ type }: ConnectionState): void {
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
function proofOf({ frame, from, versions, isReset, heldDigest }: BattleUpdate) {
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
