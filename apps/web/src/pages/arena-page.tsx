// The battle of one family.
import { Suspense, useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { useStore } from "zustand";
import { ConnectionBadge } from "../components/shell/connection-badge.tsx";
import { FeelSwitches } from "../components/shell/feel-switches.tsx";
import { Icon } from "../components/shell/icon.tsx";
import { Name } from "../components/shell/name.tsx";
import { LiveRegion } from "../components/shell/live-region.tsx";
import { ComingPart, OpenedPart } from "../components/shell/boundaries.tsx";
import { createPart } from "../components/shell/part.tsx";
import { TopBar } from "../components/shell/top-bar.tsx";
import { ActionBar } from "../components/session/action-bar.tsx";
import { Ranking } from "../components/ranking/ranking.tsx";
import { Stage } from "../components/stage/stage.tsx";
import { TransportSwitch } from "../components/transport-switch/transport-switch.tsx";
import { useArena } from "../hooks/use-arena.ts";
import { useFeel } from "../hooks/use-feel.ts";
import { useMonsterName } from "../hooks/use-monster-name.ts";
import { usePrefetch } from "../hooks/use-prefetch.ts";
import { useTitle } from "../hooks/use-title.ts";
import type { Arena } from "../stores/arena.ts";
import "./arena-page.css";

const InviteDialog = createPart(() => import("../components/dialogs/invite-dialog.tsx"), "family");
const DeadEnd = createPart(() => import("./dead-end.tsx"));
const PlayerButton = createPart(() => import("../components/session/player-button.tsx"));

export function ArenaPage({ familyId }: { familyId: string }): React.JSX.Element {
  const arena = useArena(familyId);
  return arena === undefined ? <TopBar /> : <Battle arena={arena} />;
}

function Battle({ arena }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const family = useStore(arena.store, (state) => state.family);
  const isUnknown = useStore(arena.store, (state) => state.isUnknown);
  const wasThere = useStore(arena.feed.store, (state) => state.view !== undefined);
  const transport = useStore(arena.feed.store, (state) => state.wanted);
  const [isInviting, setInviting] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  useActionHeight(page);
  useBattleTitle(arena);
  useFeel(arena);
  usePrefetch(InviteDialog);
  if (isUnknown) {
    return (
      <>
        <TopBar />
        <Suspense fallback={null}>
          {wasThere ? (
            <DeadEnd title={t("arena.goneTitle")} text={t("arena.goneText")} />
          ) : (
            <DeadEnd title={t("arena.unknownTitle")} text={t("arena.unknownText")} />
          )}
        </Suspense>
      </>
    );
  }
  return (
    <div className="arena" data-transport={transport} ref={page}>
      <TopBar
        switches={
          <>
            <ComingPart>
              <PlayerButton arena={arena} />
            </ComingPart>
            <FeelSwitches />
          </>
        }
        actions={
          <button type="button" className="button invite-button" onClick={() => setInviting(true)}>
            <Icon name="share" />
            <span>{t("invite")}</span>
          </button>
        }
      >
        <h1 className="arena-name">
          {family === undefined ? <span>{t("arena.battle")}</span> : <Name>{family.name}</Name>}
        </h1>
        <ConnectionBadge store={arena.feed.store} />
      </TopBar>
      <main id="content" tabIndex={-1} className="arena-grid">
        <div className="arena-battle">
          <Stage arena={arena} />
          <ActionBar arena={arena} />
          <TransportSwitch arena={arena} />
        </div>
        <Ranking arena={arena} />
      </main>
      <LiveRegion arena={arena} />
      {isInviting && (
        <OpenedPart onClose={() => setInviting(false)}>
          <InviteDialog
            familyId={arena.familyId}
            familyName={family?.name}
            onClose={() => setInviting(false)}
          />
        </OpenedPart>
      )}
    </div>
  );
}

/** On narrow pages the skills stick to the window's end: sets for the page how much room they take. */
function useActionHeight(page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const bar = page.current?.querySelector(".action-bar");
    if (!(bar instanceof HTMLElement)) return;
    const observer = new ResizeObserver(() => {
      page.current?.style.setProperty("--action-height", `${bar.offsetHeight}px`);
    });
    observer.observe(bar);
    return () => observer.disconnect();
  }, [page]);
}

/** What is fought and by whom, as far as it is known; for a family that is not there, that it is not. */
function useBattleTitle(arena: Arena): void {
  const { t } = useTranslation();
  const monster = useStore(arena.feed.store, (state) => state.view?.monster.name);
  const family = useStore(arena.store, (state) => state.family?.name);
  const isUnknown = useStore(arena.store, (state) => state.isUnknown);
  const monsterName = useMonsterName();
  const battle =
    monster === undefined || family === undefined
      ? family
      : t("arena.page", { monster: monsterName(monster), family });
  useTitle(isUnknown ? t("arena.unknownTitle") : battle);
}
