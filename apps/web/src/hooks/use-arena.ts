// An arena for as long as its page is open.
import { useEffect, useState } from "react";
import { i18n } from "../i18n/index.ts";
import { Arena } from "../stores/arena.ts";
import { noteGood, noteTrouble } from "../stores/notices.ts";
import { settings } from "../stores/settings.ts";

/** Undefined during the first render only. */
export function useArena(familyId: string): Arena | undefined {
  const [arena, setArena] = useState<Arena>();
  useEffect(() => {
    const opened = new Arena({
      familyId,
      transport: settings.getState().transport,
      onTrouble: noteTrouble,
      onCrowded: (transport) => {
        noteGood(i18n.t("transport.crowded", { name: i18n.t(`transport.names.${transport}`) }), "crowded");
      },
      onKillingBlow: () => noteGood(i18n.t("toast.killingBlow"), "killing-blow"),
    });
    setArena(opened);
    return () => opened.close();
  }, [familyId]);
  return arena;
}
