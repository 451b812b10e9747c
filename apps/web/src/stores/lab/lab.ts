// One visit to the lab: a family of its own, a lane for every transport, the bots and the weather. Made
// when the page opens, closed when it is left. Figures and run have stores of their own; `store` holds the set-up.
import { createStore, type StoreApi } from "zustand/vanilla";
import {
  createId,
  estimateClock,
  localNow,
  putTraffic,
  stopTraffic,
  type ApiOptions,
  type ConnectionState,
} from "@hydra/client";
import { createRecorder, type MeasureEvent, type Recorder } from "@hydra/measure";
import {
  holdsRequest,
  TRANSPORTS,
  type ErrorCode,
  type InterruptionKind,
  type TrafficAnswer,
  type TrafficRun,
  type TransportName,
} from "@hydra/protocol";
import { ownCodeBytes } from "../own-code.ts";
import { codeOf } from "../problem.ts";
import { server } from "../server.ts";
import {
  DEFAULT_SET_UP,
  encodeSetUp,
  conclude,
  type Figures,
  interruptionOf,
  interruptionsIn,
  type Lease,
  type NumberName,
  type Refusal,
  Run,
  RunTraffic,
  type RunResult,
  type SetUp,
  takeFigures,
  weatherOf,
} from "@hydra/lab";
import { Lanes } from "./lanes.ts";
import { LabWeather } from "./lab-weather.ts";
import { FaultLog } from "./fault-log.ts";
import { createEntryStore, type EntryStore } from "./what-if-entry.ts";
import { countOpenLabs, type OpenLabs } from "./open-labs.ts";
import { asOneConnection } from "./paged-lanes.ts";
import type { LabPlace } from "./place.ts";
import { keepUp, type UpkeepDependencies } from "./upkeep.ts";

/** How long an interruption is that comes when it is chosen. */
const CUT_MS = 5_000;
/** A number that is being typed is not sent digit by digit. */
const SETTLE_MS = 300;
/** After the last hit, until its version is published and on its way for sure. */
const LAST_WORD_MS = 500;
/** Lanes that keep one of the browser's six connections to their port for as long as they are open; a socket takes none. */
const HOLDING = TRANSPORTS.filter(holdsRequest);

export interface LabState {
  readonly setUp: SetUp;
  readonly connections: Readonly<Partial<Record<TransportName, ConnectionState>>>;
  readonly isTrafficOn: boolean;
  /** What the server last reported of the bots. */
  readonly bots: TrafficAnswer | undefined;
  /** Numbers on the screen that cannot be used; the set-up still has the last ones that could. */
  readonly invalid: readonly NumberName[];
}

export interface LabOptions {
  readonly place: LabPlace;
  readonly setUp: SetUp;
  onTrouble(code: ErrorCode): void;
  /** Lanes were paused because other labs in sight hold the browser's connections. */
  onCrowded(): void;
}

/** What is measured where the server has no weather for the lanes: else figures of this network would be called another's. */
function withoutWeather(setUp: SetUp): SetUp {
  return { ...setUp, weather: DEFAULT_SET_UP.weather, slow: DEFAULT_SET_UP.slow };
}

