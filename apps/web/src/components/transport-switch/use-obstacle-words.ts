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
  const { t } = useTranslation();
  const reason = ({ transport, obstacle }: Blocked): string => {
    const name = t(`transport.names.${transport}`);
    // A broker may have reasons of its own: rights, a number of clients.
    if (hasBroker(transport) && obstacle === "refused") return t("transport.brokerRefuses", { name });
    return t(`transport.obstacles.${obstacle}`, { name, origin: globalThis.location.origin });
  };
  return {
    instead: (blocked, current) =>
      t("transport.instead", {
        reasons: blocked.map(reason).join(t("transport.reasonsJoin")),
        current: t(`transport.names.${current}`),
      }),
    alone: (blocked) => t("transport.alone", { reason: reason(blocked) }),
  };
}
