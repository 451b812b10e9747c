import {
  apply,
  battleOf,
  createWorld,
  type Battle,
  type BattleEvent,
  type Skill,
  type World,
} from "@hydra/engine";
import { decodeFrame, type DeltaFrame, type Frame } from "@hydra/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RankingFeed } from "../../src/ranking/ranking-feed.ts";
import type { EncodedFrame } from "@hydra/feed/server";
import { digestOf } from "@hydra/feed/testing";
import { applyFrame, viewOf, type RankingView } from "../ranking-view.ts";

const FAMILY = "fam";
const EPOCH = "k3v9";
/** Small against the number of players, so that they leave the top and come back. */
const RANKING_SIZE = 3;
const PLAYERS = 8;

type Step =
  | { readonly type: "attack"; readonly player: number; readonly skill: Skill }
  | { readonly type: "join"; readonly player: number }
  | { readonly type: "rename"; readonly player: number }
  | { readonly type: "elsewhere" }
  | { readonly type: "wait" }
  | { readonly type: "look" };

const player = fc.integer({ min: 0, max: PLAYERS - 1 });
const stepWith = (looks: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        type: fc.constant("attack" as const),
        player,
        skill: fc.constantFrom<Skill>("slash", "fireball"),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("join" as const), player }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("rename" as const), player }) },
    { weight: 2, arbitrary: fc.constant({ type: "elsewhere" as const }) },
    { weight: 2, arbitrary: fc.constant({ type: "wait" as const }) },
    { weight: looks, arbitrary: fc.constant({ type: "look" as const }) },
  );
/** Watched closely, and hardly at all: whole rounds may pass between two looks. */
const history = fc.oneof(
  fc.array(stepWith(10), { minLength: 1, maxLength: 120 }),
  fc.array(stepWith(1), { minLength: 60, maxLength: 180 }),
);

/** A battle whose every state is remembered, and the feed that is called as by the battle loop. */
class Story {
  readonly world: World = createWorld();
  /** What a watcher holds at each seq of the log, 1 first: also at those that changed nothing here. */
  readonly views: RankingView[] = [];
  readonly looks: { readonly seq: number; readonly at: number }[] = [];
  feed: RankingFeed;
  #at = 1_000;
  #clock = 0;
  #commands = 0;

  constructor() {
    this.#append({
      type: "family-created",
      familyId: FAMILY,
      name: "F",
      seed: 7,
      rules: { cooldownScale: 0, maxHp: 300 },
    });
    this.feed = this.newFeed();
    for (let n = 0; n < PLAYERS - 2; n += 1) this.#join(n);
  }

  get battle(): Battle {
    const battle = battleOf(this.world, FAMILY);
    if (battle === undefined) throw new Error("no battle");
    return battle;
  }

  newFeed(): RankingFeed {
    return new RankingFeed(this.battle, { epoch: EPOCH, rankingSize: RANKING_SIZE, now: () => this.#clock });
  }

  take(step: Step): void {
    switch (step.type) {
      case "attack":
        this.#commands += 1;
        return this.#append({
          ...step,
          familyId: FAMILY,
          playerId: `p${step.player}`,
          commandId: `c${this.#commands}`,
        });
      case "join":
        return this.#join(step.player);
      case "rename":
        return this.#rename(step.player);
      case "elsewhere":
        return this.#append({ type: "respawn-due", familyId: "another" });
      case "wait":
        this.#at += 11_000;
        return this.#append({ type: "respawn-due", familyId: FAMILY });
      case "look":
        this.look();
    }
  }

  look(): void {
    this.#clock += 10;
    const seq = this.feed.seq;
    if (this.looks.at(-1)?.seq !== seq) this.looks.push({ seq, at: this.#clock });
  }

  viewAt(seq: number): RankingView {
    const view = this.views[seq - 1];
    if (view === undefined) throw new Error(`no entry ${seq}`);
    return { ...view, seq };
  }

  #join(n: number): void {
    this.#append({ type: "player-joined", familyId: FAMILY, playerId: `p${n}`, name: `P${n}` });
  }

  #rename(n: number): void {
    const name = `P${n} since ${this.views.length}`;
    this.#append({ type: "player-renamed", familyId: FAMILY, playerId: `p${n}`, name });
  }

  #append(event: BattleEvent): void {
    const seq = this.views.length + 1;
    this.#at += 1;
    const outcome = apply(this.world, { seq, at: this.#at, event });
    if (outcome.type === "hit" && event.type === "attack") {
      this.feed.noteHit({ playerId: event.playerId, rank: outcome.rank, seq });
    }
    if (outcome.type === "player-renamed") this.feed.noteRenamed();
    this.views.push(viewOf(this.battle, { epoch: EPOCH, rankingSize: RANKING_SIZE }));
  }
}

function decode(encoded: EncodedFrame | undefined): Frame {
  const frame = decodeFrame(encoded?.body.toString() ?? "");
  if (frame === undefined) throw new Error("a frame of no known type");
  return frame;
}

function deltaSince(feed: RankingFeed, seq: number): DeltaFrame {
  const frame = decode(feed.frameSince({ epoch: EPOCH, seq }));
  if (frame.type !== "delta") throw new Error(`a ${frame.type} instead of a delta from ${seq}`);
  return frame;
}

function digestOfView({ round, monster, players, totalDamage, entries }: RankingView): string {
  return digestOf({ round, monster, players, totalDamage }, entries);
}

/** Everything but when it was published. */
function withoutTimes(frame: Frame): Frame {
  return frame.type === "delta"
    ? { ...frame, publishedAt: 0, versions: 0, firstPublishedAt: 0 }
    : { ...frame, ...("publishedAt" in frame ? { publishedAt: 0 } : {}) };
}

