// The battle's place: sky, hills, lake and monster, with its life above it and what just happened on top.
import type { PointerEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Arena } from "../../stores/arena.ts";
import type { Place } from "../../stores/effects.ts";
import { Hydra } from "../hydra/hydra.tsx";
import { ComingPart } from "../shell/boundaries.tsx";
import { createPart } from "../shell/part.tsx";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { usePrefetch } from "../../hooks/use-prefetch.ts";
import { HitNumbers } from "./hit-numbers.tsx";
import { MonsterLife } from "./monster-life.tsx";
import { Scenery } from "./scenery.tsx";
import { StaleNote } from "./stale-note.tsx";
import "./stage.css";

const HeadLabels = createPart(() => import("./head-labels.tsx"));
const Victory = createPart(() => import("./victory.tsx"));

export function Stage({ arena }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const monsterName = useMonsterName();
  usePrefetch(Victory);
  const view = useStore(arena.feed.store, (state) => state.view);
  const transport = useStore(arena.feed.store, (state) => state.wanted);
  const isLive = useStore(arena.feed.store, (state) => state.connection.type === "live");
  const isPlayer = useStore(arena.session.store, (state) => state.type === "player");
  const monster = view?.monster;
  const isDefeated = monster?.status === "defeated";
  const strike =
    isPlayer && !isDefeated
      ? (event: PointerEvent) => {
          if (event.button === 0) arena.skills.press("slash", placeOf(event));
        }
      : undefined;
  const label =
    monster === undefined
      ? t("arena.waking")
      : isDefeated
        ? t("monster.defeated", { monster: monsterName(monster.name) })
        : t("monster.label", { monster: monsterName(monster.name), hp: monster.hp, maxHp: monster.maxHp });
  return (
    <section
      className="stage"
      data-testid="monster"
      data-hp={monster?.hp}
      data-round={view?.round}
      data-transport={transport}
      aria-label={label}
    >
      <Scenery />
      <div className="stage-beast">
        <Hydra awake={isLive ? [transport] : []} isDefeated={isDefeated} effects={arena.effects} />
      </div>
      <div className="water" />
      <HitNumbers effects={arena.effects} onPointerDown={strike} />
      {view !== undefined && !isDefeated && (
        <ComingPart>
          <HeadLabels transport={transport} isLive={isLive} onPointerDown={strike} />
        </ComingPart>
      )}
      {view !== undefined && <MonsterLife view={view} />}
      {view === undefined && <p className="stage-note">{t("arena.waking")}</p>}
      {view !== undefined && isDefeated && (
        <ComingPart>
          <Victory arena={arena} monster={view.monster} />
        </ComingPart>
      )}
      <StaleNote store={arena.feed.store} />
    </section>
  );
}

/** Where on the stage it was pointed at. */
function placeOf({ clientX, clientY, currentTarget }: PointerEvent): Place {
  const { left, top, width, height } = (
    currentTarget.closest(".stage") ?? currentTarget
  ).getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}
