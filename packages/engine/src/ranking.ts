// The damage ranking of one round: player numbers in order of damage descending, then seq ascending (SPEC EN20).
// Knows neither names nor rounds.

export interface Ranking {
  readonly rows: Standing[];
}

export interface Standing {
  readonly player: number;
  readonly damage: number;
  readonly seq: number;
}

export function createRanking(): Ranking {
  return { rows: [] };
}

function positionOf(ranking: Ranking, damage: number, seq: number): number {
  let low = 0;
  let high = ranking.rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = ranking.rows[middle];
    if (row !== undefined && (row.damage > damage || (row.damage === damage && row.seq < seq)))
      low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a player and returns the rank, 1 is best. No two players of a ranking have the same seq. */
export function insertRanked(ranking: Ranking, standing: Standing): number {
  const position = positionOf(ranking, standing.damage, standing.seq);
  ranking.rows.splice(position, 0, standing);
  return position + 1;
}

/** Takes out the player who is ranked with exactly this damage and seq. */
export function removeRanked(ranking: Ranking, damage: number, seq: number): void {
  ranking.rows.splice(positionOf(ranking, damage, seq), 1);
}

/** The rank of the player who is ranked with exactly this damage and seq. */
export function rankAt(ranking: Ranking, damage: number, seq: number): number {
  return positionOf(ranking, damage, seq) + 1;
}

/** Player numbers from rank `first` on, best first, at most `count`. */
export function playersFrom(ranking: Ranking, first: number, count: number): number[] {
  return ranking.rows.slice(first - 1, first - 1 + count).map((row) => row.player);
}

export function rankedCount(ranking: Ranking): number {
  return ranking.rows.length;
}
