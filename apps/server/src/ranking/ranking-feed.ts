// One family's versioned top N, the feed of its ranking. Reads the battle, never changes it; a version is the state that the
// battle had at a look, named by the log's seq (invariant 4).
import { top, type Battle, type RankedEntry } from "@hydra/engine";
import {
  createDepartures,
  createVersionTimes,
  FrameCache,
  RowHashes,
  type Departures,
  type EncodedFrame,
  type VersionedFeed,
  type VersionTimes,
} from "@hydra/feed/server";
import {
  canonicalEntry,
  canonicalRankingFields,
  type Cursor,
  type DeltaFrame,
  type SnapshotFrame,
} from "@hydra/protocol";

/** A hit that counted. */
export interface AppliedHit {
  readonly playerId: string;
  /** The attacker's rank after it. */
  readonly rank: number;
  readonly seq: number;
}

export interface RankingFeedOptions {
  readonly epoch: string;
  readonly rankingSize: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Hits a frame carries for the screen. */
const MAX_FRAME_HITS = 10;

export class RankingFeed implements VersionedFeed {
  readonly #battle: Battle;
  readonly #options: RankingFeedOptions;
  readonly #departures: Departures;
  /** Players in the top N as of the last entry applied, with the hashes of their rows. */
  readonly #members = new RowHashes();
  readonly #times: VersionTimes = createVersionTimes();
  readonly #frames = new FrameCache();
  /** The newest version's rows, once they have been asked for. */
  #entries: readonly RankedEntry[] | undefined;
  /** Its digest, likewise. */
  #digest: string | undefined;
  #seq = 0;
  #publishedAt = 0;
  #roundStartedSeq: number;

  /** Begins with the battle as it is; who left the top before `battle.version` is not known here. */
  constructor(battle: Battle, options: RankingFeedOptions) {
    this.#battle = battle;
    this.#options = options;
    this.#roundStartedSeq = battle.roundStartedSeq;
    const entries = top(battle, options.rankingSize);
    for (const { playerId } of entries) this.#members.touch(playerId);
    const nobodyHasLeft = entries.length < options.rankingSize;
    this.#departures = createDepartures(nobodyHasLeft ? battle.roundStartedSeq : battle.version);
  }

  get epoch(): string {
    return this.#options.epoch;
  }

  get familyId(): string {
    return this.#battle.familyId;
  }

  /** To be called with every hit right after it was applied. O(1), but for the rare one that enters the top. */
  noteHit({ playerId, rank, seq }: AppliedHit): void {
    if (this.#battle.roundStartedSeq !== this.#roundStartedSeq) this.#beginAnew();
    if (rank > this.#options.rankingSize) return;
    const isMember = this.#members.has(playerId);
    this.#members.touch(playerId);
    if (isMember) return;
    this.#departures.remove(playerId);
    const pushedOut = top(this.#battle, this.#options.rankingSize + 1)[this.#options.rankingSize];
    if (pushedOut === undefined) return;
    this.#members.delete(pushedOut.playerId);
    this.#departures.add(pushedOut.playerId, seq);
  }

  /** To be called right after a player was renamed: a player that leaves the top later must be noted. O(rows). */
  noteRenamed(): void {
    if (this.#battle.roundStartedSeq !== this.#roundStartedSeq) this.#beginAnew();
  }

  /**
   * Makes the battle as it is now the newest version, unless it is already. Every look does, the hub's too when a frame is
   * due: a version has its right time also without a watcher. O(1).
   */
  #publish(): void {
    const { version } = this.#battle;
    if (version === this.#seq) return;
    if (this.#battle.roundStartedSeq !== this.#roundStartedSeq) this.#beginAnew();
    this.#seq = version;
    this.#publishedAt = this.#options.now();
    this.#times.add(version, this.#publishedAt);
    this.#entries = undefined;
    this.#digest = undefined;
    this.#frames.clear();
  }

  get seq(): number {
    this.#publish();
    return this.#seq;
  }

  get publishedSeq(): number {
    return this.#seq;
  }

  /** A delta when the cursor is of this epoch and round and not too old. */
  frameSince(cursor: Cursor | undefined): EncodedFrame {
    this.#publish();
    return cursor !== undefined && this.#canResume(cursor)
      ? this.#frames.delta(cursor.seq, (from) => this.#deltaFrom(from))
      : this.#frames.snapshot(() => this.#snapshotFrame());
  }

  /** Only read in the tick of a look, so the battle is still at the version. */
  #rows(): readonly RankedEntry[] {
    this.#entries ??= top(this.#battle, this.#options.rankingSize);
    return this.#entries;
  }

  /** Likewise. O(rows that have changed since the last one), but for a look at each. */
  #digestOf(entries: readonly RankedEntry[]): string {
    if (this.#digest !== undefined) return this.#digest;
    const { stale } = this.#members;
    if (stale.size > 0) {
      for (const entry of entries)
        if (stale.has(entry.playerId)) this.#members.set(entry.playerId, canonicalEntry(entry));
    }
    this.#digest = this.#members.digest(canonicalRankingFields(this.#battle));
    return this.#digest;
  }

  /** The round's rows begin anew, or a player has another name: no earlier cursor is good. O(rows). */
  #beginAnew(): void {
    this.#roundStartedSeq = this.#battle.roundStartedSeq;
    this.#members.clear();
    for (const { playerId } of top(this.#battle, this.#options.rankingSize)) this.#members.touch(playerId);
    this.#departures.reset(this.#roundStartedSeq);
  }

  #canResume({ epoch, seq }: Cursor): boolean {
    return epoch === this.#options.epoch && seq <= this.#seq && seq >= this.#departures.completeSince;
  }

  #snapshotFrame(): SnapshotFrame {
    const { round, monster, players, totalDamage } = this.#battle;
    const entries = this.#rows();
    return {
      type: "snapshot",
      epoch: this.#options.epoch,
      seq: this.#seq,
      publishedAt: this.#publishedAt,
      digest: this.#digestOf(entries),
      round,
      monster,
      players,
      totalDamage,
      entries,
    };
  }

  #deltaFrom(from: number): DeltaFrame {
    const { monster, monsterChangedSeq, players, playersChangedSeq, totalDamage, recentHits } = this.#battle;
    const rows = this.#rows();
    const entries = rows.filter((entry) => entry.reachedSeq > from);
    const left = this.#departures.since(from);
    const hits = recentHits
      .filter((hit) => hit.seq > from)
      .slice(-MAX_FRAME_HITS)
      .map(({ playerId, damage, critical }) => ({ playerId, damage, critical }));
    return {
      type: "delta",
      epoch: this.#options.epoch,
      from,
      seq: this.#seq,
      publishedAt: this.#publishedAt,
      digest: this.#digestOf(rows),
      ...this.#times.since(from),
      ...(monsterChangedSeq > from ? { monster, totalDamage } : {}),
      ...(playersChangedSeq > from ? { players } : {}),
      ...(entries.length > 0 ? { entries } : {}),
      ...(left.length > 0 ? { left } : {}),
      ...(hits.length > 0 ? { hits } : {}),
    };
  }
}
