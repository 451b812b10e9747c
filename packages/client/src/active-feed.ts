// The feed that shows, and a second one while a switch or a race is under way: which of the two the application sees, and what
// is reported of a switch or a reconnect. Decides nothing about transports. SPEC AT4, PR24, PR26.
import type { AttackAnswer, AttackRequest, TransportName } from "@hydra/protocol";
import type { Heard } from "./chain.ts";
import type { ResumeReport, SwitchLimits } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import type { Obstacle } from "./feed-transport.ts";
import { goesOn } from "./replica.ts";
import type { Stage } from "./stage.ts";
import type { Phase, SteadyFeed, SteadyFeedEvents } from "./steady-feed.ts";
import { Switch } from "./switch.ts";

export interface ActiveFeedEvents {
  /** Of the feed that shows; called with the phase it has when it takes over. */
  onPhase(phase: Phase): void;
  /** The feed that shows had its first frame, `tookMs` after it was opened. */
  onFirst(transport: TransportName, tookMs: number): void;
  /** A feed that is raced against the one that shows could not be opened, or was lost. */
  onRacerPhase(transport: TransportName, phase: Phase): void;
  /** Another attempt of the feed that shows, or of one that is raced against it, begins. */
  onOpening(transport: TransportName): void;
  onHead(transport: TransportName): void;
  onNotice(reason: string, obstacle?: Obstacle): void;
  onReport(report: ResumeReport): void;
}

export interface ActiveFeedOptions {
  readonly create: (transport: TransportName, events: SteadyFeedEvents, isSuspended: boolean) => SteadyFeed;
  readonly stage: Stage;
  readonly tally: Tally;
  readonly first: TransportName;
  readonly isSuspended: boolean;
}

export class ActiveFeed {
  readonly #options: ActiveFeedOptions;
  readonly #events: ActiveFeedEvents;
  #current: SteadyFeed;
  #switch: Switch | undefined;
  /** The switch is a race: the feed that shows had no frame either, and ends it with its first. */
  #isRace = false;
  /** The transport that was live and was lost: the next first frame is a reconnect. */
  #lost: TransportName | undefined;
  #wasLive = false;
  #isClosed = false;

  constructor(options: ActiveFeedOptions, events: ActiveFeedEvents) {
    this.#options = options;
    this.#events = events;
    this.#current = this.#create(options.first, options.isSuspended);
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
    this.#switch?.feed.nudge();
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#current.setPollInterval(pollIntervalMs);
    this.#switch?.feed.setPollInterval(pollIntervalMs);
  }

  attack(command: AttackRequest, signal: AbortSignal): Promise<AttackAnswer> | undefined {
    return this.#current.attack(command, signal);
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
    return new Promise((resolve, reject) => {
      this.#switch = new Switch({
        from: this.transport,
        feed: this.#create(transport, false),
        stage: this.#options.stage,
        tally: this.#options.tally,
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
    this.#change(this.#create(transport, isSuspended));
  }

  close(): void {
    this.#isClosed = true;
    this.#current.close();
    this.#cancel("The connection is closed.");
  }

  #create(name: TransportName, isSuspended: boolean): SteadyFeed {
    const isShowing = (): boolean => feed === this.#current;
    const feed: SteadyFeed = this.#options.create(
      name,
      {
        onHeard: (heard) => (isShowing() ? this.#show(heard) : this.#switch?.hear(heard)),
        onPhase: (phase) => (isShowing() ? this.#note(phase) : this.#noteOfSwitch(name, phase)),
        onOpening: () => {
          if (isShowing() || this.#isRace) this.#events.onOpening(name);
        },
        onHead: () => this.#events.onHead(name),
        onNotice: (reason, obstacle) =>
          isShowing() ? this.#events.onNotice(reason, obstacle) : this.#switch?.notice(reason),
      },
      isSuspended,
    );
    return feed;
  }

  #cancel(reason: string): void {
    this.#switch?.cancel(abortError(reason));
  }

  #change(feed: SteadyFeed): void {
    const old = this.#current;
    this.#switch = undefined;
    this.#isRace = false;
    this.#current = feed;
    old.close();
    this.#note(feed.phase, old.name);
  }

  #show(heard: Heard): void {
    const feed = this.#current;
    const { view, openedFrom } = feed;
    const { stage, tally } = this.#options;
    const repeatedBefore = tally.repeated;
    if (heard.isFirst) {
      if (this.#isRace) this.#cancel("The other one was first.");
      this.#events.onFirst(feed.name, performance.now() - feed.openedAt);
    }
    if (view !== undefined && heard.frame !== undefined && isNew(heard)) {
      stage.offer({ view, frame: heard.frame, transport: feed.name });
    }
    const from = this.#lost;
    if (!heard.isFirst || from === undefined || this.#isClosed) return;
    this.#lost = undefined;
    if (openedFrom === undefined) return;
    tally.reconnects += 1;
    const resumed = goesOn(heard.frame, openedFrom);
    this.#events.onReport({
      type: "reconnect",
      from,
      to: feed.name,
      resumedAt: openedFrom.cursor,
      resumed,
      missed: resumed ? 0 : 1,
      repeated: tally.repeated - repeatedBefore,
      overlapped: 0,
      tookMs: performance.now() - feed.openedAt,
    });
  }

  #takeOver(report: ResumeReport): void {
    const old = this.#current;
    const next = this.#switch?.feed;
    const isRace = this.#isRace;
    this.#switch = undefined;
    this.#isRace = false;
    if (next === undefined) return;
    this.#current = next;
    old.close();
    this.#lost = undefined;
    this.#wasLive = next.phase.type === "live";
    if (isRace) this.#events.onFirst(next.name, performance.now() - next.openedAt);
    this.#events.onPhase(next.phase);
    // The first state of all goes on from nothing.
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
    this.#switch?.note(phase);
    if (this.#isRace) this.#events.onRacerPhase(transport, phase);
  }
}

function isNew({ type }: Heard): boolean {
  return type === "applied" || type === "snapshot";
}

function abortError(reason: string): DOMException {
  return new DOMException(reason, "AbortError");
}
