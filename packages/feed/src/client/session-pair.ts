// The session that shows, and a second one while a switch or a race is under way: which of the two the application sees, and what
// is reported of a switch or a reconnect. Decides nothing about transports. SPEC AT4, PR24, PR26.
import type { Fields } from "../wire/fields.ts";
import type { TransportName } from "../wire/transports.ts";
import type { ResumeReport, SwitchLimits } from "./connection-types.ts";
import { markOf, proofOf, type Mark } from "./counters.ts";
import type { Display } from "./display.ts";
import { Session } from "./session.ts";
import type { FeedEvent, Phase, SessionContext, SessionOptions } from "./session-types.ts";
import { Switch } from "./switch.ts";
import type { Command, FeedFrame, Obstacle } from "./transport.ts";
import type { FeedView } from "./view-codec.ts";

export interface SessionPairEvents {
  /** Of the session that shows; called with the phase it has when it takes over. */
  onPhase(phase: Phase): void;
  /** The session that shows had its first answer, `tookMs` after its feed was opened. */
  onFirst(transport: TransportName, tookMs: number): void;
  /** Of a session that is raced against the one that shows. */
  onRacerPhase(transport: TransportName, phase: Phase): void;
  /** Another attempt of the session that shows, or of one that is raced against it, begins. */
  onOpening(transport: TransportName): void;
  onHead(transport: TransportName): void;
  onNotice(reason: string, obstacle?: Obstacle): void;
  onReport(report: ResumeReport): void;
}

export interface SessionPairOptions<View extends FeedView, Frame extends FeedFrame> {
  readonly context: SessionContext<View, Frame>;
  readonly display: Display<View, Frame>;
  readonly first: SessionOptions;
}

export class SessionPair<View extends FeedView, Frame extends FeedFrame> {
  readonly #options: SessionPairOptions<View, Frame>;
  readonly #events: SessionPairEvents;
  #current: Session<View, Frame>;
  #switch: Switch<View, Frame> | undefined;
  /** The switch is a race: the session that shows had no frame either, and ends it with its first. */
  #isRace = false;
  /** The transport that was live and was lost: the next first answer is a reconnect. */
  #lost: TransportName | undefined;
  #wasLive = false;
  /** What was counted by the last report. */
  #reported: Mark;
  #isClosed = false;

  constructor(options: SessionPairOptions<View, Frame>, events: SessionPairEvents) {
    this.#options = options;
    this.#events = events;
    this.#reported = markOf(options.context.tally);
    this.#current = this.#create(options.first);
  }

  get transport(): TransportName {
    return this.#current.name;
  }

  get phase(): Phase {
    return this.#current.phase;
  }

  get isSwitching(): boolean {
    return this.#switch !== undefined;
  }

  nudge(): void {
    this.#current.nudge();
    this.#switch?.session.nudge();
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#current.setPollInterval(pollIntervalMs);
    this.#switch?.session.setPollInterval(pollIntervalMs);
  }

  send(command: Command, signal: AbortSignal): Promise<Fields> | undefined {
    return this.#current.send(command, signal);
  }

  drop(reason: string): void {
    this.#current.drop(reason);
  }

  suspend(): void {
    this.#cancel("The connection was paused.");
    this.#current.suspend();
  }

  resume(): void {
    this.#current.resume();
  }

