// A run from Node: the same lanes, measure and verdict as the lab's page has, on one machine with the same network for all.
import { localNow } from "@hydra/client";
import type { ConnectionState, FeedView } from "@hydra/feed/client";
import {
  conclude,
  DEFAULT_SET_UP,
  endingOf,
  Lane,
  RunTraffic,
  Run,
  takeFigures,
  type RunResult,
} from "@hydra/lab";
import { createRecorder, type MeasureEvent } from "@hydra/measure";
import type { TransportName } from "@hydra/protocol";
import { NothingToMeasure } from "./nothing-to-measure.ts";
import type { Options } from "./options.ts";
import type { RacedFeed } from "./raced-feed.ts";

/** Longest wait for a lane's first update. */
const READY_MS = 20_000;
const LEDGER_MS = 1_000;
const CLOCK_MS = 20_000;
const CHECK_MS = 100;
/** After the last change, until its version is published and on its way for sure. */
const LAST_WORD_MS = 500;

export interface Unmeasured {
  readonly transport: TransportName;
  /** A problem's code, or what its connection is waiting for. */
  readonly why: string;
}

export interface Outcome {
  readonly result: RunResult;
  readonly unmeasured: readonly Unmeasured[];
  /** It was ended by hand. */
  readonly isCut: boolean;
}

export class NodeLab<View extends FeedView> {
  readonly #feed: RacedFeed<View>;
  readonly #options: Options;
  readonly #recorder = createRecorder();
  readonly #states = new Map<TransportName, ConnectionState>();
  readonly #leaving = new AbortController();
  readonly #traffic: RunTraffic | undefined;
  #lanes: Lane<View>[] = [];
  #unmeasured: Unmeasured[] = [];
  #quietSince = 0;
  #isCut = false;
  readonly #race: Run<RunResult>;

