// What others may read of one family's battle. The concrete state behind it is the engine's own affair.
import type { Monster, RecentHit, Rules } from "./types.ts";

/** A read-only view of one battle; every value is current as of the last applied entry. */
export interface Battle {
  readonly familyId: string;
  readonly name: string;
  readonly rules: Rules;
  /** 1 for the first. */
  readonly round: number;
  readonly monster: Monster;
  /** Players who joined, whether or not they have hit. */
  readonly players: number;
  /** Damage taken from this round's monster by all players. */
  readonly totalDamage: number;
  /** Seq of the last entry that changed anything a watcher can see. Rejected entries do not move it. */
  readonly version: number;
  /** Epoch milliseconds: when `version` came to be. */
  readonly changedAt: number;
  /** Seq at which the current round began, or at which a player was renamed since; a cursor before it needs a snapshot. */
  readonly roundStartedSeq: number;
  readonly monsterChangedSeq: number;
  readonly playersChangedSeq: number;
  /** Newest last, at most 16 kept. */
  readonly recentHits: readonly RecentHit[];
  /** How many there have been, remembered or not (finished-rounds.ts). */
  readonly roundsFinished: number;
  /** Whether any player has ever hit here. */
  readonly wasHit: boolean;
  readonly presence: Presence;
}

/**
 * Of a family: `listed` while it is used; `retired` when it was not for long, until the next join or hit; `gone` when nobody had ever
 * hit in it by then, and the world has it no more (SPEC EN37).
 */
export type Presence = "listed" | "retired" | "gone";
