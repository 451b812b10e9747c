// The damage ranking: the top rows live, one's own always in sight.
import { useRef, useState, type CSSProperties } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import { useStore } from "zustand";
import { encodeCursor } from "@hydra/protocol";
import type { RankedEntry } from "@hydra/engine";
import { useNameTags } from "../../hooks/use-name-tags.ts";
import type { Arena } from "../../stores/arena.ts";
import { ComingPart } from "../shell/boundaries.tsx";
import { createPart } from "../shell/part.tsx";
import { MomentLine, useMoment } from "./moment-line.tsx";
import { RankingRow } from "./ranking-row.tsx";
import { useGlide } from "./use-glide.ts";
import { useIsInSight } from "./use-is-in-sight.ts";
import "./ranking.css";

const OwnStanding = createPart(() => import("./own-standing.tsx"));

const NONE: readonly RankedEntry[] = [];

export function Ranking({ arena }: { arena: Arena }): React.JSX.Element {
  const { t, language } = useTranslation();
  const view = useStore(arena.feed.store, (state) => state.view);
  const me = useStore(arena.session.store, (state) => (state.type === "player" ? state.me : undefined));
  const entries = view?.entries ?? NONE;
  const tagOf = useNameTags(entries);
  const list = useRef<HTMLOListElement>(null);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const moment = useMoment(arena);
  useGlide(list, entries);
  const isOwnShown = me !== undefined && entries.some(({ playerId }) => playerId === me.playerId);
  const isOwnInSight = useIsInSight(list, scroller, isOwnShown ? me.playerId : undefined);
  return (
    <section className="ranking" aria-labelledby="ranking-title">
      <header className="ranking-head">
        <h2 id="ranking-title">{t("ranking.title")}</h2>
        {moment !== undefined && <MomentLine moment={moment} />}
        {view !== undefined && (
          <p className="soft figures">{t("ranking.players", { count: view.players })}</p>
        )}
        <Link className="rounds-link" href={`/f/${encodeURIComponent(arena.familyId)}/rounds`}>
          {t("ranking.rounds")}
        </Link>
      </header>
      <div
        className="ranking-scroll"
        ref={setScroller}
        tabIndex={0}
        role="group"
        aria-labelledby="ranking-title"
      >
        <ol
          className="ranking-rows figures"
          ref={list}
          data-testid="ranking"
          data-cursor={view === undefined ? undefined : encodeCursor(view.cursor)}
          style={{ "--scale": barScale(entries[0]?.damage ?? 0) } as CSSProperties}
        >
          {entries.map((entry, index) => (
            <RankingRow
              key={entry.playerId}
              entry={entry}
              rank={index + 1}
              language={language}
              tag={tagOf(entry)}
              you={entry.playerId === me?.playerId ? t("ranking.you") : undefined}
            />
          ))}
        </ol>
        {view !== undefined && entries.length === 0 && (
          <div className="ranking-empty">
            <p>
              <strong>{t("ranking.emptyTitle")}</strong>
            </p>
            <p className="soft">{t("ranking.emptyText")}</p>
          </div>
        )}
        {view === undefined && <RankingSkeleton />}
      </div>
      {me !== undefined && view !== undefined && !isOwnInSight && (
        <ComingPart>
          <OwnStanding entries={entries} me={me} list={list} />
        </ComingPart>
      )}
    </section>
  );
}

/** The damage of a full bar: two digits of the leader's, rounded up, so that the scale of all bars changes seldom. */
function barScale(most: number): number {
  const digit = 10 ** Math.max(Math.floor(Math.log10(Math.max(most, 1))) - 1, 0);
  return Math.ceil(Math.max(most, 1) / digit) * digit;
}

function RankingSkeleton(): React.JSX.Element {
  return (
    <div className="ranking-skeleton" aria-hidden="true">
      {[92, 78, 70, 61, 50, 44, 38].map((width) => (
        <span key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
