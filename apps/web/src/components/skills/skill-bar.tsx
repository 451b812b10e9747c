// The three skills of a player.
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Skill } from "@hydra/engine";
import { useSkillKeys } from "../../hooks/use-skill-keys.ts";
import type { Arena } from "../../stores/arena.ts";
import { SKILL_ORDER } from "../../stores/skills.ts";
import { SkillButton } from "./skill-button.tsx";
import "./skills.css";

export function SkillBar({ arena: { skills, nextTarget } }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const press = useCallback((skill: Skill) => skills.press(skill, nextTarget()), [skills, nextTarget]);
  useSkillKeys(press);
  return (
    <div className="skill-bar" role="group" aria-label={t("skills.label")}>
      {SKILL_ORDER.map((skill, index) => (
        <SkillButton key={skill} skill={skill} hotkey={index + 1} store={skills.store} onPress={press} />
      ))}
    </div>
  );
}