export class Lab {
  readonly place: LabPlace;
  readonly store: StoreApi<LabState>;
  readonly figures: StoreApi<Figures>;
  readonly traffic: Lease;
  readonly weather: Lease;
  readonly run: Run<RunResult>;
  readonly openLabs: OpenLabs;
  /** What was entered of a traffic of one's own. */
  readonly entry: EntryStore = createEntryStore();
  readonly faults: FaultLog = new FaultLog((lane) => this.#lanes.counters(lane));
  readonly #options: LabOptions;
  readonly #recorder: Recorder = createRecorder();
  readonly #lanes: Lanes;
  readonly #bots: RunTraffic;
  readonly #leaving = new AbortController();
  readonly #api: ApiOptions = { ...server, signal: this.#leaving.signal };
  readonly #weather: LabWeather;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #quietSince = 0;

  constructor(options: LabOptions) {
    const { place } = options;
    const setUp = place.hasWeather ? options.setUp : withoutWeather(options.setUp);
    this.#options = options;
    this.place = place;
    this.store = createStore<LabState>(() => ({
      setUp,
      connections: {},
      isTrafficOn: false,
      bots: undefined,
      invalid: [],
    }));
    this.#lanes = new Lanes({
      place,
      setUp,
      faults: this.faults.benches,
      onEvent: (event) => this.#emit(event),
      onState: (transport, state) =>
        this.store.setState(({ connections }) => ({ connections: { ...connections, [transport]: state } })),
    });
    this.figures = createStore(() => takeFigures(this.#recorder.measure, localNow()));
    this.#bots = new RunTraffic({
      put: (run) => this.#putTraffic(run),
      stop: () => stopTraffic(server, place.familyId, place.labId),
      onAnswer: (bots) => this.store.setState({ bots }),
    });
    this.traffic = this.#bots.lease;
    this.#weather = new LabWeather({
      api: this.#api,
      place,
      setUp: () => this.setUp,
      onMove: (moved) => this.#lanes.moveTo(moved),
      onTrouble: (error) => this.#note(error),
    });
    this.weather = this.#weather.lease;
    this.run = this.#createRun();
    this.openLabs = countOpenLabs({ id: place.labId, lanesUrl: place.lanesUrl });
    this.#keepUp();
    if (place.hasWeather) void this.weather.hold();
    this.setTraffic(true);
  }

  close(): void {
    this.#leaving.abort();
    this.run.close();
    this.openLabs.close();
    clearTimeout(this.#settling);
    this.#lanes.close();
    this.#giveBack();
  }

  /** Takes effect at once on the lanes, a moment later on the bots and the weather. Nothing while a run is under way. */
  change(part: Partial<SetUp>): void {
    if (this.run.isUnderWay) return;
    const before = this.setUp;
    this.store.setState({ setUp: { ...before, ...part } });
    this.#lanes.adopt(this.setUp);
    const kind = part.weather === before.weather ? undefined : part.weather && interruptionOf(part.weather);
    if (kind !== undefined) this.cut(kind);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#settle(), SETTLE_MS);
  }

  setInvalid(name: NumberName, isInvalid: boolean): void {
    const others = this.store.getState().invalid.filter((other) => other !== name);
    this.store.setState({ invalid: isInvalid ? [...others, name] : others });
  }

  setTraffic(isTrafficOn: boolean): void {
    this.store.setState({ isTrafficOn });
    if (isTrafficOn) void this.traffic.hold();
    else void this.traffic.drop();
  }

  /** A pause is part of what a run measures; so it may come and go while one is under way. */
  setPaused(transport: TransportName, isPaused: boolean): void {
    const others = this.setUp.paused.filter((other) => other !== transport);
    this.store.setState({ setUp: { ...this.setUp, paused: isPaused ? [...others, transport] : others } });
    this.#lanes.setPaused(transport, isPaused);
  }

  /** Interrupts all lanes now. */
  cut(kind: InterruptionKind = "tunnel", lastsMs = CUT_MS): void {
    this.#weather.interrupt(kind, lastsMs);
  }

  /** All figures begin anew, without a run. */
  clearFigures(): void {
    if (this.run.isUnderWay) return;
    this.run.clear();
    this.#emit({ type: "run-started", at: localNow() });
    this.setTraffic(true);
    this.#refresh();
  }

  /** Where its weather is now. */
  get weatherPort(): number | undefined {
    return this.#weather.port;
  }

  get setUp(): SetUp {
    return this.store.getState().setUp;
  }

  #createRun(): Run<RunResult> {
    return new Run<RunResult>({
      durationMs: () => this.setUp.runSeconds * 1_000,
      interruptions: () => interruptionsIn(this.setUp),
      now: localNow,
      prepare: () => this.#prepare(),
      isReady: () => this.#lanes.areReady(weatherOf(this.setUp)),
      beginTraffic: () => this.#beginTraffic(),
      readLedgers: () => this.#readLedgers(),
      onEvent: (event) => this.#emit(event),
      interrupt: (lastsMs) => this.cut(interruptionOf(this.setUp.weather), lastsMs),
      stopTraffic: async () => {
        await this.#bots.end();
        this.store.setState({ isTrafficOn: false });
        this.#quietSince = localNow();
      },
      isSettled: () => this.#isSettled(),
      conclude: () => this.#conclude(),
    });
  }

  /** What the seed draws begins anew: the hits, and the network's jitter. */
  async #beginTraffic(): Promise<Refusal | undefined> {
    this.#weather.beginRun(createId());
    const [refusal] = await Promise.all([
      this.#bots.begin(this.setUp.runSeconds * 1_000),
      this.place.hasWeather ? this.weather.hold() : undefined,
    ]);
    return refusal;
  }

  #conclude(): RunResult {
    const figures = takeFigures(this.#recorder.measure, localNow());
    const { setUp, bots } = this.store.getState();
    this.figures.setState(figures, true);
    return conclude({
      familyId: this.place.familyId,
      setUp,
      bots,
      figures,
      ownCodeBytes,
      blocks: this.#recorder.measure.blocks(),
      ending: this.#lanes.ending,
      faults: this.faults.store.getState(),
      recording: this.#recorder.recording(),
      link: `${location.origin}/lab?${encodeSetUp(setUp)}`,
      environment: navigator.userAgent,
    });
  }

  async #prepare(): Promise<Refusal | undefined> {
    if (this.store.getState().invalid.length > 0 || this.#lanes.open.length === 0) return "not-set-up";
    clearTimeout(this.#settling);
    this.store.setState({ isTrafficOn: true });
    const [traffic, weather] = await Promise.all([
      this.traffic.hold(),
      this.place.hasWeather ? this.weather.hold() : undefined,
      this.#estimateClock(),
    ]);
    if (traffic.type !== "held") return "traffic-busy";
    return weather !== undefined && weather.type !== "held" ? "weather-busy" : undefined;
  }

  async #settle(): Promise<void> {
    if (this.place.hasWeather) await this.weather.hold();
    if (this.traffic.isWanted) await this.traffic.hold();
  }

  #putTraffic(run: TrafficRun | undefined): Promise<TrafficAnswer> {
    const { place, setUp } = this;
    const { hitsPerSecond, bots, seed } = setUp;
    const body = { labId: place.labId, hitsPerSecond, bots, seed };
    return putTraffic(this.#api, place.familyId, run === undefined ? body : { ...body, run });
  }

  /** The last version is on its way at first; after that, equal lanes show it. */
  #isSettled(): boolean {
    const { delayMs, jitterMs, bufferMs } = weatherOf(this.setUp);
    if (localNow() - this.#quietSince < LAST_WORD_MS + 3 * (delayMs + jitterMs) + (bufferMs ?? 0))
      return false;
    return this.#lanes.isEven;
  }

  #keepUp(): void {
    if (document.hidden) this.#emit({ type: "page-hidden", at: localNow() });
    const dependencies: UpkeepDependencies = {
      refresh: () => this.#refresh(),
      readLedgers: () => void this.#readLedgers(),
      estimateClock: () => void this.#estimateClock(),
      onVisible: (isVisible) => {
        this.#emit({ type: isVisible ? "page-visible" : "page-hidden", at: localNow() });
      },
      connection: asOneConnection(this.#lanes),
      // A browser's six connections are shared by those whose lanes are at one port.
      channel: `hydra.lab-connections ${this.place.lanesUrl}`,
      weight: HOLDING.length,
      onCrowded: () => this.#makeRoom(),
      // What a run measures is one piece; time out of sight is left out of its figures.
      isKept: () => this.run.isUnderWay,
      onLeave: () => this.#giveBack(),
    };
    keepUp(dependencies, this.#leaving.signal);
  }

  /** Other labs in sight hold the browser's connections: the lanes that would hold more wait. */
  #makeRoom(): void {
    if (this.run.isUnderWay) return;
    for (const transport of HOLDING) this.setPaused(transport, true);
    this.#options.onCrowded();
  }

  /** What others may be waiting for. */
  #giveBack(): void {
    void this.traffic.drop();
    void this.weather.drop();
  }

  #emit(event: MeasureEvent): void {
    this.#recorder.apply(event);
    this.faults.note(event);
  }

  #refresh(): void {
    if (!document.hidden) this.figures.setState(takeFigures(this.#recorder.measure, localNow()), true);
  }

  #readLedgers(): Promise<void> {
    return document.hidden ? Promise.resolve() : this.#lanes.readLedgers(this.#api);
  }

  async #estimateClock(): Promise<void> {
    if (document.hidden) return;
    try {
      const estimate = await estimateClock({ ...server, signal: this.#leaving.signal });
      this.#emit({ type: "clock", at: localNow(), ...estimate });
    } catch {
      // The next turn tries again.
    }
  }

  #note(error: unknown): void {
    if (!this.#leaving.signal.aborted) this.#options.onTrouble(codeOf(error));
  }
}
