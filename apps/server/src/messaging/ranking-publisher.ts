// Families' rankings in the rooms of a messaging system, whichever it is: which are published, by which node, and what is cleared. How one is
// published is the library's (`publishFeed`). SPEC MS10–MS14.
import { setImmediate as turn } from "node:timers/promises";
import {
  MessagingError,
  publishFeed,
  type MessagingProvider,
  type PublishedFeed,
} from "@hydra/feed/messaging";
import type { Hub } from "@hydra/feed/server";
import { routes } from "@hydra/protocol";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { EventLog, TaskLease } from "../log/event-log.ts";
import type { RankingFeed } from "../ranking/ranking-feed.ts";

export interface RankingPublisherOptions {
  /** Closed with the publisher. */
  readonly provider: MessagingProvider;
  readonly loop: Pick<BattleLoop, "battle" | "feed" | "recentFamilies">;
  readonly hub: Hub<RankingFeed>;
  readonly log: Pick<EventLog, "lease">;
  /** Published at the same time. */
  readonly maxFamilies: number;
  /** A family in which nothing has happened for so long makes room for another. */
  readonly idleMs: number;
  /** A publish failed; it is tried again. */
  readonly onError?: (error: unknown) => void;
  /** No node may have the task, with what to do in a line. */
  readonly onRefused?: (detail: string) => void;
}

/** What was published by this node, for the metrics. */
export interface PublishingFigures {
  readonly isUp: boolean;
  /** Whether it is this node's turn. */
  readonly isPublishing: boolean;
  readonly families: number;
  /** That the messaging system has taken. */
  readonly messages: ReadonlyMap<string, number>;
  readonly failed: number;
}

interface Room {
  readonly feed: RankingFeed;
  readonly published: PublishedFeed;
  /** Monotonic milliseconds. */
  changedAt: number;
}

const TASK = "messaging";
/** Families that a node begins with before other work has its turn. */
const A_TURN = 16;
/**
 * After the messaging system has returned: nats-server takes clients before it has read what it retains, and would retain that again
 * when it is cleared before.
 */
const CLEAR_AFTER_MS = 1_000;
/** Rooms that are cleared again and again. */
const MAX_GONE = 10_000;

export class RankingPublisher {
  readonly #options: RankingPublisherOptions;
  readonly #provider: MessagingProvider;
  readonly #messages = new Map<string, number>();
  /** By familyId; that in which nothing has happened for longest comes first. */
  readonly #rooms = new Map<string, Room>();
  /** Families that have no room any more. A broker may give back what was cleared: one that was killed forgets that it was. */
  readonly #gone = new Set<string>();
  #failed = 0;
  #lease: TaskLease | undefined;
  #stopState: () => void = () => undefined;
  #clearing: NodeJS.Timeout | undefined;
  /** Counts this node's turns. */
  #turn = 0;
  #isOwn = false;

  constructor(options: RankingPublisherOptions) {
    this.#options = options;
    this.#provider = this.#guarded(options.provider);
  }

  /** Once the battles are caught up. */
  start(): void {
    const { provider, log, onRefused } = this.#options;
    this.#stopState = provider.onState(() => {
      clearTimeout(this.#clearing);
      this.#clearing = setTimeout(() => void this.#clearAll(), CLEAR_AFTER_MS).unref();
    });
    const onChange = (isHeld: boolean): void => void (isHeld ? this.#begin() : this.#end());
    this.#lease = log.lease(TASK, onChange, onRefused);
  }

