// Facts of a round, each with its name: when it ended, how long it took, which place a player had.
import type { ReactNode } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { RoundAnswer } from "@hydra/protocol";

export function Fact({ label, children }: { label: string; children: ReactNode }): React.JSX.Element {
  return (
    <div className="round-fact">
      <dt className="soft">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** In the reader's own time and manner. */
export function Moment({ at }: { at: number }): React.JSX.Element {
  const { language } = useTranslation();
  const date = new Date(at);
  const words = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <time dateTime={date.toISOString()} translate="no">
      {words.format(date)}
    </time>
  );
}

/** For a player of the family: the place, or why there is none. */
export function OwnPlace({ round }: { round: RoundAnswer }): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const { you, players, ranking } = round;
  if (you !== undefined)
    return <span className="own-place">{t("placeOf", { rank: you.rank, players })}</span>;
  return (
    <span className="soft">{players > Math.max(ranking.length, 100) ? t("behind") : t("notThere")}</span>
  );
}
