// The skills of a player, in the order of their table.
import { useCallback } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { SKILL_NAMES, type Skill } from "@hydra/engine";
import { keyOf, useSkillKeys } from "../../hooks/use-skill-keys.ts";
import type { Arena } from "../../stores/arena.ts";
import { SkillButton } from "./skill-button.tsx";
import "./skills.css";

export function SkillBar({ arena: { skills, nextTarget } }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const press = useCallback((skill: Skill) => skills.press(skill, nextTarget()), [skills, nextTarget]);
  useSkillKeys(press);
  return (
    <div className="skill-bar" role="group" aria-label={t("skills.label")}>
      {SKILL_NAMES.map((skill) => (
        <SkillButton key={skill} skill={skill} hotkey={keyOf(skill)} store={skills.store} onPress={press} />
      ))}
    </div>
  );
}
