// Where the lanes stood when a run was over: the proof that the way an update takes changes nothing of its content.
// Pure.
import { encodeCursor } from "@hydra/protocol";
import type { BattleView } from "@hydra/client";

export interface Ending {
  /** The cursor of each lane that was not paused; null for one that never showed anything. */
  readonly cursors: Readonly<Record<string, string | null>>;
  /** Whether they all ended on the same cursor, the same ranking row by row, and the same monster. */
  readonly isSame: boolean;
  /** Rows of the ranking they ended on, and the damage of all together, when it is the same. */
  readonly rows: number;
  readonly totalDamage: number;
}

/** @param views by lane */
export function endingOf(views: ReadonlyMap<string, BattleView | undefined>): Ending {
  const cursors = Object.fromEntries(
    [...views].map(([lane, view]) => [lane, view === undefined ? null : encodeCursor(view.cursor)]),
  );
  const contents = new Set([...views.values()].map((view) => view && contentOf(view)));
  const [first] = views.values();
  const isSame = contents.size === 1 && first !== undefined;
  return {
    cursors,
    isSame,
    rows: isSame ? first.entries.length : 0,
    totalDamage: isSame ? first.totalDamage : 0,
  };
}

/** All by which a person could distinguish two lanes. */
function contentOf({ cursor, round, monster, players, totalDamage, entries }: BattleView): string {
  const { name, hp, maxHp, status } = monster;
  const rows = entries.map(({ playerId, damage, hits, reachedSeq }) => [playerId, damage, hits, reachedSeq]);
  return JSON.stringify([
    cursor.epoch,
    cursor.seq,
    round,
    name,
    hp,
    maxHp,
    status,
    players,
    totalDamage,
    rows,
  ]);
}
