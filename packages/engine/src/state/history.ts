// Finished rounds and all-time sums in a state (SPEC EN60–EN63): rounds as the lists that they are, sums as columns of the players. Of a
// player whose last round is over, what the record still has of it is among the sums: so the text does not depend on when it was added.
import type { BattleParts } from "../battle-parts.ts";
import {
  addPast,
  addUp,
  LAST_HITS,
  LED,
  PAST_DAMAGE,
  PAST_HITS,
  PAST_ROUNDS,
  raise,
  sumsOf,
} from "../fame.ts";
import type { Roster } from "../roster.ts";
import {
  ENDED_AT,
  FIRST_ROW,
  keepRound,
  LAST_DAMAGE,
  LAST_PLAYER,
  NUMBER,
  ROUND_HP,
  ROUND_PLAYERS,
  ROW_FIELDS,
  ROW_PLAYER,
  ROW_SEQ,
  rowsIn,
  STARTED_AT,
} from "../round-history.ts";
import { FINISHED_RANKING_SIZE, FINISHED_ROUNDS_KEPT } from "../rules.ts";
import { demand, integersIn, listIn, type Fields } from "./fields.ts";

export const FAME_COLUMNS = ["pastDamage", "pastHits", "pastRounds", "roundsLed", "lastHits"] as const;

type FameColumns = Record<(typeof FAME_COLUMNS)[number], readonly number[]>;

/** What must agree with it. */
export interface HistoryShell {
  readonly round: number;
  readonly roundsFinished: number;
  readonly oldRows: number;
  readonly version: number;
}

/** A column of nothing is written as none. */
export function fameColumns({ roster, fame }: BattleParts, round: number): FameColumns {
  const sums = roster.ids.map((_id, player) => sumsOf(fame, { roster, but: round }, player));
  const column = (field: keyof (typeof sums)[number]): number[] => {
    const values = sums.map((sum) => sum[field]);
    return values.every((value) => value === 0) ? [] : values;
  };
  return {
    pastDamage: column("damage"),
    pastHits: column("hits"),
    pastRounds: column("rounds"),
    roundsLed: column("roundsLed"),
    lastHits: column("lastHits"),
  };
}

/** After the ranking, which the present round's part of the sums comes from. @throws StateFormatError */
export function readFame({ roster, fame }: BattleParts, fields: Fields, shell: HistoryShell): void {
  const columns = FAME_COLUMNS.map((name) => {
    const { length } = listIn(fields, name);
    demand(length === 0 || length === roster.ids.length, name);
    return integersIn(fields, name, { length, min: 0 });
  });
  const [damage = [], hits = [], rounds = [], led = [], last = []] = columns;
  for (const player of roster.ids.keys()) {
    const playerRounds = rounds[player] ?? 0;
    const playerHits = hits[player] ?? 0;
    demand(playerRounds < shell.round && playerHits >= playerRounds, "pastRounds");
    demand((damage[player] ?? 0) >= playerHits && playerHits > 0 === playerRounds > 0, "pastDamage");
    const values: readonly [number, number | undefined][] = [
      [PAST_DAMAGE, damage[player]],
      [PAST_HITS, hits[player]],
      [PAST_ROUNDS, rounds[player]],
      [LED, led[player]],
      [LAST_HITS, last[player]],
    ];
    for (const [field, value = 0] of values) if (value > 0) addPast(fame, { player, field }, value);
    const sums = sumsOf(fame, { roster }, player);
    demand(Math.max(sums.roundsLed, sums.lastHits) <= shell.roundsFinished, "roundsLed");
    demand(sums.rounds > 0 || sums.roundsLed + sums.lastHits === 0, "roundsLed");
    fame.damage = addUp(fame.damage, sums.damage);
    fame.hits = addUp(fame.hits, sums.hits);
    if (sums.damage > 0) raise(fame, { player, sum: 0 }, sums.damage);
  }
}

/** @throws StateFormatError */
export function readRounds({ roster, history }: BattleParts, fields: Fields, shell: HistoryShell): void {
  const rounds = listIn(fields, "finishedRounds");
  const first = shell.roundsFinished - rounds.length + 1;
  demand(first >= 1 && (first === 1 || rounds.length >= FINISHED_ROUNDS_KEPT), "finishedRounds");
  for (const [index, value] of rounds.entries()) {
    const record = readRecord(value, roster);
    demand(record[NUMBER] === first + index, "finishedRounds");
    demand(
      seqsOf(record).every((seq) => seq <= shell.version),
      "finishedRounds",
    );
    keepRound(history, record);
  }
  demand(history.rounds.length === rounds.length && history.oldRows === shell.oldRows, "oldRows");
}

function readRecord(value: unknown, { ids }: Roster): readonly number[] {
  demand(
    Array.isArray(value) && value.every((field) => Number.isFinite(field) && field >= 0),
    "finishedRounds",
  );
  const record: readonly number[] = value;
  const field = (at: number): number => record[at] ?? -1;
  const rows = rowsIn(record);
  const isWhole = record.every(
    (number, at) => at === STARTED_AT || at === ENDED_AT || Number.isSafeInteger(number),
  );
  demand(isWhole && field(STARTED_AT) <= field(ENDED_AT), "finishedRounds");
  const players = field(ROUND_PLAYERS);
  demand(
    players >= 1 && players <= ids.length && rows === Math.min(players, FINISHED_RANKING_SIZE),
    "ranking",
  );
  demand(field(LAST_PLAYER) < ids.length && field(LAST_DAMAGE) >= 1, "lastHit");
  demand(readRows(record, ids.length) === field(ROUND_HP) || players > rows, "ranking");
  return record;
}

/** Best first, each strictly behind the one before. @returns all damage */
function readRows(record: readonly number[], players: number): number {
  const seen = new Set<number>();
  let [damageAhead, seqAhead, total] = [Infinity, 0, 0];
  for (let at = FIRST_ROW; at < record.length; at += ROW_FIELDS) {
    const [player = -1, damage = 0, hits = 0, seq = 0] = record.slice(at + ROW_PLAYER, at + ROW_FIELDS);
    demand(player < players && !seen.has(player) && damage >= 1 && hits >= 1, "ranking");
    demand(damage < damageAhead || (damage === damageAhead && seq > seqAhead), "ranking");
    seen.add(player);
    [damageAhead, seqAhead, total] = [damage, seq, total + damage];
  }
  return total;
}

function seqsOf(record: readonly number[]): number[] {
  return record.filter((_number, at) => at >= FIRST_ROW && (at - FIRST_ROW) % ROW_FIELDS === ROW_SEQ);
}
