// Where a player stands, from the feed where it shows them and from the server's own answer where it does not. Pure.
import type { PlayerAnswer } from "@hydra/protocol";
import type { RankedEntry } from "@hydra/engine";

export interface Standing {
  /** Undefined before the first hit of the round. */
  readonly rank: number | undefined;
  readonly damage: number;
  readonly hits: number;
  /** Index among the rows shown; -1 when not among them. */
  readonly index: number;
  /** Rows around a player who is not shown, best first; empty for one who is. */
  readonly around: readonly RankedEntry[];
}

export function standingOf(entries: readonly RankedEntry[], me: PlayerAnswer): Standing {
  const index = entries.findIndex(({ playerId }) => playerId === me.playerId);
  const entry = entries[index];
  if (entry !== undefined) {
    return { rank: index + 1, damage: entry.damage, hits: entry.hits, index, around: [] };
  }
  return { rank: me.rank ?? undefined, damage: me.damage, hits: me.hits, index, around: me.around };
}
