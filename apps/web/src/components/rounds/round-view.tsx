// One finished round: its monster, its facts, and how its ranking ended.
import { useEffect, useMemo, type CSSProperties } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import { useStore } from "zustand";
import { getRound } from "@hydra/client";
import type { RoundAnswer } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import { useNameTags } from "../../hooks/use-name-tags.ts";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { useTitle } from "../../hooks/use-title.ts";
import { joinedPlayer } from "../../stores/joined.ts";
import { createLookUp, keepLooking } from "../../stores/looked-up.ts";
import { server } from "../../stores/server.ts";
import { RankingRow } from "../ranking/ranking-row.tsx";
import { Name } from "../shell/name.tsx";
import { fameHref, roundHref, roundsHref } from "./addresses.ts";
import { Fact, Moment, OwnPlace } from "./facts.tsx";
import { Fallen } from "./fallen.tsx";
import { LookedUpView } from "./looked-up-view.tsx";
import type { RoundsListProps } from "./rounds-list.tsx";
import "./round-view.css";

export interface RoundViewProps extends RoundsListProps {
  readonly round: number;
}

export function RoundView({ familyId, isPlayer, round }: RoundViewProps): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const lookUp = useMemo(() => createLookUp(() => getRound(server, familyId, round)), [familyId, round]);
  useEffect(() => keepLooking(() => lookUp.refresh()), [lookUp]);
  const monsterName = useMonsterName();
  const state = useStore(lookUp.store);
  const isUnknown = state.type === "failed" && state.code === "unknown-round";
  const monster = state.type === "ready" ? state.answer.monster.name : undefined;
  const title = [t("round", { round }), monster === undefined ? undefined : monsterName(monster)]
    .filter((part) => part !== undefined)
    .join(" · ");
  useTitle(isUnknown ? t("unknownTitle") : title);
  return (
    <>
      <p className="rounds-back">
        <Link className="button button-quiet" href={roundsHref(familyId)}>
          {t("all")}
        </Link>
        {round > 1 && (
          <Link className="button button-quiet" href={roundHref(familyId, round - 1)}>
            {t("before")}
          </Link>
        )}
        <Link className="button button-quiet" href={fameHref(familyId)}>
          {t("fame")}
        </Link>
      </p>
      {isUnknown ? (
        <div className="rounds-note">
          <h1>{t("unknownTitle")}</h1>
          <p className="soft">{t("unknownText")}</p>
        </div>
      ) : (
        <LookedUpView state={state} onRetry={() => void lookUp.refresh()}>
          {state.type === "ready" && <Round familyId={familyId} isPlayer={isPlayer} round={state.answer} />}
        </LookedUpView>
      )}
    </>
  );
}

function Round({ familyId, isPlayer, round }: RoundsListProps & { round: RoundAnswer }): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const format = useFormat();
  const monsterName = useMonsterName();
  const { monster, lastHit, ranking, players } = round;
  return (
    <article className="round" data-testid="round" data-round={round.round}>
      <header className="round-head">
        <Fallen round={round.round} />
        <div>
          <p className="soft figures">{t("round", { round: round.round })}</p>
          <h1>
            <Name>{monsterName(monster.name)}</Name>
          </h1>
        </div>
      </header>
      <dl className="round-facts">
        <Fact label={t("hp")}>
          <span className="figures" translate="no">
            {format.whole(monster.maxHp)}
          </span>
        </Fact>
        <Fact label={t("length")}>
          <span className="figures">{format.duration(round.durationMs)}</span>
        </Fact>
        <Fact label={t("ended")}>
          <Moment at={round.endedAt} />
        </Fact>
        <Fact label={t("lastHit")}>
          <Name>{lastHit.name}</Name>{" "}
          <span className="soft figures" translate="no">
            {format.whole(lastHit.damage)}
          </span>
        </Fact>
        <Fact label={t("players")}>
          <span className="figures" translate="no">
            {format.whole(players)}
          </span>
        </Fact>
        {isPlayer && (
          <Fact label={t("yourPlace")}>
            <OwnPlace round={round} />
          </Fact>
        )}
      </dl>
      <section className="round-ranking" aria-labelledby="round-ranking">
        <h2 id="round-ranking">{t("ranking")}</h2>
        {players > ranking.length && (
          <p className="soft figures">{t("best", { count: ranking.length, players })}</p>
        )}
        <FinalRanking familyId={familyId} round={round} />
      </section>
    </article>
  );
}

function FinalRanking({ familyId, round }: { familyId: string; round: RoundAnswer }): React.JSX.Element {
  const { t, language } = useTranslation("rounds");
  const { ranking, you } = round;
  const own = you === undefined ? undefined : joinedPlayer(familyId);
  const tagOf = useNameTags(ranking);
  const scale = { "--scale": ranking[0]?.damage ?? 1 } as CSSProperties;
  return (
    <ol className="ranking-rows figures final-rows" style={scale}>
      {ranking.map((entry, index) => (
        <RankingRow
          key={entry.playerId}
          entry={entry}
          rank={index + 1}
          language={language}
          tag={tagOf(entry)}
          you={index + 1 === you?.rank || entry.playerId === own ? t("you") : undefined}
        />
      ))}
    </ol>
  );
}
