// The connection's state in words.
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Translate } from "../../i18n/words.ts";
import { useStore, type StoreApi } from "zustand";
import type { ConnectionState } from "@hydra/client";
import { useNow } from "../../hooks/use-now.ts";
import type { FeedState } from "../../stores/battle-feed.ts";
import "./connection-badge.css";

/** What a test or a stylesheet gets; a feed that is refused or closed will not come back by itself. */
const STATES = {
  live: "live",
  connecting: "connecting",
  reconnecting: "reconnecting",
  paused: "connecting",
  offline: "offline",
  refused: "offline",
  closed: "offline",
} as const satisfies Record<ConnectionState["type"], string>;

export function ConnectionBadge({ store }: { store: StoreApi<FeedState> }): React.JSX.Element {
  const state = useStore(store, ({ connection }) => connection);
  const transport = useStore(store, (feed) => feed.transport);
  const isAuto = useStore(store, ({ auto }) => auto !== undefined);
  return (
    <p
      className="connection figures"
      data-testid="connection-state"
      data-state={STATES[state.type]}
      data-transport={transport}
      data-auto={isAuto}
      data-log={state.type === "live" ? (state.log ?? "reachable") : undefined}
      title={"reason" in state ? state.reason : undefined}
    >
      <span className="connection-dot" aria-hidden="true" />
      <Words state={state} />
    </p>
  );
}

function Words({ state }: { state: ConnectionState }): React.JSX.Element {
  const { t } = useTranslation();
  const now = useNow(200, state.type === "reconnecting");
  return <span className="connection-words">{wordsOf(state, now, t)}</span>;
}

function wordsOf(state: ConnectionState, now: number, t: Translate): string {
  switch (state.type) {
    case "reconnecting": {
      const seconds = Math.ceil((state.retryAt - now) / 1_000);
      return seconds > 0 ? t("connection.reconnectingIn", { seconds }) : t("connection.reconnecting");
    }
    case "refused":
      return t("connection.closed");
    case "live":
      return t(state.log === "unreachable" ? "connection.logUnreachable" : "connection.live");
    case "connecting":
    case "paused":
      return t("connection.connecting");
    case "offline":
    case "closed":
      return t(`connection.${state.type}`);
  }
}
