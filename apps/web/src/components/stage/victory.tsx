// The round's end: who struck last, who did most, and how long until the water stirs again.
import { Sentence } from "../../i18n/sentence.tsx";
import { isBot } from "@hydra/protocol";
import { NameTag } from "../ranking/name-tag.tsx";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import { useStore } from "zustand";
import type { Monster } from "@hydra/engine";
import { useFormat } from "../../hooks/use-format.ts";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { useNow } from "../../hooks/use-now.ts";
import type { Arena, FinishedRound } from "../../stores/arena.ts";
import { Name } from "../shell/name.tsx";
import { Sparks } from "./sparks.tsx";
import "./victory.css";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function Victory({ arena, monster }: { arena: Arena; monster: Monster }): React.JSX.Element {
  const { t } = useTranslation();
  const finished = useStore(arena.store, (state) => state.finished);
  const offsetMs = useStore(arena.measures.store, (state) => state.clock?.offsetMs ?? 0);
  const monsterName = useMonsterName();
  const now = useNow(250, true);
  const seconds = Math.ceil(((monster.respawnsAt ?? 0) - (now + offsetMs)) / 1_000);
  return (
    <div className="victory">
      <div className="victory-veil" aria-hidden="true" />
      <Sparks />
      <h2>{t("monster.victory")}</h2>
      <p className="victory-slain">
        <Sentence
          text={t("monster.slain")}
          elements={{ monster: <Name>{monsterName(monster.name)}</Name> }}
        />
      </p>
      {finished !== undefined && <Story finished={finished} />}
      <div className="victory-end">
        <p className="victory-next figures">
          {seconds > 0 ? (
            <>
              <span>{t("monster.next")}</span> <strong>{t("monster.seconds", { count: seconds })}</strong>
            </>
          ) : (
            <span>{t("monster.nextSoon")}</span>
          )}
        </p>
        {finished !== undefined && (
          <Link
            className="victory-link"
            href={`/f/${encodeURIComponent(arena.familyId)}/rounds/${finished.round}`}
          >
            {t("monster.wholeRound")}
          </Link>
        )}
      </div>
    </div>
  );
}

function Story({ finished }: { finished: FinishedRound }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { lastHit, ranking, durationMs } = finished;
  return (
    <>
      <p className="victory-last">
        <Sentence text={t("monster.lastHit")} elements={{ player: <Name>{lastHit.name}</Name> }} />{" "}
        <span className="figures" translate="no">{`(${format.whole(lastHit.damage)})`}</span>{" "}
        <span className="soft">
          {`· ${t("monster.duration", { duration: format.duration(durationMs) })}`}
        </span>
      </p>
      <ol className="podium" aria-label={t("monster.podium")}>
        {ranking.slice(0, 3).map(({ playerId, name, damage }, index) => (
          <li key={playerId} data-place={index + 1}>
            <span className="medal" aria-hidden="true" translate="no">
              {index + 1}
            </span>
            <Name className="podium-name">{name}</Name>
            {isBot(playerId) && <NameTag>{t("ranking.bot")}</NameTag>}
            <span className="figures soft" translate="no">
              {format.whole(damage)}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
