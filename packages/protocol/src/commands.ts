// What a client sends and what it gets for it, over HTTP and over a WebSocket. Types only; codec.ts reads them.
// SPEC PR40–PR49.
import type {
  FamousEntry,
  FinishedRound,
  HitOutcome,
  Monster,
  RankedEntry,
  Rules,
  Skill,
} from "@hydra/engine";
import type { ErrorCode } from "./errors.ts";
import type { BATTLE_HP } from "./limits.ts";

export interface CreateFamilyRequest {
  readonly name: string;
  readonly rules?: Partial<Rules>;
  /** How long a battle is to be. Default: medium. */
  readonly battle?: BattleLength;
  /** Companions that the server plays, 0 to 4. Default: none. */
  readonly bots?: number;
  /** Found by its link only. Default: false. */
  readonly isPrivate?: boolean;
}

export type BattleLength = keyof typeof BATTLE_HP;

export interface CreateFamilyAnswer {
  readonly familyId: string;
  readonly name: string;
}

export interface FamilySummary {
  readonly familyId: string;
  readonly name: string;
  readonly players: number;
  readonly round: number;
  readonly monster: Monster;
}

/** One page of families, the most recently active first. */
export interface FamiliesAnswer {
  readonly families: readonly FamilySummary[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/** Which families to list. */
export interface FamiliesQuery {
  /** `next` of the page before; absent: the first page. */
  readonly after?: string | undefined;
  /** Most families in the answer, 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

export interface JoinRequest {
  readonly name: string;
}

export interface JoinAnswer {
  readonly playerId: string;
  readonly familyId: string;
  readonly name: string;
  /** Also good as `Authorization: Bearer`. */
  readonly token: string;
}

export interface AttackRequest {
  /** 1–64 characters of [A-Za-z0-9._-], kept by the client for a retry. */
  readonly commandId: string;
  readonly skill: Skill;
}

/** The answer to an attack that counted, now or before. */
export type AttackAnswer = Omit<HitOutcome, "type">;

export interface PlayerAnswer {
  readonly playerId: string;
  readonly name: string;
  readonly damage: number;
  readonly hits: number;
  /** Exact rank in this round, null before the first hit. */
  readonly rank: number | null;
  /** The row itself with up to three neighbours on either side, best first; empty before the first hit. */
  readonly around: readonly RankedEntry[];
  /** When each skill that still cools may be used again, by the server's clock; a server of an earlier version gives none. */
  readonly readyAt?: Readonly<Record<string, number>>;
}

/** A finished round. It never changes. */
export interface RoundAnswer extends FinishedRound {
  readonly durationMs: number;
  /** What the asking player has done in it; absent without a session, and where the round's best 100 do not have the player. */
  readonly you?: RoundPlace;
}

export interface RoundPlace {
  readonly rank: number;
  readonly damage: number;
  readonly hits: number;
}

/** One page of finished rounds. */
export interface RoundsAnswer {
  /** Newest first. */
  readonly rounds: readonly RoundAnswer[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/** Which finished rounds to list. */
export interface RoundsQuery {
  /** `next` of the page before; absent: the first page. */
  readonly before?: string | undefined;
  /** Most rounds in the answer, 1 to 20. Default 20. */
  readonly limit?: number | undefined;
  /** Most rows of each ranking, 1 to 100. Default 100. */
  readonly rows?: number | undefined;
}

/** All rounds of a family together, the present one included. */
export interface FameAnswer {
  /** Finished. */
  readonly rounds: number;
  readonly players: number;
  readonly damage: number;
  readonly hits: number;
  /** By damage, best first. */
  readonly entries: readonly FamousEntry[];
  /** The asking player; absent without a session. */
  readonly you?: FamousPlayer;
}

export interface FamousPlayer extends FamousEntry {
  /** Null behind the first 100. */
  readonly rank: number | null;
}

export interface TimeAnswer {
  readonly now: number;
}

/** The one message a client may send on a feed's WebSocket. */
export interface AttackMessage extends AttackRequest {
  readonly type: "attack";
}

export interface OutcomeMessage extends AttackAnswer {
  readonly type: "outcome";
}

export interface ErrorMessage {
  readonly type: "error";
  /** Absent when the message had none that could be read. */
  readonly commandId?: string;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly retryAfterMs?: number;
}
