// Leads to one's own player: another name, another device, away. Nothing while one only watches.
import { useState, type MouseEvent } from "react";
import { useStore } from "zustand";
import { useTranslation } from "../../i18n/use-translation.ts";
import { usePrefetch } from "../../hooks/use-prefetch.ts";
import type { Arena } from "../../stores/arena.ts";
import { OpenedPart } from "../shell/boundaries.tsx";
import { Icon } from "../shell/icon.tsx";
import { createPart } from "../shell/part.tsx";

const PlayerDialog = createPart(() => import("../dialogs/player-dialog.tsx"), "family");

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function PlayerButton({ arena }: { arena: Arena }): React.JSX.Element | null {
  const { t } = useTranslation();
  const session = useStore(arena.session.store);
  const family = useStore(arena.store, (state) => state.family);
  const [isOpen, setOpen] = useState(false);
  usePrefetch(PlayerDialog);
  if (session.type !== "player") return null;
  const open = ({ currentTarget }: MouseEvent): void => {
    // On narrow pages it stands among the settings, which would cover the dialog; they give the focus back to their own button.
    const settings = currentTarget.closest<HTMLElement>(":popover-open");
    settings?.hidePopover();
    setOpen(true);
  };
  const label = t("controls.player");
  return (
    <>
      <button
        type="button"
        className="button button-quiet button-icon"
        aria-label={label}
        title={label}
        data-testid="player-button"
        onClick={open}
      >
        <Icon name="person" />
      </button>
      {isOpen && (
        <OpenedPart onClose={() => setOpen(false)}>
          <PlayerDialog
            familyId={arena.familyId}
            familyName={family?.name ?? t("arena.battle")}
            playerName={session.me.name}
            onRenamed={() => void arena.session.refresh()}
            onLeft={() => arena.session.leave()}
            onClose={() => setOpen(false)}
          />
        </OpenedPart>
      )}
    </>
  );
}
