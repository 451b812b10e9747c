// A hub with one family whose players hit when the test says so; time is the test's too (fake timers).
import { apply, battleOf, createWorld, type Battle, type BattleEvent } from "@hydra/engine";
import { decodeFrame, type Cursor, type Frame } from "@hydra/protocol";
import { Hub, type EncodedFrame } from "@hydra/feed/server";
import { RankingFeed } from "../../src/ranking/ranking-feed.ts";
import { applyFrame, viewOf, type RankingView } from "../ranking-view.ts";
import { RecordingSink } from "./recording-sink.ts";

const EPOCH = "k3v9";
const FAMILY = "fam";
const RANKING_SIZE = 5;
export const FRAME_MS = 50;
export const HEARTBEAT_MS = 10_000;
export const MAX_BEHIND_MS = 3_000;
/** More than any connection may have waiting. */
export const FULL = 65 * 1024;

/** A hub with one family of five players who hit when told to. */
export class Scene {
  readonly hub = new Hub({
    frameIntervalMs: FRAME_MS,
    heartbeatIntervalMs: HEARTBEAT_MS,
    maxBehindMs: MAX_BEHIND_MS,
    now: Date.now,
  });
  readonly feed: RankingFeed;
  readonly battle: Battle;
  readonly #world = createWorld();
  #seq = 0;

  constructor() {
    const rules = { cooldownScale: 0, maxHp: 1e9 };
    this.#append({ type: "family-created", familyId: FAMILY, name: "F", seed: 1, rules });
    for (let n = 0; n < RANKING_SIZE; n += 1) {
      this.#append({ type: "player-joined", familyId: FAMILY, playerId: `p${n}`, name: `P${n}` });
    }
    const battle = battleOf(this.#world, FAMILY);
    if (battle === undefined) throw new Error("no battle");
    this.battle = battle;
    this.feed = new RankingFeed(battle, { epoch: EPOCH, rankingSize: RANKING_SIZE, now: Date.now });
  }

  [Symbol.dispose](): void {
    this.hub.drain();
  }

  /** One hit, published. */
  hit(): void {
    this.#hit();
    this.hub.publish([this.feed]);
  }

  /** One hit that is published when the attacker has its answer. */
  announceHit(): void {
    this.#hit();
    this.hub.announce([this.feed]);
  }

  #hit(): void {
    const playerId = `p${this.#seq % RANKING_SIZE}`;
    this.#append({ type: "attack", familyId: FAMILY, playerId, commandId: `c${this.#seq}`, skill: "slash" });
  }

  subscribe(
    sink = new RecordingSink(),
    cursor?: Cursor,
  ): RecordingSink & { readonly subscription: Subscribed } {
    return Object.assign(sink, { subscription: this.hub.subscribe(this.feed, sink, cursor) });
  }

  park(
    cursor: Cursor | undefined,
    sink = new RecordingSink(),
  ): RecordingSink & { readonly subscription: Subscribed } {
    return Object.assign(sink, { subscription: this.hub.park(this.feed, sink, { since: cursor }) });
  }

  get cursor(): Cursor {
    return { epoch: EPOCH, seq: this.feed.seq };
  }

  get view(): RankingView {
    return viewOf(this.battle, { epoch: EPOCH, rankingSize: RANKING_SIZE });
  }

  #append(event: BattleEvent): void {
    this.#seq += 1;
    const outcome = apply(this.#world, { seq: this.#seq, at: 1_000 + this.#seq, event });
    if (event.type === "attack" && outcome.type === "hit") {
      this.feed.noteHit({ playerId: event.playerId, rank: outcome.rank, seq: this.#seq });
    }
  }
}

export type Subscribed = ReturnType<Hub["subscribe"]>;

export function decode(encoded: EncodedFrame | undefined): Frame {
  const frame = decodeFrame(encoded?.body.toString() ?? "");
  if (frame === undefined) throw new Error("a frame of no known type");
  return frame;
}

/** What the watcher knows; throws when a delta did not follow on what came before. */
export function shown(sink: RecordingSink): RankingView | undefined {
  return sink.frames.map(decode).reduce<RankingView | undefined>(applyFrame, undefined);
}
