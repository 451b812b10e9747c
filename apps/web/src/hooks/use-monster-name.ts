// What a monster is called in the page's language; by its own name where the language has none.
import { useCallback } from "react";
import { useTranslation } from "../i18n/use-translation.ts";

export function useMonsterName(): (name: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (name) => {
      const key = `monsters.${name}` as const;
      const word = t(key);
      return word === key ? name : word;
    },
    [t],
  );
}
