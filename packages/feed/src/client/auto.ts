// Automatic choice of a transport: begins with the best, steps down to what this network lets through, and tries for better
// again. Decides only; a connection opens, closes and switches as it is asked here. SPEC AT1–AT12.
import { TRAITS, type TransportName } from "../wire/transports.ts";
import type { AutoMemory, AutoState, Blocked, LeftOut } from "./auto-types.ts";
import { createRecollection, type Recollection } from "./auto-memory.ts";
import type { Obstacle } from "./transport.ts";
import { FrameLimits } from "./frame-limits.ts";
import { BEST_WITHOUT_UPGRADE, isOnLadder, LADDER, LIGHTEST, rungOf } from "./ladder.ts";
import type { Probe } from "./probe.ts";

/** A feed that is lost sooner than this after it was opened, and the losses after which it is given up. AT7. */
const SHORT_MS = 30_000;
const SHORT_LOSSES = 2;
/** Longest trial of something better, and the least time between two. AT9. */
const TRIAL_MS = 3_000;
const TRIAL_PAUSE_MS = 5_000;
/** When silence alone made it step down, the network may have been gone for a moment: soon tried again, once. AT8. */
const DOUBT_MS = 15_000;

/** What a connection does for it. */
export interface AutoHost {
  /** Opens it in place of what is open. */
  replace(transport: TransportName): void;
  /** Opens it beside what is open; the first of the two that has a frame stays, the other is closed. */
  race(transport: TransportName): void;
  /** What was opened beside stays alone. */
  promote(): void;
  /** Make before break; true when it has taken over. */
  trial(transport: TransportName, timeoutMs: number): Promise<boolean>;
  ask(): Promise<Probe>;
  /** `state` of this object has changed. */
  onChange(): void;
}

export interface AutoOptions {
  readonly host: AutoHost;
  readonly memory: AutoMemory | undefined;
  readonly random: () => number;
  /** What this client cannot use. Default none. */
  readonly leftOut?: readonly LeftOut[];
}

/** How a feed ended. */
export interface Loss {
  /** Undefined when it had no frame. */
  readonly liveMs: number | undefined;
  readonly isRestart: boolean;
  readonly obstacle?: Obstacle;
}

export class AutoTransport {
  readonly #host: AutoHost;
  readonly #recollection: Recollection;
  readonly #leftOut: readonly LeftOut[];
  /** Those that may be chosen, best first. */
  readonly #ladder: readonly TransportName[];
  readonly #best: TransportName;
  readonly #blocked = new Map<TransportName, Obstacle>();
  readonly #limits = new FrameLimits((transport) => this.#outwait(transport));
  #current: TransportName;
  #racer: TransportName | undefined;
  #isLive = false;
  #isInSight = true;
  #shortLosses = 0;
  /** What is used to leave connections to other pages: it is no sign of the network. */
  #aside: TransportName | undefined;
  /** Whether the server answered when something did not get through. */
  #isCertain = false;
  #trialTimer: ReturnType<typeof setTimeout> | undefined;
  #trialAt: number | undefined;
  #isTrying = false;
  #triedAt = -Infinity;
  #isOver = false;

