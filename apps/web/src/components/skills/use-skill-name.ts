// What a skill is called in the page's language; its own name, with a capital, where the language has none.
import { useTranslation } from "react-i18next";

export function useSkillName(skill: string): string {
  const { t } = useTranslation();
  return t(`skills.names.${skill}`, { defaultValue: skill.charAt(0).toUpperCase() + skill.slice(1) });
}
