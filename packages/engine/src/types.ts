// The engine's vocabulary: what happened according to the log (events), what a battle answers (outcomes), and the
// values others may read. Types only; the rules that give them meaning are numbered in ../SPEC.md.
import type { Skill } from "./skills.ts";

/** How a family's battle differs from the ordinary one; only the lab and tests change them. */
export interface Rules {
  /** Factor on every cooldown, 0…1; 0 switches cooldowns off. */
  readonly cooldownScale: number;
  /** Hit points of the first round's monster, a positive integer. */
  readonly maxHp: number;
}

/** Everything that can happen to the world. Written to the event log as is, so a field is never renamed. */
export type BattleEvent =
  | FamilyCreatedEvent
  | PlayerJoinedEvent
  | PlayerRenamedEvent
  | AttackEvent
  | RespawnDueEvent
  | FamilyRetiredEvent;

export interface FamilyCreatedEvent {
  readonly type: "family-created";
  readonly familyId: string;
  readonly name: string;
  /** Unsigned 32-bit integer; with an entry's seq it determines every random draw of the battle. */
  readonly seed: number;
  readonly rules: Rules;
}

export interface PlayerJoinedEvent {
  readonly type: "player-joined";
  readonly familyId: string;
  readonly playerId: string;
  readonly name: string;
}

export interface PlayerRenamedEvent {
  readonly type: "player-renamed";
  readonly familyId: string;
  readonly playerId: string;
  readonly name: string;
}

export interface AttackEvent {
  readonly type: "attack";
  readonly familyId: string;
  readonly playerId: string;
  readonly commandId: string;
  readonly skill: Skill;
  /** Unsigned 32-bit integer that determines the hit's random draws instead of the family's seed and the entry's seq. No player can set it. */
  readonly roll?: number;
}

/** Time has passed a defeated monster's `respawnsAt`, so that its successor appears unprompted. */
export interface RespawnDueEvent {
  readonly type: "respawn-due";
  readonly familyId: string;
}

/** A family has not been used for long. Its appender has looked at a clock; the engine does not. */
export interface FamilyRetiredEvent {
  readonly type: "family-retired";
  readonly familyId: string;
  /** The battle's version that was found idle: with any other, something has happened since. */
  readonly version: number;
}

/** One record of the event log. */
export interface Entry {
  /** Position in the log: a positive integer, strictly growing, not contiguous within a family. */
  readonly seq: number;
  /** Epoch milliseconds, stamped when appended; never smaller than in an earlier entry. */
  readonly at: number;
  readonly event: BattleEvent;
}

/** Where in the log, and when, something happened: an entry's seq and its time as it took effect. */
export type Moment = Pick<Entry, "seq" | "at">;

/** What applying one entry led to. A rejected entry changes nothing. */
export type Outcome =
  | { readonly type: "family-created"; readonly familyId: string }
  | { readonly type: "player-joined"; readonly playerId: string }
  | { readonly type: "player-renamed"; readonly playerId: string }
  | { readonly type: "respawned"; readonly round: number }
  | { readonly type: "retired"; readonly presence: "retired" | "gone" }
  | HitOutcome
  | RejectedOutcome;

/** An attack that counted. */
export interface HitOutcome {
  readonly type: "hit";
  readonly commandId: string;
  /** The seq of the entry that counted (of the first one, when `duplicate`). */
  readonly seq: number;
  /** Hit points taken from the monster: at least 1, never more than it had left. */
  readonly damage: number;
  readonly critical: boolean;
  readonly killingBlow: boolean;
  /** The attacker's damage in this round after the hit. */
  readonly totalDamage: number;
  /** The attacker's exact rank after the hit, 1 is best. */
  readonly rank: number;
  /** True when the same player's commandId had counted before: nothing changed, the rest is the first outcome. */
  readonly duplicate: boolean;
}

export type RejectionCode =
  "cooldown" | "monster-defeated" | "unknown-family" | "unknown-player" | "already-exists" | "not-due";

export interface RejectedOutcome {
  readonly type: "rejected";
  readonly code: RejectionCode;
  /** With `cooldown` and `monster-defeated`: milliseconds until the same attack could count. */
  readonly retryAfterMs?: number;
}

/** The monster as all players see it. */
export interface Monster {
  readonly name: string;
  readonly hp: number;
  readonly maxHp: number;
  readonly status: "fighting" | "defeated";
  /** Epoch milliseconds; present exactly when defeated. */
  readonly respawnsAt?: number;
}

/** One row of the damage ranking. Only players who have hit in the current round have one. */
export interface RankedEntry {
  readonly playerId: string;
  readonly name: string;
  readonly damage: number;
  readonly hits: number;
  /** The seq at which `damage` was reached: the tie-break, and the seq that last changed this row. */
  readonly reachedSeq: number;
}

/** A hit as shown on screen. */
export interface RecentHit {
  readonly seq: number;
  readonly playerId: string;
  readonly damage: number;
  readonly critical: boolean;
}

/** A player's row in the hall of fame: all rounds together, the present one included. */
export interface FamousEntry {
  readonly playerId: string;
  readonly name: string;
  readonly damage: number;
  readonly hits: number;
  /** In which the player has hit. */
  readonly rounds: number;
  /** Finished with the player in front. */
  readonly roundsLed: number;
  readonly lastHits: number;
}

/** A round that ended with its monster's defeat. */
export interface FinishedRound {
  readonly round: number;
  readonly monster: { readonly name: string; readonly maxHp: number };
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly players: number;
  readonly totalDamage: number;
  /** Best first, at most the top 100. */
  readonly ranking: readonly RankedEntry[];
  readonly lastHit: {
    readonly playerId: string;
    readonly name: string;
    readonly damage: number;
  };
}
