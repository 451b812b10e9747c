// The finished rounds that a battle remembers (SPEC EN35, EN39). Each is one list of numbers, in memory as in a state: players are
// numbers of the roster, names of monsters follow from the round, and a round's damage is what its monster had. Reading a round is
// reading its list, however many there are.
import { FINISHED_ROUNDS_KEPT, OLD_ROWS_KEPT } from "./rules.ts";

/** The fields below, then ROW_FIELDS numbers for each row of its ranking, best first. */
export type RoundRecord = readonly number[];

export const NUMBER = 0;
export const STARTED_AT = 1;
export const ENDED_AT = 2;
/** Of the monster: what all players took together. */
export const ROUND_HP = 3;
/** Those with a hit in it. */
export const ROUND_PLAYERS = 4;
export const LAST_PLAYER = 5;
export const LAST_DAMAGE = 6;
export const FIRST_ROW = 7;

// A row's numbers.
export const ROW_PLAYER = 0;
export const ROW_DAMAGE = 1;
export const ROW_HITS = 2;
export const ROW_SEQ = 3;
export const ROW_FIELDS = 4;

export interface RoundHistory {
  /** One after the other without a gap, oldest first. */
  readonly rounds: RoundRecord[];
  /** Of all but the last FINISHED_ROUNDS_KEPT. */
  oldRows: number;
}

export function createRoundHistory(): RoundHistory {
  return { rounds: [], oldRows: 0 };
}

/** Rows of the round's ranking that are remembered. */
export function rowsIn(record: RoundRecord): number {
  return (record.length - FIRST_ROW) / ROW_FIELDS;
}

/** The next round. O(1), and what the oldest forgets. */
export function keepRound(history: RoundHistory, record: RoundRecord): void {
  const { rounds } = history;
  rounds.push(record);
  const old = rounds[rounds.length - 1 - FINISHED_ROUNDS_KEPT];
  if (old !== undefined) history.oldRows += rowsIn(old);
  forgetOldRows(history, OLD_ROWS_KEPT);
}

/** Forgets the oldest rounds until those before the last FINISHED_ROUNDS_KEPT have so many rows at the most. */
export function forgetOldRows(history: RoundHistory, keep: number): void {
  const { rounds } = history;
  let forgotten = 0;
  while (history.oldRows > keep) {
    const oldest = rounds[forgotten];
    if (oldest === undefined) break;
    history.oldRows -= rowsIn(oldest);
    forgotten += 1;
  }
  if (forgotten > 0) rounds.splice(0, forgotten);
}

/** Undefined when there is none of this number, or not any more. O(1). */
export function recordOf({ rounds }: RoundHistory, round: number): RoundRecord | undefined {
  const first = rounds[0]?.[NUMBER] ?? 0;
  return rounds[round - first];
}

/** Where a player's row begins, undefined when there is none. O(rows of the round). */
export function rowOf(record: RoundRecord, player: number): number | undefined {
  for (let at = FIRST_ROW; at < record.length; at += ROW_FIELDS) {
    if (record[at + ROW_PLAYER] === player) return at;
  }
  return undefined;
}
