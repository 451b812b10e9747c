// Keeps one transport's feed open, and builds a view from nothing but its frames: opens it from what is shown, and after every
// end opens it again with back-off, until it is closed or refused. Decides nothing about transports: a connection has one
// session, and a second one during a switch. SPEC FP4, HI1, HI2, SE1.
import { DecodeError } from "../wire/decode-error.ts";
import type { Fields } from "../wire/fields.ts";
import type { HeartbeatFrame } from "../wire/frames.ts";
import { TRAITS, type TransportName } from "../wire/transports.ts";
import { createBackoff, FOREIGN_CAP_MS, type Backoff } from "./backoff.ts";
import { DigestCheck } from "./digest-check.ts";
import { endOfError } from "./feed-end.ts";
import { isBehind, Lag } from "./lag.ts";
import type { Probe } from "./probe.ts";
import { livePhase, type Attempt } from "./attempt.ts";
import type { FeedEvent, Phase, SessionContext, SessionEvents, SessionOptions } from "./session-types.ts";
import { SilenceWatch } from "./silence-watch.ts";
import type { BrokenFeed, Command, FeedEnd, FeedFrame, Obstacle } from "./transport.ts";
import { meterOf } from "./counters.ts";
import type { FeedView, Reception } from "./view-codec.ts";

/** A feed that lasted this long has proved itself, and its next loss begins the back-off anew; less is flapping. */
const PROVEN_MS = 5_000;
/** Least pause between attempts while the platform reports no network: it may be wrong. */
const OFFLINE_RETRY_MS = 5_000;
/** A stream or socket that had no frame for so long is asked about: a person waits for it. */
const SILENT_MS = 3_000;
const BEHIND = "the server has not come to what is shown";

export class Session<View extends FeedView, Frame extends FeedFrame> {
  readonly name: TransportName;
  readonly #context: SessionContext<View, Frame>;
  readonly #events: SessionEvents<View, Frame>;
  readonly #backoff: Backoff;
  readonly #digests: DigestCheck<View, Frame>;
  /** Its opening may fail although plain requests pass, and its end may go unnoticed. */
  readonly #isStreaming: boolean;
  #phase: Phase = { type: "opening" };
  #attempt: Attempt<View> | undefined;
  #openedFrom: View | undefined;
  #openedAt = 0;
  #needsSnapshot = false;
  readonly #lag: Lag<View, Frame>;
  /** The snapshot asked for takes the place of what is shown, wherever it is. */
  #isRewinding = false;
  /** Of the next attempt. */
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Runs until the first answer of what is open. */
  #silentTimer: ReturnType<typeof setTimeout> | undefined;
  /** The question under way about why there is no frame. */
  #asking: AbortController | undefined;
  #isClosed = false;

