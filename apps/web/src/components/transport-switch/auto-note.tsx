// Why the best transport is not in use, in words; and the way out where a person's own choice does not get through.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { ConnectionState, Obstacle } from "@hydra/client";
import type { TransportName } from "@hydra/protocol";
import type { Arena } from "../../stores/arena.ts";
import { chooseTransport } from "../../stores/settings.ts";
import { AUTO_SWITCH_ID } from "./auto-switch.tsx";
import { useObstacleWords } from "./use-obstacle-words.ts";

export function AutoNote({ arena }: { arena: Arena }): React.JSX.Element | null {
  const auto = useStore(arena.feed.store, (state) => state.auto);
  const transport = useStore(arena.feed.store, (state) => state.transport);
  const obstacle = useStore(arena.feed.store, ({ connection }) => obstacleOf(connection));
  const isLive = useStore(arena.feed.store, ({ connection }) => connection.type === "live");
  const words = useObstacleWords();
  // Of what is used instead only while it is.
  if (auto !== undefined && auto.blocked.length > 0 && isLive) {
    return (
      <p className="auto-note" role="status" data-testid="auto-note">
        {words.instead(auto.blocked, transport)}
      </p>
    );
  }
  if (auto !== undefined || obstacle === undefined) return null;
  return <WayOut arena={arena} transport={transport} obstacle={obstacle} />;
}

function WayOut({
  arena,
  transport,
  obstacle,
}: {
  arena: Arena;
  transport: TransportName;
  obstacle: Obstacle;
}): React.JSX.Element {
  const { t } = useTranslation("transports");
  const words = useObstacleWords();
  const choose = (): void => {
    arena.feed.chooseAutomatically();
    chooseTransport("auto");
    // This button is gone then, and the focus with it.
    document.getElementById(AUTO_SWITCH_ID)?.focus();
  };
  return (
    <p className="auto-note" role="status" data-testid="auto-note">
      <span>{words.alone({ transport, obstacle })}</span>
      <button type="button" className="button" data-testid="choose-auto" onClick={choose}>
        {t("useAutomatic")}
      </button>
    </p>
  );
}

function obstacleOf(state: ConnectionState): Obstacle | undefined {
  return "obstacle" in state ? state.obstacle : undefined;
}
