// The one loop: log → engine → feeds, outcomes, and "these families changed". Nothing else applies entries, and
// state changes only by appending (architecture.md, the way of the data). Depends on no transport.
import {
  apply,
  battleOf,
  countListed,
  countPlayers,
  createWorld,
  decodeWorld,
  encodeWorld,
  isListedAt,
  preview,
  type Battle,
  type BattleEvent,
  type Entry,
  type Outcome,
  type World,
} from "@hydra/engine";
import { ProtocolError } from "@hydra/protocol";
import type { EventLog, LogSubscription, StateSnapshot } from "../log/event-log.ts";
import { loadState } from "../log/load-state.ts";
import { feedEpoch } from "../ranking/feed-epoch.ts";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import type { BatchTracer } from "../tracing/tracer.ts";
import { Feeds, type FeedsOptions } from "./feeds.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import { RecentFamilies } from "./recent-families.ts";
import { createRespawns, type Respawns } from "./respawns.ts";
import { Retirement, type RetirementOptions } from "./retirement.ts";
import { Submission, type SubmissionContext, type Submitter } from "./submission.ts";

export interface BattleLoopOptions {
  readonly log: EventLog;
  readonly feed: Omit<FeedsOptions, "epoch">;
  /** Called for every append that succeeded: how long it took to be durable and applied here, milliseconds. */
  readonly onAppended?: ((tookMs: number) => void) | undefined;
  /** Whether a family with this feed is in use although nothing happens in it. Default: as the feed is watched. */
  readonly isInUse?: ((feed: RankingFeed) => boolean) | undefined;
  /** Called with every hit that counts, once caught up: in which family, and whose. */
  readonly onHit?: ((familyId: string, playerId: string) => void) | undefined;
  /** Called with a family that is retired, whether or not there still is one. Before `onGone`. */
  readonly onRetired?: ((familyId: string) => void) | undefined;
  /** Called with the feed of a family that there is no more. */
  readonly onGone?: ((feed: RankingFeed) => void) | undefined;
  /** Called with what is applied once everything stored before has been. */
  readonly tracer?: BatchTracer | undefined;
  /** Default: no family is retired from here. */
  readonly retirement?: Pick<RetirementOptions, "ages" | "onRetired"> | undefined;
}

/** Called after a batch of entries with the feeds whose family visibly changed. */
export type ChangeListener = (feeds: Iterable<RankingFeed>) => void;

/** One page, newest first. */
export interface FamilyPage {
  readonly battles: readonly Battle[];
  /** Seq before which the next page begins; undefined when this is the last. */
  readonly nextSeq: number | undefined;
}

export class BattleLoop {
  /** Of all its feeds, and so of the cursors that are good here. */
  readonly epoch: string;
  readonly #log: EventLog;
  readonly #feeds: Feeds;
  readonly #isFeedInUse: FeedsOptions["isWatched"];
  readonly #onGone: (feed: RankingFeed) => void;
  readonly #onHit: BattleLoopOptions["onHit"];
  readonly #onRetired: (familyId: string) => void;
  readonly #retirement: Retirement;
  readonly #tracer: BatchTracer | undefined;
  #recent = this.#createRecent();
  readonly #outcomes: Outcomes = createOutcomes();
  readonly #submissions: SubmissionContext;
  readonly #respawns: Respawns;
  /** While it catches up: families in which a monster was defeated. */
  #defeated = new Set<string>();
  #world: World = createWorld();
  #subscription: LogSubscription | undefined;
  #appliedSeq = 0;
  #isCaughtUp = false;
  #onChange: ChangeListener = () => undefined;

