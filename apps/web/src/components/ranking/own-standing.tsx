// A copy of one's own row for when the row itself is out of sight or below the top; then with the neighbours.
import type { RefObject } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { PlayerAnswer } from "@hydra/protocol";
import type { RankedEntry } from "@hydra/engine";
import { standingOf } from "../../stores/standing.ts";
import { RankFace } from "./ranking-row.tsx";

export interface OwnStandingProps {
  readonly entries: readonly RankedEntry[];
  readonly me: PlayerAnswer;
  readonly list: RefObject<HTMLOListElement | null>;
}

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function OwnStanding({ entries, me, list }: OwnStandingProps): React.JSX.Element {
  const { t, language } = useTranslation();
  const { rank, damage, index, around } = standingOf(entries, me);
  if (rank === undefined) {
    return (
      <div className="own-standing">
        <p className="own-none soft">{t("ranking.noRank")}</p>
      </div>
    );
  }
  const you = t("ranking.you");
  if (index >= 0) {
    return (
      <div className="own-standing">
        <button
          type="button"
          className="rank-row figures"
          data-own
          title={t("ranking.toMe")}
          onClick={() =>
            list.current?.children[index]?.scrollIntoView({ block: "center", behavior: "smooth" })
          }
        >
          <RankFace entry={{ name: me.name, damage }} rank={rank} language={language} you={you} />
        </button>
      </div>
    );
  }
  return (
    <section className="own-standing" aria-label={t("ranking.around")}>
      <ol className="figures">
        {withOwn(around, me, damage).map(({ entry, offset }) => (
          <li
            key={entry.playerId}
            className="rank-row"
            data-own={offset === 0}
            data-far={Math.abs(offset) > 1}
          >
            <RankFace
              entry={entry}
              rank={rank + offset}
              language={language}
              you={offset === 0 ? you : undefined}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The neighbours as last fetched, around the own row as last known. */
function withOwn(
  around: readonly RankedEntry[],
  { playerId, name }: PlayerAnswer,
  damage: number,
): { entry: Pick<RankedEntry, "playerId" | "name" | "damage">; offset: number }[] {
  const own = around.findIndex((entry) => entry.playerId === playerId);
  if (own === -1) return [{ entry: { playerId, name, damage }, offset: 0 }];
  return around.map((entry, index) => ({
    entry: index === own ? { playerId, name, damage } : entry,
    offset: index - own,
  }));
}
