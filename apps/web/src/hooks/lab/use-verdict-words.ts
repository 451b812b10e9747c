// A verdict's codes and numbers as sentences in the page's language.
import { useTranslation } from "react-i18next";
import type { Caveat, Reason } from "@hydra/measure";
import { TRANSPORTS } from "@hydra/protocol";
import { useFormat } from "../use-format.ts";

export interface VerdictWords {
  lane(lane: string): string;
  reason(reason: Reason): string;
  caveat(caveat: Caveat): string;
}

export function useVerdictWords(): VerdictWords {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const { fineLatency, latency, share, rate, bandwidth } = useFormat();

  const nameOf = (lane: string): string => {
    const transport = TRANSPORTS.find((candidate) => candidate === lane);
    return transport === undefined ? lane : words(`transport.names.${transport}`);
  };

  return {
    lane: nameOf,
    reason(reason) {
      const { code } = reason;
      switch (code) {
        case "freshest":
          if (reason.lane === null || reason.leadMs === null) return t("verdict.reasons.freshestAlone");
          return t(`verdict.reasons.${code}`, {
            lane: nameOf(reason.lane),
            lead: fineLatency(reason.leadMs),
          });
        case "as-fresh-as":
        case "slower-than":
          return t(`verdict.reasons.${code}`, {
            lane: nameOf(reason.lane),
            difference: fineLatency(reason.differenceMs),
          });
        case "fresh-enough":
        case "too-slow":
          return t(`verdict.reasons.${code}`, {
            p95: fineLatency(reason.p95Ms),
            limit: latency(reason.limitMs),
          });
        case "waits-for-next-poll":
          return t(`verdict.reasons.${code}`, {
            p50: fineLatency(reason.p50Ms),
            interval: latency(reason.pollIntervalMs),
          });
        case "skips-versions":
          return t(`verdict.reasons.${code}`, { share: share(reason.share) });
        case "loses-updates":
          return t(`verdict.reasons.${code}`, { missed: reason.missed, repeated: reason.repeated });
        case "left-unfinished":
          return t(`verdict.reasons.${code}`, { versions: reason.versions });
        case "had-outages":
          return t(`verdict.reasons.${code}`, { count: reason.outages, worst: latency(reason.worstMs) });
        case "fewest-bytes":
          return t(`verdict.reasons.${code}`, { bandwidth: bandwidth(reason.bytesPerSecond) });
        case "fewest-requests":
          if (reason.requestsPerSecond === 0) return t("verdict.reasons.fewest-requests-none");
          return t(`verdict.reasons.${code}`, { rate: rate(reason.requestsPerSecond) });
        case "more-bytes-than":
        case "more-requests-than": {
          const lane = nameOf(reason.lane);
          if (reason.factor !== null)
            return t(`verdict.reasons.${code}`, { factor: rate(reason.factor), lane });
          const isBytes = code === "more-bytes-than";
          return t(isBytes ? "verdict.reasons.more-bytes-at-all" : "verdict.reasons.more-requests-at-all", {
            lane,
          });
        }
        case "shares-connections":
          return t(`verdict.reasons.${code}`, { share: share(reason.busyShare) });
        case "too-few-versions":
          return t(`verdict.reasons.${code}`, { versions: reason.versions, needed: reason.needed });
        case "holds-connection":
        case "not-in-ledger":
          return t(`verdict.reasons.${code}`);
      }
    },
    caveat(caveat) {
      switch (caveat.code) {
        case "clock-uncertain":
          return t(`verdict.caveat.${caveat.code}`, {
            uncertainty: fineLatency(caveat.uncertaintyMs),
            p50: fineLatency(caveat.p50Ms),
          });
        case "versions-unaccounted":
          return t(`verdict.caveat.${caveat.code}`, { versions: caveat.versions });
        case "nothing-to-compare":
        case "extrapolated-from-one-watcher":
          return t(`verdict.caveat.${caveat.code}`);
      }
    },
  };
}