  /** Make before break. Rejects with an AbortError when something overtakes it. */
  switchTo(transport: TransportName, limits: SwitchLimits = {}): Promise<ResumeReport> {
    this.#cancel("Another switch was asked for.");
    if (this.#isClosed) return Promise.reject(abortError("The connection is closed."));
    const { context, display } = this.#options;
    return new Promise((resolve, reject) => {
      this.#switch = new Switch({
        from: this.transport,
        session: this.#create({ name: transport, isSuspended: false }),
        display,
        replica: context.replica,
        tally: context.tally,
        audit: context.audit,
        ...limits,
        onTakeOver: (report) => {
          this.#takeOver(report);
          resolve(report);
        },
        onFail: (error) => {
          this.#switch = undefined;
          this.#isRace = false;
          reject(error);
        },
      });
    });
  }

  /** Opens a transport beside the one that had no frame yet; the first of the two that has one stays. */
  race(transport: TransportName): void {
    this.switchTo(transport, { timeoutMs: Infinity }).catch(() => {});
    this.#isRace = true;
  }

  /** Ends a race: what was opened beside is what is open. */
  promote(): void {
    const next = this.#switch?.release();
    if (next !== undefined) this.#change(next);
  }

  /** Opens a transport in place of whatever is open; what was live is lost until then. */
  replace(transport: TransportName, isSuspended = false): void {
    this.#cancel("Another transport is needed.");
    this.#change(this.#create({ name: transport, isSuspended }));
  }

  close(): void {
    this.#isClosed = true;
    this.#current.close();
    this.#cancel("The connection is closed.");
  }

  #create(options: SessionOptions): Session<View, Frame> {
    const { name } = options;
    const isShowing = (): boolean => session === this.#current;
    const session: Session<View, Frame> = new Session(options, this.#options.context, {
      onEvent: (event) => (isShowing() ? this.#show(event) : this.#switch?.onEvent(event)),
      onPhase: (phase) => (isShowing() ? this.#note(phase) : this.#noteOfSwitch(name, phase)),
      onOpening: () => {
        if (isShowing() || this.#isRace) this.#events.onOpening(name);
      },
      onHead: () => this.#events.onHead(name),
      onNotice: (reason, obstacle) =>
        isShowing() ? this.#events.onNotice(reason, obstacle) : this.#switch?.onNotice(reason),
      onBehind: (reason) => (isShowing() ? this.#noteBehind(reason) : this.#switch?.onNotice(reason)),
      mayRewind: () => isShowing() || this.#current.phase.type !== "live",
    });
    return session;
  }

  #cancel(reason: string): void {
    this.#switch?.cancel(abortError(reason));
  }

  #change(session: Session<View, Frame>): void {
    const old = this.#current;
    this.#switch = undefined;
    this.#isRace = false;
    this.#current = session;
    old.close();
    this.#note(session.phase, old.name);
  }

  #show({ type, frame, held, isFirst, isRewind }: FeedEvent<View, Frame>): void {
    const session = this.#current;
    const { view, openedFrom } = session;
    const { display, context } = this.#options;
    const { tally, audit, replica } = context;
    const shown = display.view;
    if (isFirst) {
      if (this.#isRace) this.#cancel("The other one was first.");
      this.#events.onFirst(session.name, performance.now() - session.openedAt);
    }
    if (view !== undefined && frame !== undefined && (type === "applied" || type === "snapshot")) {
      display.offer({ view, frame, transport: session.name, held, isRewind });
      // Whatever else is being opened was to go on from what is not shown any more.
      if (isRewind) this.#switch?.session.drop("the server has started over");
    }
    if (view !== undefined && frame !== undefined && type === "unchanged") display.confirm(view, frame);
    if (this.#isClosed) return;
    const report = (from: TransportName, at: View, tookMs: number): void => {
      tally.reconnects += 1;
      const proof = proofOf(tally, this.#reported);
      this.#reported = markOf(tally);
      this.#events.onReport({
        type: "reconnect",
        from,
        to: session.name,
        resumedAt: at.cursor,
        resumed: !isRewind && replica.hasResumed(frame, at),
        ...proof,
        verified: audit.isVerified,
        overlapped: 0,
        tookMs,
      });
    };
    const from = this.#lost;
    if (isFirst && from !== undefined) {
      this.#lost = undefined;
      if (openedFrom !== undefined) report(from, openedFrom, performance.now() - session.openedAt);
      // Nothing was lost that a transport could notice: the next poll was answered by another server, or another life of it.
    } else if (
      !isFirst &&
      type === "snapshot" &&
      shown !== undefined &&
      frame?.epoch !== shown.cursor.epoch
    ) {
      report(session.name, shown, 0);
    }
  }

  /** A frame all the same: the transport gets through. */
  #noteBehind(reason: string): void {
    const { name, openedAt } = this.#current;
    if (this.#isRace) this.#cancel("The other one was first.");
    this.#events.onFirst(name, performance.now() - openedAt);
    this.#events.onNotice(reason);
  }

  #takeOver(report: ResumeReport): void {
    const old = this.#current;
    const next = this.#switch?.session;
    const isRace = this.#isRace;
    this.#switch = undefined;
    this.#isRace = false;
    if (next === undefined) return;
    this.#current = next;
    old.close();
    this.#reported = markOf(this.#options.context.tally);
    this.#lost = undefined;
    this.#wasLive = next.phase.type === "live";
    if (isRace) this.#events.onFirst(next.name, performance.now() - next.openedAt);
    this.#events.onPhase(next.phase);
    // The first state of all is resumed from nothing.
    if (!isRace || next.openedFrom !== undefined) this.#events.onReport(report);
  }

  /** @param of the transport whose phase it was until now */
  #note(phase: Phase, of: TransportName = this.transport): void {
    if (this.#wasLive && phase.type !== "live") this.#lost = of;
    this.#wasLive = phase.type === "live";
    if (phase.type === "refused" && this.#isRace) this.#cancel("The server refuses.");
    this.#events.onPhase(phase);
  }

  #noteOfSwitch(transport: TransportName, phase: Phase): void {
    // What the server refuses is refused over every transport.
    if (this.#isRace && phase.type === "refused") return this.promote();
    this.#switch?.onPhase(phase);
    if (this.#isRace) this.#events.onRacerPhase(transport, phase);
  }
}

function abortError(reason: string): DOMException {
  return new DOMException(reason, "AbortError");
}
