// What stands where an answer is to be: it is on its way, cannot be had, or is of before.
import type { ReactNode } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { LookedUp } from "../../stores/looked-up.ts";

export interface LookedUpViewProps {
  readonly state: LookedUp<unknown>;
  readonly onRetry: () => void;
  /** What shows the answer. */
  readonly children: ReactNode;
}

export function LookedUpView({ state, onRetry, children }: LookedUpViewProps): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const { t: words } = useTranslation();
  switch (state.type) {
    case "loading":
      return (
        <div className="rounds-loading" aria-busy="true">
          <p className="visually-hidden" role="status">
            {t("loading")}
          </p>
          <span className="round-ghost" />
          <span className="round-ghost" />
          <span className="round-ghost" />
        </div>
      );
    case "failed":
      return (
        <div className="rounds-note" role="alert">
          <h2>{t("failedTitle")}</h2>
          <p className="soft">
            {state.code === "unavailable" ? t("failedText") : words(`errors.${state.code}`)}
          </p>
          <button type="button" className="button" onClick={onRetry}>
            {t("retry")}
          </button>
        </div>
      );
    case "ready":
      return (
        <>
          {state.isStale && (
            <p className="rounds-stale" role="status">
              {t("stale")}
            </p>
          )}
          <div>{children}</div>
        </>
      );
  }
}