  /** Opens at once unless suspended. Events come later, never from within the constructor. */
  constructor(
    { name, isSuspended }: SessionOptions,
    context: SessionContext<View, Frame>,
    events: SessionEvents<View, Frame>,
  ) {
    this.name = name;
    this.#context = context;
    this.#events = events;
    this.#isStreaming = TRAITS[name].mode === "streaming";
    this.#backoff = createBackoff({ random: context.random });
    this.#digests = new DigestCheck(context);
    this.#lag = new Lag(context.replica, () => this.drop(BEHIND));
    if (isSuspended) this.#phase = { type: "suspended" };
    else this.#open();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What the open feed has built. */
  get view(): View | undefined {
    return this.#attempt?.view;
  }

  /** What was shown when the feed was opened; it leads on from that unless it had to begin with a snapshot. */
  get openedFrom(): View | undefined {
    return this.#openedFrom;
  }

  /** performance.now() when the open feed was opened. */
  get openedAt(): number {
    return this.#openedAt;
  }

  /** Tries now instead of later, or makes the feed catch up. */
  nudge(): void {
    if (this.#attempt !== undefined) {
      this.#attempt.feed?.nudge?.();
      this.#attempt?.silence?.check();
    } else if (this.#phase.type === "waiting" && !this.#isClosed) this.#reopen();
  }

  /** Ends a feed that is dead and has not noticed; it is tried again as after any loss. */
  drop(reason: string): void {
    if (!this.#isClosed && this.#attempt !== undefined) this.#end({ type: "lost", reason, isOwn: true });
  }

  /** No attempts until `resume`. */
  suspend(): void {
    if (this.#isClosed || this.#phase.type === "refused" || this.#phase.type === "suspended") return;
    this.#release();
    this.#lag.end();
    this.#enter({ type: "suspended" });
  }

  resume(): void {
    if (this.#isClosed || this.#phase.type !== "suspended") return;
    this.#enter({ type: "opening" });
    this.#reopen();
  }

  /** What was built cannot be trusted to lead on: begins again from a snapshot. */
  startOver(reason: string): void {
    if (this.#isClosed) return;
    this.#needsSnapshot = true;
    this.#end({ type: "lost", reason, isOwn: true });
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#attempt?.feed?.setPollInterval?.(pollIntervalMs);
  }

  /** Undefined also over a feed that was opened with other credentials (SE1). */
  send(command: Command, signal: AbortSignal): Promise<Fields> | undefined {
    if (this.#attempt === undefined || this.#attempt.credentials.aborted) return undefined;
    return this.#attempt.feed?.send?.(command, signal);
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #reopen(): void {
    this.#events.onOpening();
    // Its listener may have closed this session.
    if (!this.#isClosed) this.#open();
  }

  #open(): void {
    this.#release();
    const { table, request, replica, shown, pollIntervalMs, tally, credentials, faults } = this.#context;
    const held = shown();
    this.#openedFrom = held;
    this.#openedAt = performance.now();
    if (this.#isStreaming) this.#silentTimer = setTimeout(() => void this.#askAboutSilence(), SILENT_MS);
    const attempt: Attempt<View> = {
      feed: undefined,
      view: this.#needsSnapshot ? undefined : held,
      credentials: credentials(),
      silence: this.#isStreaming ? this.#watchSilence() : undefined,
      isAnswered: false,
      isBehind: false,
      isLogReachable: true,
    };
    this.#attempt = attempt;
    // Nothing counts after the end, whatever a transport still reports.
    const ifOpen = (report: () => void): void => {
      if (this.#attempt === attempt) report();
    };
    const receive = (frame: Frame | HeartbeatFrame): void => ifOpen(() => this.#receive(attempt, frame));
    attempt.feed = table[this.name](
      {
        ...request,
        since: attempt.view?.cursor,
        isAnew: this.#needsSnapshot,
        pollIntervalMs: pollIntervalMs(),
        readFrame: (fields) => replica.readFrame(faults === undefined ? fields : faults.read(fields)),
        meter: meterOf(tally),
        isExpected: (frame) => replica.hasResumed(frame, attempt.view),
        shorten: (frame, seq) => replica.shorten(frame, seq),
      },
      {
        onFrame(frame) {
          if (faults === undefined || frame.type === "heartbeat") receive(frame);
          else faults.pass(frame, receive);
        },
        onUnchanged: () => ifOpen(() => this.#emit(attempt, { type: "unchanged" })),
        onHead: () => ifOpen(() => this.#events.onHead()),
        onLog: (isReachable) => ifOpen(() => this.#noteLog(attempt, isReachable)),
        onAlive: () => attempt.silence?.touch(),
        onNotice: (reason) => ifOpen(() => this.#events.onNotice(reason)),
        onEnd: (end) => ifOpen(() => this.#end(end)),
      },
    );
  }

  #watchSilence(): SilenceWatch {
    return new SilenceWatch((silentMs) =>
      this.#end({ type: "lost", reason: `silent for ${silentMs / 1_000} s` }),
    );
  }

  #receive(attempt: Attempt<View>, frame: Frame | HeartbeatFrame): void {
    attempt.silence?.note(frame);
    if (frame.type === "heartbeat") return this.#noteLog(attempt, frame.log !== "unreachable");
    const { tally } = this.#context;
    const { view: held } = attempt;
    const reception = this.#apply(held, frame);
    if (reception === undefined) return;
    if (reception === "behind") return this.#noteBehind(attempt);
    if (reception.type === "gap") {
      tally.gaps += 1;
      return this.startOver("an update was missing");
    }
    if (reception.type === "stale") {
      tally.stale += 1;
      return this.#emit(attempt, { type: "stale", frame });
    }
    if (!this.#digests.accepts(reception.view, frame)) {
      this.#context.distrust(reception.view, frame);
      return this.startOver("what is held is not what the server has");
    }
    attempt.view = reception.view;
    // What was built on the side has come to the version held (BH2).
    const isReached = !this.#context.isUngated && reception.view.cursor.seq === held?.cursor.seq;
    const isUnchanged = reception.type === "applied" && (reception.view === held || isReached);
    this.#emit(attempt, { type: isUnchanged ? "unchanged" : reception.type, frame }, held);
  }

  /** Nothing is verified, nor answered, until the server is where this client is; in the end this client goes back to where it is. BH2–BH3 */
  #noteBehind(attempt: Attempt<View>): void {
    const { tally, audit } = this.#context;
    tally.stale += 1;
    audit.doubt();
    clearTimeout(this.#silentTimer);
    if (attempt.isAnswered || attempt.isBehind) return;
    attempt.isBehind = true;
    if (this.#lag.isOver && this.#events.mayRewind()) {
      this.#isRewinding = true;
      this.startOver(BEHIND);
    } else this.#events.onBehind(BEHIND);
  }

  /** Undefined when the frame does not fit, which ends the feed: what follows it would not either. */
  #apply(held: View | undefined, frame: Frame): Reception<View> | "behind" | undefined {
    const { replica, isUngated } = this.#context;
    try {
      const view = this.#lag.next(frame);
      if (isUngated || !isBehind(frame, held))
        return view === undefined ? replica.receive(held, frame) : { type: "applied", view };
      if (view === undefined) this.#lag.note(frame);
      return "behind";
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#end({ ...endOfError(error), needsSnapshot: true });
      return undefined;
    }
  }

  /** @param built by this feed before the event */
  #emit(
    attempt: Attempt<View>,
    event: Pick<FeedEvent<View, Frame>, "type" | "frame">,
    built = attempt.view,
  ): void {
    const isFirst = !attempt.isAnswered;
    const isRewind = this.#isRewinding;
    attempt.isAnswered = true;
    this.#lag.end();
    this.#isRewinding = false;
    if (isFirst) {
      clearTimeout(this.#silentTimer);
      this.#asking?.abort();
      this.#needsSnapshot = false;
      this.#phase = livePhase(attempt);
    }
    this.#events.onEvent({ ...event, held: isFirst ? this.#openedFrom : built, isFirst, isRewind });
    // A listener may have closed or restarted this session.
    if (isFirst && this.#attempt === attempt) this.#events.onPhase(this.#phase);
  }

  #noteLog(attempt: Attempt<View>, isReachable: boolean): void {
    if (isReachable === attempt.isLogReachable) return;
    attempt.isLogReachable = isReachable;
    if (attempt.isAnswered) this.#enter(livePhase(attempt));
  }

  #end(end: FeedEnd): void {
    const wasBehind = this.#attempt?.isBehind === true;
    const liveMs = this.#attempt?.isAnswered === true ? performance.now() - this.#openedAt : undefined;
    this.#release();
    if (end.type === "refused") return this.#enter(end);
    if (end.type === "malformed") this.#context.tally.malformed += 1;
    if (end.needsSnapshot === true) this.#needsSnapshot = true;
    const isAnswered = liveMs !== undefined || wasBehind || end.isOwn === true || end.type === "restart";
    if (isAnswered || !this.#isStreaming) this.#wait(end, liveMs);
    else void this.#askWhy(end);
  }

  /** A feed that never had a frame: is the server there all the same, or does it refuse? */
  async #askWhy(end: BrokenFeed): Promise<void> {
    const answer = await this.#ask();
    if (answer === undefined) return;
    if (answer.type === "refused") this.#enter(answer);
    else if (answer.type !== "served") this.#wait(answer, undefined);
    else {
      const isOrigin = answer.isOriginRefused && TRAITS[this.name].needsUpgrade;
      this.#wait(end, undefined, isOrigin ? "origin" : "refused");
    }
  }

  /** It may come yet: the feed stays open whatever is found. */
  async #askAboutSilence(): Promise<void> {
    const answer = await this.#ask();
    if (answer?.type !== "served") return;
    this.#events.onNotice("no frame comes", TRAITS[this.name].needsUpgrade ? "silent" : "held-back");
  }

  /** Undefined when it was given up meanwhile. */
  async #ask(): Promise<Probe | undefined> {
    const asking = new AbortController();
    this.#asking = asking;
    this.#context.tally.requests += 1;
    const answer = await this.#context.ask(asking.signal);
    return asking.signal.aborted ? undefined : answer;
  }

  #wait(end: BrokenFeed, liveMs: number | undefined, obstacle?: Obstacle): void {
    if (liveMs !== undefined && liveMs >= PROVEN_MS) this.#backoff.reset();
    const hintMs = Math.max(end.retryAfterMs ?? 0, this.#context.isOnline() ? 0 : OFFLINE_RETRY_MS);
    const isForeign = end.isForeign === true || obstacle !== undefined;
    const delayMs = this.#backoff.next(hintMs, isForeign ? FOREIGN_CAP_MS : undefined);
    this.#retryTimer = setTimeout(() => this.#reopen(), delayMs);
    this.#enter({
      type: "waiting",
      retryAt: Date.now() + delayMs,
      reason: end.reason,
      liveMs,
      isRestart: end.type === "restart",
      ...(obstacle === undefined ? {} : { obstacle }),
    });
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#events.onPhase(phase);
  }

  #release(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silentTimer);
    this.#asking?.abort();
    this.#asking = undefined;
    this.#lag.release();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.silence?.stop();
    attempt?.feed?.close();
  }
}
