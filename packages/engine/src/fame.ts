// What players have done in all rounds together (SPEC EN41, EN42). A player's record has the last round that the player was in; here
// is what came before it, added when the player first hits in a later one, so that a new round does nothing for any player. The hall
// has the first FAME_SIZE: sums only grow, so a player outside has less than the last one inside.
import { DAMAGE, floatsOf, HITS, ROUND, wordsOf, type Roster } from "./roster.ts";
import { FAME_SIZE, MAX_HP } from "./rules.ts";

export interface Fame {
  /** FAME_FIELDS numbers for each player, by number; shorter where nothing is noted. Replaced when it grows. */
  past: Float64Array;
  /** Player numbers, best first, and what each has taken in all. */
  readonly hall: number[];
  readonly sums: number[];
  /** Of all players. */
  damage: number;
  hits: number;
}

export const PAST_DAMAGE = 0;
export const PAST_HITS = 1;
export const PAST_ROUNDS = 2;
/** Rounds that ended with the player in front. */
export const LED = 3;
/** Killing blows. */
export const LAST_HITS = 4;
const FAME_FIELDS = 5;

const NOTHING = new Float64Array();

interface Candidate {
  readonly player: number;
  readonly sum: number;
}

export function createFame(): Fame {
  return { past: NOTHING, hall: [], sums: [], damage: 0, hits: 0 };
}

/** Adds to what is noted of a player. Amortised O(1). */
export function addPast(fame: Fame, { player, field }: { player: number; field: number }, by: number): void {
  const at = player * FAME_FIELDS + field;
  if (at >= fame.past.length) {
    const larger = new Float64Array(2 * (player + 1) * FAME_FIELDS);
    larger.set(fame.past);
    fame.past = larger;
  }
  fame.past[at] = addUp(fame.past[at] ?? 0, by);
}

/** The player is about to hit in another round than the record's, if it has any. */
export function foldRound(fame: Fame, roster: Roster, player: number): void {
  if (roster.words[wordsOf(roster, player) + ROUND] === 0) return;
  const float = floatsOf(roster, player);
  addPast(fame, { player, field: PAST_DAMAGE }, roster.floats[float + DAMAGE] ?? 0);
  addPast(fame, { player, field: PAST_HITS }, roster.floats[float + HITS] ?? 0);
  addPast(fame, { player, field: PAST_ROUNDS }, 1);
}

/**
 * What is noted of a player, and with it what the record has of its round.
 * @param but a round that is left out
 */
export function sumsOf(fame: Fame, { roster, but }: { roster: Roster; but?: number }, player: number) {
  const noted = (field: number): number => fame.past[player * FAME_FIELDS + field] ?? 0;
  const round = roster.words[wordsOf(roster, player) + ROUND] ?? 0;
  const isCounted = round !== 0 && round !== but;
  const float = floatsOf(roster, player);
  return {
    damage: addUp(noted(PAST_DAMAGE), isCounted ? (roster.floats[float + DAMAGE] ?? 0) : 0),
    hits: addUp(noted(PAST_HITS), isCounted ? (roster.floats[float + HITS] ?? 0) : 0),
    rounds: noted(PAST_ROUNDS) + (isCounted ? 1 : 0),
    roundsLed: noted(LED),
    lastHits: noted(LAST_HITS),
  };
}

/** The player's hit has counted: it took so much, and in its round the player has taken `total`. O(log FAME_SIZE + players passed). */
export function noteHit(
  fame: Fame,
  player: number,
  { damage, total }: { damage: number; total: number },
): void {
  const past = fame.past[player * FAME_FIELDS + PAST_DAMAGE] ?? 0;
  fame.damage = addUp(fame.damage, damage);
  fame.hits = addUp(fame.hits, 1);
  raise(fame, { player, sum: addUp(past, total - damage) }, addUp(past, total));
}

/** What a player has taken in all has grown; it was 0 before the first hit. */
export function raise(fame: Fame, before: Candidate, sum: number): void {
  const { hall, sums } = fame;
  const now = { player: before.player, sum };
  let place = placeOf(fame, before);
  if (hall[place] !== now.player) {
    place = hall.length;
    if (place === FAME_SIZE) {
      place -= 1;
      if (comparedAt(fame, place, now) > 0) return;
    }
  }
  for (; place > 0 && comparedAt(fame, place - 1, now) < 0; place -= 1) {
    hall[place] = hall[place - 1] ?? 0;
    sums[place] = sums[place - 1] ?? 0;
  }
  hall[place] = now.player;
  sums[place] = sum;
}

/** The first place of the hall that is not ahead of the candidate. */
export function placeOf(fame: Fame, candidate: Candidate): number {
  let [low, high] = [0, fame.hall.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparedAt(fame, middle, candidate) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** EN41: below 0 when the candidate is ahead of that place, above 0 when behind, 0 when it is the candidate's own. */
function comparedAt({ hall, sums }: Fame, place: number, { player, sum }: Candidate): number {
  return (sums[place] ?? 0) - sum || player - (hall[place] ?? 0);
}

/** Sums stay exact integers: they grow to MAX_HP and no further. */
export function addUp(one: number, other: number): number {
  return Math.min(one + other, MAX_HP);
}
