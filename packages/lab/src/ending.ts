// Where the lanes stood when a run was over: the proof that the way an update takes changes nothing of its content.
// Pure.
import { encodeCursor } from "@hydra/protocol";
import type { BattleView } from "@hydra/client";
import type { FeedView } from "@hydra/feed/client";

export interface Ending {
  /** The cursor of each lane that was not paused; null for one that never showed anything. */
  readonly cursors: Readonly<Record<string, string | null>>;
  /** Whether they all ended on the same cursor, the same ranking row by row, and the same monster. */
  readonly isSame: boolean;
  /** Rows of the ranking they ended on, and the damage of all together, when it is the same. */
  readonly rows: number;
  readonly totalDamage: number;
}

/** What of a view is compared. */
export interface Content {
  /** All by which a person could distinguish two lanes. */
  readonly text: string;
  readonly rows: number;
  readonly totalDamage: number;
}

/** @param views by lane */
export function endingOf<View extends FeedView>(
  views: ReadonlyMap<string, View | undefined>,
  contentOf: (view: View) => Content,
): Ending {
  const cursors = Object.fromEntries(
    [...views].map(([lane, view]) => [lane, view === undefined ? null : encodeCursor(view.cursor)]),
  );
  const contents = [...views.values()].map((view) => view && contentOf(view));
  const [first] = contents;
  const isSame = first !== undefined && contents.every((content) => content?.text === first.text);
  return {
    cursors,
    isSame,
    rows: isSame ? first.rows : 0,
    totalDamage: isSame ? first.totalDamage : 0,
  };
}

export function battleContent({
  cursor,
  round,
  monster,
  players,
  totalDamage,
  entries,
}: BattleView): Content {
  const { name, hp, maxHp, status } = monster;
  const rows = entries.map(({ playerId, damage, hits, reachedSeq }) => [playerId, damage, hits, reachedSeq]);
  const text = JSON.stringify([
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
  return { text, rows: rows.length, totalDamage };
}
