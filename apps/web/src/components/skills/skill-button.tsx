// One skill: its ring fills while it cools, dashes while the server is asked, and shakes when the server refuses. What became of the
// hit stands above the skills (session/hit-story.tsx).
import { useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore, type StoreApi } from "zustand";
import { SKILLS, type Skill } from "@hydra/engine";
import { useFormat } from "../../hooks/use-format.ts";
import { LATE_MS, skillIn, type SkillsState, type SkillState } from "../../stores/skills.ts";
import { CooldownRing, useSecondsLeft } from "./cooldown-ring.tsx";
import { SkillIcon } from "./skill-icon.tsx";
import { useSkillName } from "./use-skill-name.ts";

export interface SkillButtonProps {
  readonly skill: Skill;
  /** Undefined for a skill that there is no key left for. */
  readonly hotkey: string | undefined;
  readonly store: StoreApi<SkillsState>;
  readonly onPress: (skill: Skill) => void;
}

export function SkillButton({ skill, hotkey, store, onPress }: SkillButtonProps): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useSkillName(skill);
  const { ring, pending, refusal } = useStore(store, (state) => skillIn(state, skill));
  const face = useRef<HTMLSpanElement>(null);
  const secondsLeft = useSecondsLeft(ring);
  const isRefused = useRefusal(refusal, face);
  const isLate = useLateness(pending > 0);
  const { minDamage: min, maxDamage: max, cooldownMs } = SKILLS[skill];
  return (
    <button
      type="button"
      className="skill"
      data-testid={`skill-${skill}`}
      data-skill={skill}
      data-pending={pending > 0}
      data-late={isLate}
      aria-keyshortcuts={hotkey}
      aria-description={
        secondsLeft > 0 && !isLate ? t("skills.cooling", { seconds: secondsLeft }) : undefined
      }
      title={t("skills.description", { min, max, cooldown: format.latency(cooldownMs) })}
      onClick={() => onPress(skill)}
    >
      <span className="skill-face" ref={face}>
        <CooldownRing ring={ring} />
        <SkillIcon skill={skill} />
        {secondsLeft > 0 && (
          <span className="skill-left figures" aria-hidden="true" translate="no">
            {secondsLeft}
          </span>
        )}
      </span>
      <span className="skill-words">
        <span className="skill-name">
          <span>{label}</span>{" "}
          {hotkey !== undefined && (
            <kbd aria-hidden="true" translate="no">
              {hotkey}
            </kbd>
          )}
        </span>
        <span className="skill-damage figures" data-refused={isRefused}>
          {t("skills.damage", { min, max })}
        </span>
      </span>
    </button>
  );
}

/** True for as long as it takes to read why; shakes the face once. */
function useRefusal(refusal: SkillState["refusal"], face: RefObject<HTMLElement | null>): boolean {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    setShown(refusal !== undefined);
    if (refusal === undefined) return;
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches)
      face.current?.animate(SHAKE, { duration: 260 });
    const timer = setTimeout(() => setShown(false), REFUSAL_MS);
    return () => clearTimeout(timer);
  }, [refusal, face]);
  return isShown;
}

/** True while an answer takes longer than it does on any connection that works. */
function useLateness(isPending: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isPending]);
  return isLate;
}

const REFUSAL_MS = 1_800;
const SHAKE: Keyframe[] = [0, -5, 5, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
