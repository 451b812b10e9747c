// Whether the transport is chosen automatically. Switched off, the one in use stays as the person's own choice.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Arena } from "../../stores/arena.ts";
import { chooseTransport } from "../../stores/settings.ts";

export const AUTO_SWITCH_ID = "automatic-transport";

export function AutoSwitch({ arena }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation("transports");
  const isAuto = useStore(arena.feed.store, ({ auto }) => auto !== undefined);
  const choose = (isWanted: boolean): void => {
    if (isWanted) arena.feed.chooseAutomatically();
    else arena.feed.stay();
    chooseTransport(isWanted ? "auto" : arena.feed.connection.transport);
  };
  return (
    <label className="auto-switch">
      <input
        id={AUTO_SWITCH_ID}
        type="checkbox"
        role="switch"
        checked={isAuto}
        aria-checked={isAuto}
        data-testid="transport-auto"
        onChange={({ target }) => choose(target.checked)}
      />
      <span>{t("automatic")}</span>
    </label>
  );
}