  constructor({ log, feed, retirement, ...options }: BattleLoopOptions) {
    const { onAppended = () => undefined, onGone = () => undefined, onRetired = () => undefined } = options;
    this.#onGone = onGone;
    this.#onRetired = onRetired;
    this.#onHit = options.onHit;
    this.#submissions = { outcomes: this.#outcomes, onAppended };
    this.#log = log;
    this.#tracer = options.tracer;
    this.#isFeedInUse = options.isInUse ?? ((watched) => feed.isWatched(watched));
    this.epoch = feedEpoch(log.epoch, feed.rankingSize);
    this.#feeds = new Feeds({ ...feed, epoch: this.epoch });
    this.#respawns = createRespawns({
      submitDue: (familyId) => this.submit({ type: "respawn-due", familyId }),
      now: () => log.now(),
    });
    this.#retirement = new Retirement({
      ...(retirement ?? KEEP_ALL),
      oldest: (wasHit) => this.#recent.oldest(wasHit),
      submit: (event) => this.submit(event),
      isWatched: (familyId) => this.#isWatched(familyId),
      wasAsked: (familyId, withinMs) => this.#feeds.wasUsed(familyId, withinMs),
      playersIn: (familyId) => this.battle(familyId)?.players ?? 0,
      now: () => log.now(),
    });
  }

  /** Restores the newest snapshot, replays what follows and stays subscribed. Resolves when caught up. */
  async start(onChange: ChangeListener): Promise<void> {
    const snapshot = await loadState(this.#log);
    if (snapshot !== undefined) this.#restore(snapshot);
    this.#subscription = this.#log.subscribe(this.#appliedSeq, (entries) => this.#applyAll(entries));
    await this.#subscription.caughtUp;
    this.#isCaughtUp = true;
    this.#onChange = onChange;
    this.#watchDefeated();
    this.#retirement.start();
  }

  /** True when every entry that was stored at the start has been applied. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Seq of the newest entry applied here. */
  get appliedSeq(): number {
    return this.#appliedSeq;
  }

  /** The whole state as it is right now, e.g. to compare two nodes'. O(state). */
  snapshot(): StateSnapshot {
    return { seq: this.#appliedSeq, state: encodeWorld(this.#world) };
  }

  /** As `Retirement.makeRoom`: retires the family in which nothing has happened for longest. */
  makeRoom(joined?: string): Promise<boolean> {
    return this.#retirement.makeRoom(joined);
  }

  battle(familyId: string): Battle | undefined {
    return battleOf(this.#world, familyId);
  }

  /** Families by when something happened last, newest first, that are older than an entry's seq. O(limit), mostly. */
  recentFamilies(beforeSeq: number, limit: number): FamilyPage {
    const { familyIds, nextSeq } = this.#recent.page(beforeSeq, limit);
    const battles = familyIds
      .map((familyId) => this.battle(familyId))
      .filter((battle) => battle !== undefined);
    return { battles, nextSeq };
  }

  /** Retired ones are not counted. */
  get familyCount(): number {
    return countListed(this.#world);
  }

  /** Of all families that are not retired. */
  get playerCount(): number {
    return countPlayers(this.#world);
  }

  /** For a caller that is about to read it or to subscribe to it. */
  feed(familyId: string): RankingFeed | undefined {
    const battle = this.battle(familyId);
    return battle === undefined ? undefined : this.#feeds.of(battle);
  }

  /** As `send`, by promise. @throws ProtocolError `unavailable` when the log did not take it: nothing was acknowledged. */
  submit(event: BattleEvent): Promise<Outcome> {
    return new Promise((onOutcome, onFailure) => this.send({ onOutcome, onFailure }, event));
  }

  /**
   * Appends the event and reports its outcome once it is durable and applied here. An attack whose outcome is certain
   * already (a duplicate, a cooldown) is answered at once and without an entry, so that repeated presses cost no disk;
   * a player unknown here may have joined on a node that is ahead of this one, which only the log shows.
   */
  send<E extends BattleEvent>(submitter: Submitter<E>, event: E): void {
    if (event.type === "attack") {
      const certain = preview(this.#world, event, Math.floor(this.#log.now()));
      if (certain !== undefined && !isOfOthersMaking(certain)) return submitter.onOutcome(certain, event);
    }
    // At once: an attack that waits for a log that is not there holds up everything behind it. The log itself finds out
    // when it is back.
    if (this.#log.status === "unreachable")
      return submitter.onFailure(new ProtocolError("unavailable"), event);
    this.#log.appendFor(
      new Submission(this.#submissions, submitter, { event, after: this.#appliedSeq }),
      event,
    );
  }

  close(): void {
    this.#respawns.close();
    this.#retirement.close();
    this.#subscription?.close();
  }

  #restore({ seq, state }: StateSnapshot): void {
    // What is noted before the text turns out to be no good is dropped.
    const recent = this.#createRecent();
    const defeated = new Set<string>();
    try {
      this.#world = decodeWorld(state, (battle) => {
        if (battle.presence === "listed") recent.load(battle);
        if (battle.monster.status === "defeated") defeated.add(battle.familyId);
      });
    } catch (error) {
      // The whole log gives the same state; it only takes longer.
      process.emitWarning(`The snapshot of entry ${seq} cannot be used: ${String(error)}`);
      return;
    }
    this.#appliedSeq = seq;
    recent.sort();
    this.#recent = recent;
    this.#defeated = defeated;
  }

  #applyAll(entries: readonly Entry[]): void {
    const changed = new Set<string>();
    if (this.#isCaughtUp) this.#tracer?.onBatch(entries);
    for (const entry of entries) {
      this.#prepareFeed(entry.event);
      const outcome = apply(this.#world, entry);
      this.#appliedSeq = entry.seq;
      this.#outcomes.hand(entry.seq, outcome);
      if (outcome.type === "rejected" || (outcome.type === "hit" && outcome.duplicate)) continue;
      if (outcome.type === "retired") this.#retire(entry.event.familyId);
      else changed.add(entry.event.familyId);
      this.#noteInFeed(entry, outcome);
    }
    this.#tracer?.onBatchApplied();
    this.#noteChanges(changed);
    this.#outcomes.forgetUnclaimed();
    if (this.#isCaughtUp) this.#announce(changed);
  }

  #createRecent(): RecentFamilies {
    return new RecentFamilies((familyId, version) => isListedAt(this.#world, familyId, version));
  }

  #watchDefeated(): void {
    for (const familyId of this.#defeated) {
      const battle = this.battle(familyId);
      if (battle !== undefined) this.#respawns.watch(battle);
    }
    this.#defeated.clear();
  }

  #noteChanges(changed: ReadonlySet<string>): void {
    const battles: Battle[] = [];
    for (const familyId of changed) {
      const battle = this.battle(familyId);
      if (battle !== undefined) battles.push(battle);
    }
    for (const battle of battles.sort((a, b) => a.version - b.version)) {
      this.#recent.note(battle);
      if (!this.#isCaughtUp && battle.monster.status === "defeated") this.#defeated.add(battle.familyId);
    }
  }

  #isWatched(familyId: string): boolean {
    const feed = this.#feeds.known(familyId);
    return feed !== undefined && this.#isFeedInUse(feed);
  }

  #retire(familyId: string): void {
    this.#onRetired(familyId);
    if (this.battle(familyId) !== undefined) return;
    const feed = this.#feeds.drop(familyId);
    if (feed !== undefined) this.#onGone(feed);
  }

  /** Which players a hit pushes out of the top only a feed can show that was there before it, while the log is replayed as well. */
  #prepareFeed(event: BattleEvent): void {
    if (event.type !== "attack") return;
    const battle = this.battle(event.familyId);
    if (battle !== undefined && this.#feeds.mayForget(battle)) this.#feeds.of(battle);
  }

  #noteInFeed({ event }: Entry, outcome: Outcome): void {
    const feed = this.#feeds.known(event.familyId);
    if (outcome.type === "player-renamed") feed?.noteRenamed();
    if (event.type !== "attack" || outcome.type !== "hit") return;
    const { rank, seq } = outcome;
    if (this.#isCaughtUp) this.#onHit?.(event.familyId, event.playerId);
    feed?.noteHit({ playerId: event.playerId, rank, seq });
  }

  #announce(changed: ReadonlySet<string>): void {
    const feeds: RankingFeed[] = [];
    for (const familyId of changed) {
      const battle = this.battle(familyId);
      if (battle === undefined) continue;
      this.#respawns.watch(battle);
      // Also without watchers: a version is dated by when it came to be, not by when it was read.
      feeds.push(this.#feeds.of(battle));
    }
    this.#onChange(feeds);
  }
}

const KEEP_ALL = { ages: { emptyMs: Infinity, idleMs: Infinity }, onRetired: () => undefined };

/** A player or family that is unknown here: by now the log may have it. */
function isOfOthersMaking(outcome: Outcome): boolean {
  if (outcome.type !== "rejected") return false;
  return outcome.code === "unknown-player" || outcome.code === "unknown-family";
}
