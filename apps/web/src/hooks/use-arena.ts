// An arena for as long as its page is open.
import { useEffect, useState } from "react";
import { translate } from "../i18n/index.ts";
import { Arena } from "../stores/arena.ts";
import { noteGood } from "../stores/notices.ts";
import { settings } from "../stores/settings.ts";

/** Undefined during the first render only. */
export function useArena(familyId: string): Arena | undefined {
  const [arena, setArena] = useState<Arena>();
  useEffect(() => {
    const opened = new Arena({
      familyId,
      transport: settings.getState().transport,
      onCrowded: (transport) => {
        noteGood(
          translate("transport.crowded", { name: translate(`transport.names.${transport}`) }),
          "crowded",
        );
      },
    });
    setArena(opened);
    return () => opened.close();
  }, [familyId]);
  return arena;
}
