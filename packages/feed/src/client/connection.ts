// A feed that survives reconnects, switches and networks: puts the parts together and reports its state. Which
// session shows (session-pair.ts), which transport is chosen (auto.ts) and retries (session.ts) have files of their own.
import { amount, checkNumber, checkNumbers, milliseconds } from "../wire/bounds.ts";
import { decodeObject, type Fields } from "../wire/fields.ts";
import type { TransportName } from "../wire/transports.ts";
import { Audit } from "./audit.ts";
import { AutoTransport, type AutoHost } from "./auto.ts";
import type { AutoState } from "./auto-types.ts";
import type {
  Connection,
  ConnectionOptions,
  ConnectionState,
  Counters,
  ResumeReport,
  SwitchLimits,
} from "./connection-types.ts";
import { createTally, type Tally } from "./counters.ts";
import { Display } from "./display.ts";
import { feedAddress, readAddress } from "./feed-address.ts";
import { BEST } from "./ladder.ts";
import { notify } from "./notify.ts";
import { probe, type Probe } from "./probe.ts";
import { SessionPair } from "./session-pair.ts";
import type { Phase, SessionContext, SessionOptions } from "./session-types.ts";
import type { Command, FeedFrame, Obstacle, TransportTable } from "./transport.ts";
import { checkTransport, leftOutOf, transports } from "./transports.ts";
import type { FeedView, Replica } from "./view-codec.ts";

const DEFAULT_POLL_INTERVAL_MS = 3_000;
/** What is less than the server's frame interval is taken for that. */
const POLL_INTERVAL = milliseconds(1, 86_400_000);

/** What a test puts in the place of the real thing. */
export interface ConnectionParts<Frame extends FeedFrame> {
  readonly table?: TransportTable<Frame>;
  readonly ask?: (signal: AbortSignal) => Promise<Probe>;
  /** Whatever a frame leads to is shown, so that the auditor has something to find. */
  readonly isUngated?: boolean;
}

/** A connection to a feed whose frames and view are a codec's; what a client of one feed is built on. */
export class FeedConnection<View extends FeedView, Frame extends FeedFrame> implements Connection<View> {
  readonly #options: ConnectionOptions<View, Frame>;
  readonly #ask: (signal: AbortSignal) => Promise<Probe>;
  readonly #tally: Tally = createTally();
  readonly #audit: Audit;
  readonly #display: Display<View, Frame>;
  readonly #closing = new AbortController();
  /** Aborted when there are others. */
  #credentials = new AbortController();
  readonly #pair: SessionPair<View, Frame>;
  #pollIntervalMs: number;
  #auto: AutoTransport | undefined;
  #state: ConnectionState;
  #isOnline = true;
  #isInSight = true;

