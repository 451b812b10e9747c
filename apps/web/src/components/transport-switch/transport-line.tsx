// The switch folded into one line, where there is no room for more: which transport, how stale. It opens the rest.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Arena } from "../../stores/arena.ts";
import { Icon, TransportSign } from "../shell/icon.tsx";
import { useStaleness } from "./use-staleness.ts";

export interface TransportLineProps {
  readonly arena: Arena;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function TransportLine({ arena, isOpen, onToggle }: TransportLineProps): React.JSX.Element {
  const { t } = useTranslation();
  const transport = useStore(arena.feed.store, (state) => state.wanted);
  const { words } = useStaleness(arena.measures.store, transport);
  return (
    <button
      type="button"
      className="transport-line figures"
      data-testid="transport-line"
      data-transport={transport}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <span className="visually-hidden">{t("transport.title")}</span>
      <TransportSign transport={transport} />
      <span className="segment-name">{t(`transport.names.${transport}`)}</span>
      {words !== undefined && (
        <span className="soft" translate="no">
          {`· ${words}`}
        </span>
      )}
      <Icon name="chevron" />
    </button>
  );
}
