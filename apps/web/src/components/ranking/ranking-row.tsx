// One row of the ranking. Rendered again only when its own entry or place changed.
import { memo } from "react";
import type { RankedEntry } from "@hydra/engine";
import { formatWhole } from "../../i18n/format.ts";
import { NameTag } from "./name-tag.tsx";
import { Name } from "../shell/name.tsx";

export interface RankingRowProps {
  readonly entry: RankedEntry;
  readonly rank: number;
  readonly language: string;
  /** What to call it when it is one's own. */
  readonly you: string | undefined;
  /** What distinguishes it besides its name: a word, or the end of its id. */
  readonly tag?: string | undefined;
}

export const RankingRow = memo(function RankingRow({ entry, rank, language, you, tag }: RankingRowProps) {
  const { playerId, damage } = entry;
  return (
    <li className="rank-row" data-player-id={playerId} data-damage={damage} data-own={you !== undefined}>
      {/* Its own width rather than a property that is inherited: only this element is styled anew by a hit. */}
      <span className="rank-bar" style={{ width: `calc(${damage} / var(--scale) * 100%)` }} />
      <RankFace entry={entry} rank={rank} language={language} you={you} tag={tag} />
    </li>
  );
});

/** What a row shows, for rows and for copies of them. */
export function RankFace({
  entry: { name, damage },
  rank,
  language,
  you,
  tag,
}: Omit<RankingRowProps, "entry"> & { entry: Pick<RankedEntry, "name" | "damage"> }): React.JSX.Element {
  return (
    <>
      <span className="rank-place" data-place={rank} translate="no">
        {formatWhole(language, rank)}
      </span>
      <Name className="rank-name">{name}</Name>
      {you !== undefined && <span className="rank-you">{you}</span>}
      {tag !== undefined && <NameTag>{tag}</NameTag>}
      <span className="rank-damage" translate="no">
        {formatWhole(language, damage)}
      </span>
    </>
  );
}
