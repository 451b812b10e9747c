// What one looks at while the connection is down, or the log is: the battle as it stood, which catches up by itself unless the
// server refuses this page.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore, type StoreApi } from "zustand";
import { lacksBroker } from "../../stores/broker.ts";
import type { FeedState } from "../../stores/battle-feed.ts";

export function StaleNote({ store }: { store: StoreApi<FeedState> }): React.JSX.Element | null {
  const { t, language } = useTranslation();
  const isLive = useStore(store, ({ connection }) => connection.type === "live");
  const freshAt = useStore(store, (state) => state.freshAt);
  const hasView = useStore(store, (state) => state.view !== undefined);
  const isPaused = useStore(
    store,
    ({ connection }) => connection.type === "live" && connection.log === "unreachable",
  );
  const transport = useStore(store, (state) => state.transport);
  const refusal = useStore(store, ({ connection }) =>
    connection.type === "refused" ? connection.code : undefined,
  );
  if (refusal !== undefined && lacksBroker(transport, refusal)) {
    return (
      <p className="stale-note" role="status" data-testid="refused-note">
        {t("connection.noBroker")}
      </p>
    );
  }
  if (refusal !== undefined) {
    return (
      <p className="stale-note" role="status" data-testid="refused-note">
        <span>{t(`errors.${refusal}`)}</span> <span>{t("connection.refused")}</span>
      </p>
    );
  }
  if (isPaused) {
    return (
      <p className="stale-note" role="status">
        {t("connection.paused")}
      </p>
    );
  }
  if (isLive || freshAt === undefined || !hasView) return null;
  const time = new Date(freshAt).toLocaleTimeString(language);
  return (
    <p className="stale-note figures" role="status">
      {t("connection.frozen", { time })}
    </p>
  );
}
