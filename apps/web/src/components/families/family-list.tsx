// The families in battle, and every reason why there may be none to see.
import { translate } from "../../i18n/index.ts";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import type { FamilySummary } from "@hydra/protocol";
import type { FamiliesState } from "../../stores/families.ts";
import { Icon } from "../shell/icon.tsx";
import { Name } from "../shell/name.tsx";
import { SmallLife } from "./small-life.tsx";
import "./families.css";

export interface FamilyListProps {
  readonly state: FamiliesState;
  readonly onRetry: () => void;
  readonly onCreate: () => void;
  readonly onOlder: () => void;
  readonly onNewer: () => void;
}

export function FamilyList(props: FamilyListProps): React.JSX.Element {
  const { state, onRetry, onCreate } = props;
  const { t } = useTranslation("entry");
  switch (state.type) {
    case "loading":
      return (
        <div className="family-grid" aria-busy="true">
          <p className="visually-hidden" role="status">
            {t("loading")}
          </p>
          <div className="family-card family-ghost" />
          <div className="family-card family-ghost" />
          <div className="family-card family-ghost" />
        </div>
      );
    case "failed":
      return (
        <div className="families-note" role="alert">
          <h3>{t("failedTitle")}</h3>
          <p className="soft">
            {state.code === "unavailable" ? t("failedText") : translate(`errors.${state.code}`)}
          </p>
          <button type="button" className="button" onClick={onRetry}>
            {t("retry")}
          </button>
        </div>
      );
    case "ready":
      if (state.families.length === 0 && state.page === 1 && !state.hasMore) {
        return (
          <div className="families-note">
            <h3>{t("emptyTitle")}</h3>
            <p className="soft">{t("emptyText")}</p>
            <button type="button" className="button button-primary" onClick={onCreate}>
              {t("create")}
            </button>
          </div>
        );
      }
      return (
        <>
          {state.isStale && (
            <p className="families-stale" role="status">
              {t("stale")}
            </p>
          )}
          <ul className="family-grid" data-stale={state.isStale}>
            {state.families.map((family) => (
              <FamilyCard key={family.familyId} family={family} />
            ))}
          </ul>
          <Pages {...props} page={state.page} hasMore={state.hasMore} />
        </>
      );
  }
}

type PagesProps = Pick<FamilyListProps, "onOlder" | "onNewer"> & { page: number; hasMore: boolean };

function Pages({ page, hasMore, onOlder, onNewer }: PagesProps): React.JSX.Element | null {
  const { t } = useTranslation("entry");
  if (page === 1 && !hasMore) return null;
  return (
    <nav className="family-pages" aria-label={t("pages")}>
      <button type="button" className="button" disabled={page === 1} onClick={onNewer}>
        {t("newer")}
      </button>
      <span className="soft figures" role="status">
        {t("page", { page })}
      </span>
      <button type="button" className="button" disabled={!hasMore} onClick={onOlder}>
        {t("older")}
      </button>
    </nav>
  );
}

function FamilyCard({ family }: { family: FamilySummary }): React.JSX.Element {
  const { t } = useTranslation("entry");
  const { familyId, name, players, round, monster } = family;
  return (
    <li>
      <Link className="family-card" href={`/f/${encodeURIComponent(familyId)}`}>
        <span className="family-head">
          <Name className="family-name">{name}</Name>
          <Icon name="arrow" />
        </span>
        <span className="family-facts soft figures">
          <span>{t("players", { count: players })}</span>
          <span>{t("round", { round })}</span>
        </span>
        <SmallLife monster={monster} />
      </Link>
    </li>
  );
}
