// What to show beside names that are not enough by themselves.
import { useMemo } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { nameTag, sharedNames, type Named } from "../stores/name-tags.ts";

/** @param entries the rows that are seen together */
export function useNameTags(entries: readonly Named[]): (entry: Named) => string | undefined {
  const { t } = useTranslation();
  const shared = useMemo(() => sharedNames(entries), [entries]);
  return (entry) => {
    const tag = nameTag(entry, shared);
    return tag === "bot" ? t("ranking.bot") : tag;
  };
}