  constructor(feed: RacedFeed<View>, options: Options) {
    this.#feed = feed;
    this.#options = options;
    this.#traffic = feed.traffic && new RunTraffic(feed.traffic);
    this.#race = new Run<RunResult>({
      durationMs: () => options.seconds * 1_000,
      interruptions: () => [],
      now: localNow,
      prepare: () => Promise.resolve(undefined),
      isReady: () => true,
      beginTraffic: () => this.#traffic?.begin(options.seconds * 1_000) ?? Promise.resolve(undefined),
      readLedgers: () => this.#readLedgers(),
      onEvent: (event) => this.#emit(event),
      interrupt: () => undefined,
      stopTraffic: () => this.#endTraffic(),
      isSettled: () => this.#isSettled(),
      conclude: () => this.#conclude(),
    });
  }

  /** @throws NothingToMeasure when no lane shows anything, or the bots cannot be had */
  async run(): Promise<Outcome> {
    const witness = this.#feed.openWitness?.((event) => this.#emit(event));
    this.#lanes = this.#wanted.map((transport) => this.#openLane(transport));
    const timers = [
      setInterval(() => void this.#readLedgers(), LEDGER_MS),
      setInterval(() => void this.#estimateClock().catch(() => undefined), CLOCK_MS),
    ];
    try {
      await this.#traffic?.lease.hold();
      await this.#estimateClock().catch(withoutClock);
      await this.#waitForLanes();
      await this.#race.start();
      const state = this.#race.store.getState();
      if (state.type !== "done") throw new NothingToMeasure("The bots cannot be had: another run has them.");
      return { result: state.result, unmeasured: this.#unmeasured, isCut: this.#isCut };
    } finally {
      for (const timer of timers) clearInterval(timer);
      this.#leaving.abort();
      this.#race.close();
      for (const lane of this.#lanes) lane.close();
      witness?.close();
      await this.#traffic?.lease.drop();
    }
  }

  /** Ends the run now; what was measured is its result. */
  cut(): void {
    this.#isCut = true;
    this.#race.stop();
  }

  get #wanted(): readonly TransportName[] {
    const { transports } = this.#options;
    if (transports === "all") return this.#feed.transports;
    return transports.filter((transport) => {
      const isOffered = this.#feed.transports.includes(transport);
      if (!isOffered) this.#unmeasured.push({ transport, why: "not offered by this server" });
      return isOffered;
    });
  }

  #openLane(transport: TransportName): Lane<View> {
    return new Lane<View>({
      transport,
      laneId: transport,
      pollIntervalMs: this.#options.pollIntervalMs,
      isPaused: false,
      isSlow: false,
      isOnline: true,
      isInSight: true,
      connect: (options) => this.#feed.connect(options),
      onEvent: (event) => this.#emit(event),
      onState: (state) => this.#states.set(transport, state),
    });
  }

  /** Those that show nothing by then are left out. */
  async #waitForLanes(): Promise<void> {
    const until = localNow() + READY_MS;
    const isUndecided = (lane: Lane<View>): boolean => lane.isOpen && lane.view === undefined;
    while (localNow() < until && !this.#isCut && this.#lanes.some(isUndecided)) await pause(CHECK_MS);
    const silent = this.#lanes.filter(({ view }) => view === undefined);
    for (const lane of silent) {
      lane.close();
      this.#unmeasured.push({ transport: lane.transport, why: this.#whyNot(lane.transport) });
    }
    this.#lanes = this.#lanes.filter(({ view }) => view !== undefined);
    if (this.#lanes.length > 0) return;
    throw new NothingToMeasure(
      `No transport shows anything: ${this.#unmeasured.map(({ transport, why }) => `${transport} ${why}`).join(", ")}.`,
    );
  }

  #whyNot(transport: TransportName): string {
    const state = this.#states.get(transport);
    return state?.type === "refused" ? state.code : (state?.type ?? "connecting");
  }

  async #endTraffic(): Promise<void> {
    await this.#traffic?.end();
    this.#quietSince = localNow();
  }

  /** Where others make the changes, they go on: it is even only by chance. */
  #isSettled(): boolean {
    if (localNow() - this.#quietSince < LAST_WORD_MS) return false;
    const [first, ...others] = this.#lanes;
    return others.every(({ view }) => view?.cursor.seq === first?.view?.cursor.seq);
  }

  async #estimateClock(): Promise<void> {
    const estimate = await this.#feed.estimateClock(this.#leaving.signal);
    this.#emit({ type: "clock", at: localNow(), ...estimate });
  }

  #readLedgers(): Promise<void> {
    return this.#feed.readLedgers(this.#lanes, (event) => this.#emit(event));
  }

  #emit(event: MeasureEvent): void {
    this.#recorder.apply(event);
  }

  #conclude(): RunResult {
    const { seconds, pollIntervalMs, hitsPerSecond, bots, seed } = this.#options;
    const { measure } = this.#recorder;
    const figures = takeFigures(measure, localNow());
    const published = Math.max(1, Math.round(figures.overview.versions.known / seconds));
    return conclude({
      familyId: this.#feed.familyId,
      setUp: {
        ...DEFAULT_SET_UP,
        // Of changes that others make it is known how many there were.
        hitsPerSecond: this.#feed.traffic === undefined ? published : hitsPerSecond,
        bots,
        seed,
        pollIntervalMs,
        runSeconds: seconds,
      },
      bots: this.#traffic?.answer,
      figures,
      blocks: measure.blocks(),
      ending: endingOf(new Map(this.#lanes.map(({ transport, view }) => [transport, view])), (view) =>
        this.#feed.contentOf(view),
      ),
      faults: [],
      recording: this.#recorder.recording(),
      link: this.#feed.link,
      environment: `Node ${process.version}`,
      ownCodeBytes: () => undefined,
    });
  }
}

/** Ages are of the server's clock: without it nothing can be measured. */
function withoutClock(error: unknown): never {
  if (error instanceof NothingToMeasure) throw error;
  const why = error instanceof Error ? error.message : String(error);
  throw new NothingToMeasure(`The server's clock cannot be asked: ${why}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