  /** Something has happened in these families; called with what is announced to the hub. */
  noteChanges(feeds: Iterable<RankingFeed>): void {
    if (!this.#isOwn) return;
    const changed = [...feeds];
    // After the hub has published it (decision 0008).
    setImmediate(() => {
      for (const feed of changed) this.#publish(feed);
    });
  }

  /** A family was retired, as every node reads it, whether or not there is such a family any more. */
  noteRetired(familyId: string): void {
    this.#close(familyId);
    this.#clear(familyId);
  }

  get figures(): PublishingFigures {
    return {
      isUp: this.#options.provider.state === "up",
      isPublishing: this.#isHeld,
      families: this.#rooms.size,
      messages: this.#messages,
      failed: this.#failed,
    };
  }

  /** Gives the task up, so that another node has it at once. What is retained stays. */
  async close(): Promise<void> {
    this.#stopState();
    clearTimeout(this.#clearing);
    this.#end();
    await this.#lease?.release();
    await this.#options.provider.close();
  }

  get #isHeld(): boolean {
    return this.#lease?.isHeld === true;
  }

  /** With those in which something has happened last: another node may have ended before it published that. */
  async #begin(): Promise<void> {
    const { loop, maxFamilies } = this.#options;
    this.#isOwn = true;
    this.#turn += 1;
    const own = this.#turn;
    void this.#clearAll();
    const { battles } = loop.recentFamilies(Infinity, maxFamilies);
    for (const [index, { familyId }] of battles.toReversed().entries()) {
      if (index % A_TURN === 0) await turn();
      if (!this.#isOwn || this.#turn !== own) return;
      const feed = this.#rooms.has(familyId) ? undefined : loop.feed(familyId);
      if (feed !== undefined) this.#publish(feed);
    }
  }

  #end(): void {
    this.#isOwn = false;
    for (const familyId of this.#rooms.keys()) this.#close(familyId);
  }

  #publish(feed: RankingFeed): void {
    const { familyId } = feed;
    const { hub, loop, onError } = this.#options;
    // Families without players cost nothing.
    if (!this.#isOwn || !loop.battle(familyId)?.players) return;
    const changedAt = performance.now();
    const known = this.#rooms.get(familyId);
    if (known?.feed === feed && !known.published.isClosed) {
      known.changedAt = changedAt;
      this.#rooms.delete(familyId);
      this.#rooms.set(familyId, known);
      return;
    }
    this.#close(familyId);
    if (!this.#hasRoom(changedAt)) return;
    this.#gone.delete(familyId);
    const room = routes.topic(familyId);
    // A new round needs no wish for a snapshot: the feed leads to one by nothing else.
    const published = publishFeed({
      hub,
      feed,
      provider: this.#provider,
      room,
      ...(onError === undefined ? {} : { onError }),
    });
    this.#rooms.set(familyId, { feed, published, changedAt });
  }

  #hasRoom(now: number): boolean {
    if (this.#rooms.size < this.#options.maxFamilies) return true;
    for (const [familyId, { changedAt }] of this.#rooms) {
      if (now - changedAt < this.#options.idleMs) return false;
      this.#close(familyId);
      this.#clear(familyId);
      return true;
    }
    return false;
  }

  #close(familyId: string): void {
    this.#rooms.get(familyId)?.published.close();
    this.#rooms.delete(familyId);
  }

  /** At once if possible; and whenever the messaging system has returned, or it becomes this node's turn. */
  #clear(familyId: string): void {
    if (this.#options.provider.clear === undefined) return;
    this.#gone.delete(familyId);
    this.#gone.add(familyId);
    const [oldest] = this.#gone;
    if (this.#gone.size > MAX_GONE && oldest !== undefined) this.#gone.delete(oldest);
    void this.#clearRoom(familyId);
  }

  async #clearAll(): Promise<void> {
    for (const familyId of this.#gone) await this.#clearRoom(familyId);
  }

  async #clearRoom(familyId: string): Promise<void> {
    const { provider, onError } = this.#options;
    if (!this.#isHeld || provider.state !== "up") return;
    try {
      await provider.clear?.(routes.topic(familyId));
    } catch (error) {
      onError?.(error);
    }
  }

  /** Sends while it is this node's turn, and counts. */
  #guarded(provider: MessagingProvider): MessagingProvider {
    return {
      caps: provider.caps,
      get state() {
        return provider.state;
      },
      onState: (listener) => provider.onState(listener),
      publish: async (room, message) => {
        try {
          if (!this.#isHeld) throw new MessagingError("unavailable", "It is another node's turn.");
          await provider.publish(room, message);
          this.#messages.set(message.kind, (this.#messages.get(message.kind) ?? 0) + 1);
        } catch (error) {
          this.#failed += 1;
          throw error;
        }
      },
      close: () => provider.close(),
    };
  }
}