  constructor({ host, memory, random, leftOut = [] }: AutoOptions) {
    this.#host = host;
    this.#leftOut = leftOut;
    this.#ladder = LADDER.filter((name) => !leftOut.some(({ transport }) => transport === name));
    this.#best = this.#ladder[0] ?? LIGHTEST;
    this.#recollection = createRecollection(memory, random);
    const kept = this.#recollection.read();
    const found = kept !== undefined && this.#ladder.includes(kept.transport) ? kept : undefined;
    this.#current = found?.transport ?? this.#best;
    this.#trialAt = found?.until;
    for (const { transport, obstacle } of found?.blocked ?? []) {
      if (this.#ladder.includes(transport)) this.#blocked.set(transport, obstacle);
    }
  }

  /** What to open first. */
  get first(): TransportName {
    return this.#current;
  }

  get state(): AutoState {
    const blocked: Blocked[] = [...this.#blocked].map(([transport, obstacle]) => ({ transport, obstacle }));
    return {
      blocked,
      ...(this.#trialAt === undefined ? {} : { retryAt: this.#trialAt }),
      ...(this.#leftOut.length === 0 ? {} : { leftOut: this.#leftOut }),
    };
  }

  /** An attempt to open it begins. */
  opening(transport: TransportName): void {
    if (!this.#isOver) this.#limits.begin(transport);
  }

  /** The head of its answer has arrived. */
  onHead(transport: TransportName): void {
    this.#limits.onHead(transport);
  }

  /** Its first frame, `tookMs` after it was opened: it is what is in use. */
  live(transport: TransportName, tookMs: number): void {
    if (this.#isOver) return;
    this.#limits.onFrame(tookMs);
    if (transport === this.#racer) this.#block(this.#current, "silent");
    this.#current = transport;
    this.#racer = undefined;
    this.#isLive = true;
    if (transport === this.#best) this.#forget();
    else if (transport !== this.#aside) this.#remember();
    else if (this.#trialAt !== undefined) this.#scheduleTrial(this.#trialAt);
    this.#host.onChange();
  }

  /** The connection uses it instead, because the browser's connections are needed elsewhere. TB6 */
  stepAside(transport: TransportName): void {
    this.rest();
    this.#current = transport;
    this.#aside = transport;
  }

  /** It ended, or could not be opened; the connection tries it again unless this asks for another. */
  lost(transport: TransportName, loss: Loss): void {
    if (this.#isOver) return;
    this.#limits.end(transport);
    if (loss.obstacle !== undefined) this.#isCertain = true;
    if (transport === this.#racer && loss.obstacle !== undefined) this.#stepDown(transport, loss.obstacle);
    if (transport !== this.#current) return;
    this.#isLive = false;
    if (!isOnLadder(transport)) return this.#beginAnew();
    if (this.#racer !== undefined) {
      this.#block(transport, loss.obstacle ?? "silent");
      this.#current = this.#racer;
      this.#racer = undefined;
      return this.#host.promote();
    }
    if (loss.obstacle !== undefined) this.#stepDown(transport, loss.obstacle);
    else if (loss.liveMs !== undefined) void this.#countLoss(transport, loss, loss.liveMs);
  }

  /** The network has changed, or is back: what did not get through may do so now. */
  hurry(): void {
    if (this.#current === this.#best) return;
    const pauseMs = this.#triedAt + TRIAL_PAUSE_MS - performance.now();
    this.#scheduleTrial(Date.now() + Math.max(0, pauseMs));
  }

  /** What is open is closed for a while, and then opened again. */
  rest(): void {
    this.#limits.clear();
    this.#racer = undefined;
    this.#isLive = false;
  }

  /** Out of sight nothing is tried. */
  setInSight(isInSight: boolean): void {
    this.#isInSight = isInSight;
    if (isInSight && this.#trialAt !== undefined) this.#scheduleTrial(this.#trialAt);
  }

  /** What is in use was the application's choice before: looks for better from there. */
  adopt(transport: TransportName): void {
    this.#current = transport;
    this.#isLive = true;
    void this.#tryBetter();
  }

  stop(): void {
    this.#isOver = true;
    this.#limits.clear();
    clearTimeout(this.#trialTimer);
  }

  /** Its first frame has not come in time. */
  #outwait(transport: TransportName): void {
    const { mode, needsUpgrade } = TRAITS[transport];
    if (!needsUpgrade) return this.#stepDown(transport, mode === "streaming" ? "held-back" : "silent");
    // It may only be slow: the next one is opened beside it.
    const beside = BEST_WITHOUT_UPGRADE;
    this.#racer = beside;
    this.#host.race(beside);
    this.opening(beside);
  }

  #block(transport: TransportName, obstacle: Obstacle): void {
    this.#blocked.set(transport, obstacle);
  }

  #stepDown(transport: TransportName, obstacle: Obstacle): void {
    const next = LADDER[rungOf(transport) + 1];
    if (next === undefined) return;
    // A socket that was raced against has been silent for longer.
    if (this.#racer !== undefined && this.#current !== transport) this.#block(this.#current, "silent");
    this.#block(transport, obstacle);
    this.#limits.clear();
    this.#racer = undefined;
    this.#current = next;
    this.#aside = undefined;
    this.#isLive = false;
    this.#shortLosses = 0;
    clearTimeout(this.#trialTimer);
    this.#trialAt = undefined;
    this.#host.onChange();
    this.#host.replace(next);
    this.opening(next);
  }

  /** What the application had chosen before is lost: from here on it is as if nothing had been open. */
  #beginAnew(): void {
    this.#current = this.#best;
    this.#host.replace(this.#best);
    this.opening(this.#best);
  }

  async #countLoss(transport: TransportName, { isRestart }: Loss, liveMs: number): Promise<void> {
    if (isRestart) return;
    this.#shortLosses = liveMs < SHORT_MS ? this.#shortLosses + 1 : 0;
    if (this.#shortLosses < SHORT_LOSSES) return;
    const answer = await this.#host.ask();
    // A server that is away is no reason for another transport.
    if (this.#isOver || answer.type !== "served" || this.#current !== transport) return;
    if (this.#shortLosses < SHORT_LOSSES) return;
    this.#isCertain = true;
    this.#stepDown(transport, "dropped");
  }

  #forget(): void {
    clearTimeout(this.#trialTimer);
    this.#trialAt = undefined;
    this.#blocked.clear();
    this.#isCertain = false;
    this.#recollection.forget();
  }

  /** Something less than the best is in use: for how long, before better is tried again? */
  #remember(): void {
    for (const better of this.#blocked.keys()) {
      if (rungOf(better) >= rungOf(this.#current)) this.#blocked.delete(better);
    }
    this.#scheduleTrial(this.#trialAt ?? (this.#isCertain ? this.#keep() : Date.now() + DOUBT_MS));
  }

  /** Keeps what was found, unless it is no way that another page should begin with. @returns when it is old, by Date.now() */
  #keep(): number {
    if (!isOnLadder(this.#current)) return Date.now() + DOUBT_MS;
    return this.#recollection.keep({ transport: this.#current, blocked: this.state.blocked });
  }

  #scheduleTrial(at: number): void {
    clearTimeout(this.#trialTimer);
    this.#trialAt = at;
    this.#trialTimer = setTimeout(() => void this.#tryBetter(), Math.max(0, at - Date.now()));
  }

  /** Tries what is better than what is in use, best first, until one takes over. */
  async #tryBetter(): Promise<void> {
    // In sight again, or live, it is scheduled again.
    if (this.#isOver || this.#isTrying || !this.#isLive || !this.#isInSight) return;
    this.#isTrying = true;
    this.#triedAt = performance.now();
    const better = await this.#firstThatWorks(this.#betterOnes());
    this.#isTrying = false;
    if (this.#isOver) return;
    if (better !== undefined) {
      // Also when what was in use has been lost meanwhile: this one is live.
      this.#current = better;
      this.#isLive = true;
    } else if (this.#isLive) this.#isCertain = true;
    // Lost meanwhile: what comes in its place decides.
    else return;
    this.#aside = undefined;
    this.#trialAt = undefined;
    if (this.#current === this.#best) this.#forget();
    else this.#remember();
    this.#host.onChange();
  }

  #betterOnes(): readonly TransportName[] {
    return this.#ladder.filter((name) => rungOf(name) < rungOf(this.#current));
  }

  async #firstThatWorks(transports: readonly TransportName[]): Promise<TransportName | undefined> {
    for (const transport of transports) {
      if (this.#isOver || !this.#isLive) return undefined;
      if (await this.#host.trial(transport, TRIAL_MS)) return transport;
      if (!this.#blocked.has(transport)) this.#block(transport, "silent");
    }
    return undefined;
  }
}