  /** Connects at once; the first events come later. @throws TypeError when `url` or `transport` is none, RangeError for `pollIntervalMs` */
  constructor(
    replica: Replica<View, Frame>,
    options: ConnectionOptions<View, Frame>,
    { table = transports, ask, isUngated = false }: ConnectionParts<Frame> = {},
  ) {
    const { query, token, transport, view, isPaused = false } = options;
    const url = readAddress(options.url);
    checkNumbers(options, { pollIntervalMs: POLL_INTERVAL });
    if (transport !== "auto") checkTransport(transport);
    this.#options = { ...options, url };
    const question = options.probe ?? {
      url: feedAddress({ url, query, since: undefined }, "polling"),
      read: (text: string) => void replica.readFrame(decodeObject(text)),
    };
    this.#ask = ask ?? ((signal) => probe(question, token, signal));
    this.#pollIntervalMs = options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL_MS;
    this.#audit = new Audit(view?.cursor);
    this.#display = new Display({
      tally: this.#tally,
      audit: this.#audit,
      replica,
      view,
      isUngated,
      onUpdate: (update) => options.onUpdate?.(update),
    });
    this.#state = isPaused ? { type: "paused" } : { type: "connecting" };
    const auto = transport === "auto" ? this.#createAuto() : undefined;
    this.#auto = auto;
    const first = auto?.first ?? (transport === "auto" ? BEST : transport);
    this.#pair = this.#createPair({ replica, table, isUngated }, { name: first, isSuspended: isPaused });
    if (!isPaused) auto?.opening(first);
  }

  get transport(): TransportName {
    return this.#pair.transport;
  }

  get auto(): AutoState | undefined {
    return this.#auto?.state;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get view(): View | undefined {
    return this.#display.view;
  }

  get counters(): Counters {
    return { ...this.#tally };
  }

  async switchTo(transport: TransportName, limits?: SwitchLimits): Promise<ResumeReport> {
    checkTransport(transport);
    checkNumbers(limits ?? {}, { timeoutMs: amount(1, Infinity) });
    const auto = this.#auto;
    this.stay();
    try {
      return await this.#pair.switchTo(transport, limits);
    } catch (error) {
      // Unless something else was chosen meanwhile, what was automatic stays so.
      if (auto !== undefined && !this.#pair.isSwitching) this.chooseAutomatically();
      throw error;
    }
  }

  chooseAutomatically(): void {
    if (this.#isClosed || this.#auto !== undefined) return;
    const auto = this.#createAuto();
    this.#setAuto(auto);
    const { phase } = this.#pair;
    if (phase.type === "live") auto.adopt(this.transport);
    else this.#pair.replace(auto.first, phase.type === "suspended");
    if (phase.type !== "live" && phase.type !== "suspended") auto.opening(auto.first);
  }

  stepAside(transport: TransportName): void {
    checkTransport(transport);
    if (this.#isClosed) return;
    this.#auto?.stepAside(transport);
    this.#pair.replace(transport, this.#pair.phase.type === "suspended");
  }

  stay(): void {
    this.#setAuto(undefined);
  }

  reopen(): Promise<ResumeReport> {
    return this.#pair.switchTo(this.transport);
  }

  renewCredentials(): void {
    const earlier = this.#credentials;
    this.#credentials = new AbortController();
    earlier.abort();
  }

  send(command: Command, signal: AbortSignal): Promise<Fields> | undefined {
    return this.#pair.send(command, signal);
  }

  setPollInterval(pollIntervalMs: number): void {
    checkNumber("pollIntervalMs", pollIntervalMs, POLL_INTERVAL);
    this.#pollIntervalMs = pollIntervalMs;
    this.#pair.setPollInterval(pollIntervalMs);
  }

  nudge(): void {
    if (!this.#isClosed) this.#pair.nudge();
  }

  setOnline(isOnline: boolean): void {
    if (this.#isClosed) return;
    const hasChanged = isOnline !== this.#isOnline;
    this.#isOnline = isOnline;
    const { phase } = this.#pair;
    if (hasChanged && phase.type === "waiting") this.#enter(this.#stateOf(phase));
    // Reported again, it is another network that is there.
    if (isOnline) this.hurry();
    else if (hasChanged) void this.#checkNetwork();
  }

  hurry(): void {
    this.nudge();
    this.#auto?.hurry();
  }

  setInSight(isInSight: boolean): void {
    this.#isInSight = isInSight;
    this.#auto?.setInSight(isInSight);
  }

  pause(): void {
    if (this.#isClosed) return;
    this.#auto?.rest();
    this.#pair.suspend();
  }

  resume(): void {
    if (this.#pair.phase.type === "suspended") this.#pair.resume();
    else this.nudge();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#closing.abort();
    this.#auto?.stop();
    this.#pair.close();
    this.#enter({ type: "closed" });
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #createPair(
    parts: Pick<SessionContext<View, Frame>, "replica" | "table" | "isUngated">,
    first: SessionOptions,
  ): SessionPair<View, Frame> {
    const { url, query, token, WebSocket, messaging, faults, random = Math.random } = this.#options;
    const context: SessionContext<View, Frame> = {
      ...parts,
      faults,
      request: { url, query, token, WebSocket, messaging },
      pollIntervalMs: () => this.#pollIntervalMs,
      shown: () => this.#display.view,
      distrust: (view, frame) => this.#display.distrust(view, frame),
      tally: this.#tally,
      audit: this.#audit,
      random,
      ask: this.#ask,
      isOnline: () => this.#isOnline,
      credentials: () => this.#credentials.signal,
    };
    return new SessionPair(
      { context, display: this.#display, first },
      {
        onPhase: (phase) => this.#note(phase),
        onFirst: (transport, tookMs) => this.#auto?.live(transport, tookMs),
        onRacerPhase: (transport, phase) => {
          if (phase.type === "waiting") this.#auto?.lost(transport, phase);
        },
        onOpening: (transport) => this.#auto?.opening(transport),
        onHead: (transport) => this.#auto?.onHead(transport),
        onNotice: (reason, obstacle) => this.#notice(reason, obstacle),
        onReport: (report) => notify(() => this.#options.onResume?.(report)),
      },
    );
  }

  #createAuto(): AutoTransport {
    const { autoMemory: memory, random = Math.random } = this.#options;
    const host: AutoHost = {
      replace: (transport) => this.#pair.replace(transport),
      race: (transport) => this.#pair.race(transport),
      promote: () => this.#pair.promote(),
      trial: (transport, timeoutMs) =>
        this.#pair.switchTo(transport, { timeoutMs, isTrial: true }).then(
          () => true,
          () => false,
        ),
      ask: () => this.#ask(this.#closing.signal),
      onChange: () => notify(() => this.#options.onAuto?.(this.auto)),
    };
    const auto = new AutoTransport({ host, memory, random, leftOut: leftOutOf(this.#options) });
    auto.setInSight(this.#isInSight);
    return auto;
  }

  #setAuto(auto: AutoTransport | undefined): void {
    if (auto === this.#auto) return;
    this.#auto?.stop();
    this.#auto = auto;
    notify(() => this.#options.onAuto?.(this.auto));
  }

  /** The platform reports no network. Only the server's silence makes that true. */
  async #checkNetwork(): Promise<void> {
    const answer = await this.#ask(this.#closing.signal);
    if (answer.type === "lost" && !this.#isOnline && !this.#isClosed) this.#pair.drop(answer.reason);
  }

  #note(phase: Phase): void {
    this.#enter(this.#stateOf(phase));
    if (phase.type === "waiting") this.#auto?.lost(this.transport, phase);
    if (phase.type === "refused") this.#auto?.rest();
  }

  #notice(reason: string, obstacle: Obstacle | undefined): void {
    const state = this.#state;
    if (state.type === "connecting" || state.type === "reconnecting") {
      this.#enter({ ...state, reason, ...(obstacle === undefined ? {} : { obstacle }) });
    }
  }

  #stateOf(phase: Phase): ConnectionState {
    switch (phase.type) {
      case "opening":
        return { type: "connecting" };
      case "live":
        return phase;
      case "waiting":
        return this.#waitingState(phase);
      case "suspended":
        return { type: "paused" };
      case "refused":
        return { type: "refused", code: phase.code, reason: phase.reason };
    }
  }

  #waitingState({ retryAt, reason, obstacle }: Extract<Phase, { type: "waiting" }>): ConnectionState {
    if (!this.#isOnline) return { type: "offline", retryAt };
    return { type: "reconnecting", retryAt, reason, ...(obstacle === undefined ? {} : { obstacle }) };
  }

  #enter(state: ConnectionState): void {
    if (this.#state.type === "closed") return;
    if (state.type === "live" && this.#state.type === "live" && state.log === this.#state.log) return;
    this.#state = state;
    notify(() => this.#options.onState?.(state));
  }
}
