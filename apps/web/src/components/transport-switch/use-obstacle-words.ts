// What does not get through on this network, and why, in the page's language.
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Blocked } from "@hydra/client";
import type { TransportName } from "@hydra/protocol";
import { hasBroker } from "../../stores/broker.ts";

export interface ObstacleWords {
  /** What did not get through, and what is used instead. */
  instead(blocked: readonly Blocked[], current: TransportName): string;
  alone(blocked: Blocked): string;
}

export function useObstacleWords(): ObstacleWords {
  const { t: words } = useTranslation();
  const { t } = useTranslation("transports");
  const reason = ({ transport, obstacle }: Blocked): string => {
    const name = words(`transport.names.${transport}`);
    // A broker may have reasons of its own: rights, a number of clients.
    if (hasBroker(transport) && obstacle === "refused") return t("brokerRefuses", { name });
    return t(`obstacles.${obstacle}`, { name, origin: globalThis.location.origin });
  };
  return {
    instead: (blocked, current) =>
      t("instead", {
        reasons: blocked.map(reason).join(t("reasonsJoin")),
        current: words(`transport.names.${current}`),
      }),
    alone: (blocked) => t("alone", { reason: reason(blocked) }),
  };
}
