// The hall of fame: what players have done in all rounds together.
import { useEffect, useMemo } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { getFame } from "@hydra/client";
import type { FameAnswer } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import { createLookUp, keepLooking } from "../../stores/looked-up.ts";
import { useNameTags } from "../../hooks/use-name-tags.ts";
import { NameTag } from "../ranking/name-tag.tsx";
import { server } from "../../stores/server.ts";
import { Name } from "../shell/name.tsx";
import { Fact } from "./facts.tsx";
import { LookedUpView } from "./looked-up-view.tsx";
import "./fame-view.css";

export function FameView({ familyId }: { familyId: string }): React.JSX.Element {
  const lookUp = useMemo(() => createLookUp(() => getFame(server, familyId)), [familyId]);
  useEffect(() => keepLooking(() => lookUp.refresh()), [lookUp]);
  const state = useStore(lookUp.store);
  return (
    <LookedUpView state={state} onRetry={() => void lookUp.refresh()}>
      {state.type === "ready" && <Fame fame={state.answer} />}
    </LookedUpView>
  );
}

function Fame({ fame }: { fame: FameAnswer }): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const format = useFormat();
  const { entries, you } = fame;
  const tagOf = useNameTags(entries);
  if (entries.length === 0) {
    return (
      <div className="rounds-note">
        <h2>{t("fameEmptyTitle")}</h2>
        <p className="soft">{t("fameEmptyText")}</p>
      </div>
    );
  }
  const sums = [
    [t("sumRounds"), fame.rounds],
    [t("players"), fame.players],
    [t("sumDamage"), fame.damage],
    [t("sumHits"), fame.hits],
  ] as const;
  return (
    <>
      <p className="soft">{t("fameText")}</p>
      <dl className="round-facts fame-sums">
        {sums.map(([label, value]) => (
          <Fact key={label} label={label}>
            <span className="figures" translate="no">
              {format.short(value)}
            </span>
          </Fact>
        ))}
      </dl>
      <ol className="fame-rows" data-testid="fame">
        {entries.map((entry, index) => (
          <FameRow
            key={entry.playerId}
            entry={entry}
            rank={index + 1}
            tag={tagOf(entry)}
            isOwn={entry.playerId === you?.playerId}
          />
        ))}
        {you !== undefined && you.rank === null && (
          <FameRow entry={you} rank={undefined} tag={undefined} isOwn />
        )}
      </ol>
    </>
  );
}

interface FameRowProps {
  readonly entry: FameAnswer["entries"][number];
  readonly rank: number | undefined;
  readonly tag: string | undefined;
  readonly isOwn: boolean;
}

function FameRow({ entry, rank, tag, isOwn }: FameRowProps): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const format = useFormat();
  return (
    <li className="fame-row" data-player-id={entry.playerId} data-own={isOwn}>
      <span className="rank-place" data-place={rank} translate="no">
        {rank === undefined ? "–" : format.whole(rank)}
      </span>
      <span className="fame-name">
        <Name className="rank-name">{entry.name}</Name>
        {tag !== undefined && <NameTag>{tag}</NameTag>}
        {isOwn && <span className="rank-you">{t("you")}</span>}
      </span>
      <span className="fame-deeds soft figures">
        <span>{t("hits", { count: entry.hits })}</span>
        <span>{t("rounds", { count: entry.rounds })}</span>
        {entry.roundsLed > 0 && <span>{t("led", { count: entry.roundsLed })}</span>}
        {entry.lastHits > 0 && <span>{t("lastHits", { count: entry.lastHits })}</span>}
      </span>
      <span className="fame-damage figures" translate="no">
        {format.short(entry.damage)}
      </span>
    </li>
  );
}