describe("RankingFeed", () => {
  it("[PR12, PR22, PR110] leads from every earlier seq of the round, published or not, to exactly the newest state and its digest", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const story = new Story();
        for (const step of steps) {
          story.take(step);
          if (step.type !== "look" && step !== steps.at(-1)) continue;
          const newest = story.feed.seq;
          const expected = story.viewAt(newest);
          for (let from = story.battle.roundStartedSeq; from < newest; from += 1) {
            const delta = deltaSince(story.feed, from);
            expect(delta.from).toBe(from);
            expect(delta.digest).toBe(digestOfView(expected));
            expect(expected.entries.filter(({ playerId }) => delta.left?.includes(playerId))).toEqual([]);
            expect(applyFrame(story.viewAt(from), delta)).toEqual(expected);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("[PR12, PR24] answers a cursor before the round, of another epoch, or ahead with a snapshot", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const story = new Story();
        for (const step of steps) story.take(step);
        const { feed, battle } = story;
        const newest = feed.seq;
        const expected = story.viewAt(newest);
        const cursors = [
          ...Array.from({ length: battle.roundStartedSeq }, (_, seq) => ({ epoch: EPOCH, seq })),
          { epoch: "other", seq: newest },
          { epoch: EPOCH, seq: newest + 1 },
          { epoch: EPOCH, seq: Number.MAX_SAFE_INTEGER },
          undefined,
        ];
        for (const cursor of cursors) {
          const frame = decode(feed.frameSince(cursor));
          expect(frame).toMatchObject({ type: "snapshot", digest: digestOfView(expected) });
          expect(applyFrame(undefined, frame)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("[PR26] leads from the newest version to itself by an empty delta", () => {
    const story = new Story();
    story.take({ type: "attack", player: 0, skill: "slash" });
    const cursor = { epoch: EPOCH, seq: story.feed.seq };
    const { seq } = cursor;
    const digest = digestOfView(story.viewAt(seq));
    const frame = decode(story.feed.frameSince(cursor));
    expect(frame).toEqual({ type: "delta", epoch: EPOCH, from: seq, seq, publishedAt: 0, digest });
  });

  it("[PR25] counts the versions a delta covers, and gives when the first of them was published", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const story = new Story();
        for (const step of steps) story.take(step);
        story.look();
        const newest = story.feed.seq;
        for (let from = story.battle.roundStartedSeq; from < newest; from += 1) {
          const skipped = story.looks.filter(({ seq }) => seq > from);
          const delta = deltaSince(story.feed, from);
          expect(delta.versions).toBe(skipped.length);
          expect(delta.firstPublishedAt).toBe(skipped[0]?.at);
          expect(delta.publishedAt).toBe(skipped.at(-1)?.at);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("[PR12] gives the same after a restart that replays the log", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const live = new Story();
        const replayed = new Story();
        for (const step of steps) {
          live.take(step);
          // A replay publishes nothing on the way.
          if (step.type !== "look") replayed.take(step);
        }
        const newest = live.feed.seq;
        for (let seq = 0; seq <= newest + 1; seq += 1) {
          const cursor = { epoch: EPOCH, seq };
          expect(withoutTimes(decode(replayed.feed.frameSince(cursor)))).toEqual(
            withoutTimes(decode(live.feed.frameSince(cursor))),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it("[PR12] is never wrong after a restart from a snapshot, and goes on from it by delta", () => {
    fc.assert(
      fc.property(history, history, (before, after) => {
        const story = new Story();
        for (const step of before) story.take(step);
        story.feed = story.newFeed();
        const restartedAt = story.battle.version;
        for (const step of after) story.take(step);
        const newest = story.feed.seq;
        for (let seq = 1; seq <= newest; seq += 1) {
          const frame = decode(story.feed.frameSince({ epoch: EPOCH, seq }));
          expect(applyFrame(story.viewAt(seq), frame)).toEqual(story.viewAt(newest));
          if (seq >= Math.max(restartedAt, story.battle.roundStartedSeq)) expect(frame.type).toBe("delta");
        }
      }),
      { numRuns: 40 },
    );
  });

  it("[invariant 8] encodes a frame once for all that ask from the same cursor", () => {
    const story = new Story();
    const from = { epoch: EPOCH, seq: story.feed.seq };
    story.take({ type: "attack", player: 0, skill: "slash" });
    const delta = story.feed.frameSince(from);
    expect(story.feed.frameSince(from)).toBe(delta);
    expect(story.feed.frameSince(undefined)).toBe(story.feed.frameSince(undefined));
    story.take({ type: "attack", player: 1, skill: "slash" });
    expect(story.feed.frameSince(from)).not.toBe(delta);
  });

  it("keeps a bounded number of encoded deltas, whatever cursors are asked from", () => {
    const story = new Story();
    for (let n = 0; n < 100; n += 1) story.take({ type: "elsewhere" });
    story.take({ type: "attack", player: 0, skill: "slash" });
    const first = story.battle.roundStartedSeq;
    const frames = Array.from({ length: 17 }, (_, n) =>
      story.feed.frameSince({ epoch: EPOCH, seq: first + n }),
    );
    const again = frames.map((frame, n) => story.feed.frameSince({ epoch: EPOCH, seq: first + n }) === frame);
    expect(again.filter((isKept) => isKept).length).toBeLessThanOrEqual(16);
  });

  it("names at most ten recent hits, the newest ones, oldest first", () => {
    const story = new Story();
    const from = story.feed.seq;
    for (let n = 0; n < 14; n += 1) story.take({ type: "attack", player: n % 3, skill: "slash" });
    const { hits } = deltaSince(story.feed, from);
    expect(hits?.map(({ playerId }) => playerId)).toEqual(
      Array.from({ length: 10 }, (_, n) => `p${(n + 4) % 3}`),
    );
  });
});
