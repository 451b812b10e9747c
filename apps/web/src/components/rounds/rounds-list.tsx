// A family's finished rounds, newest first, older ones a page at a time.
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import { useStore } from "zustand";
import { listRounds } from "@hydra/client";
import type { RoundAnswer } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { keepLooking } from "../../stores/looked-up.ts";
import { createRounds, type Rounds, type RoundsStore } from "../../stores/rounds.ts";
import { server } from "../../stores/server.ts";
import { Name } from "../shell/name.tsx";
import { Fact, Moment, OwnPlace } from "./facts.tsx";
import { Fallen } from "./fallen.tsx";
import { LookedUpView } from "./looked-up-view.tsx";
import { roundHref } from "./addresses.ts";

export interface RoundsListProps {
  readonly familyId: string;
  /** Whether this browser has a player here. */
  readonly isPlayer: boolean;
}

export function RoundsList({ familyId, isPlayer }: RoundsListProps): React.JSX.Element {
  const rounds = useMemo(() => createRounds((query) => listRounds(server, familyId, query)), [familyId]);
  useEffect(() => keepLooking(() => rounds.refresh()), [rounds]);
  const state = useStore(rounds.store);
  return (
    <LookedUpView state={state} onRetry={() => void rounds.refresh()}>
      {state.type === "ready" && <List {...{ familyId, isPlayer, answer: state.answer, store: rounds }} />}
    </LookedUpView>
  );
}

interface ListProps extends RoundsListProps {
  readonly answer: Rounds;
  readonly store: RoundsStore;
}

function List({ familyId, isPlayer, answer, store }: ListProps): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const [isFetching, setFetching] = useState(false);
  const { rounds, next } = answer;
  if (rounds.length === 0) {
    return (
      <div className="rounds-note">
        <h2>{t("emptyTitle")}</h2>
        <p className="soft">{t("emptyText")}</p>
      </div>
    );
  }
  const fetchOlder = async (): Promise<void> => {
    setFetching(true);
    await store.older();
    setFetching(false);
  };
  return (
    <>
      <ol className="rounds-list" data-testid="rounds">
        {rounds.map((round) => (
          <li key={round.round} data-round={round.round}>
            <RoundCard familyId={familyId} isPlayer={isPlayer} round={round} />
          </li>
        ))}
      </ol>
      {next !== undefined && (
        <p className="rounds-more">
          <button
            type="button"
            className="button"
            aria-disabled={isFetching}
            onClick={() => void fetchOlder()}
          >
            {t("older")}
          </button>
        </p>
      )}
    </>
  );
}

function RoundCard({
  familyId,
  isPlayer,
  round,
}: RoundsListProps & { round: RoundAnswer }): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const format = useFormat();
  const monsterName = useMonsterName();
  const [leader] = round.ranking;
  const { lastHit, monster } = round;
  return (
    <article className="round-card">
      <Fallen round={round.round} />
      <div className="round-name">
        <h2>
          <Link className="round-link" href={roundHref(familyId, round.round)}>
            <span className="soft figures">{t("round", { round: round.round })}</span>{" "}
            <Name>{monsterName(monster.name)}</Name>
          </Link>
        </h2>
        <p className="soft figures">
          <span>{t("hpOf", { hp: monster.maxHp })}</span>
          <span>{format.duration(round.durationMs)}</span>
          <Moment at={round.endedAt} />
        </p>
      </div>
      <dl className="round-facts">
        {leader !== undefined && (
          <Fact label={t("leader")}>
            <Name>{leader.name}</Name>{" "}
            <span className="soft figures" translate="no">
              {format.short(leader.damage)}
            </span>
          </Fact>
        )}
        <Fact label={t("lastHit")}>
          <Name>{lastHit.name}</Name>
        </Fact>
        {isPlayer && (
          <Fact label={t("yourPlace")}>
            <OwnPlace round={round} />
          </Fact>
        )}
      </dl>
    </article>
  );
}
