// What a skill is called in the page's language; its own name, with a capital, where the language has none.
import { useTranslation } from "../../i18n/use-translation.ts";

export function useSkillName(skill: string): string {
  const { t } = useTranslation();
  const key = `skills.names.${skill}` as const;
  const word = t(key);
  return word === key ? skill.charAt(0).toUpperCase() + skill.slice(1) : word;
}
