// The proof that switching (or coming back) lost nothing and repeated nothing.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { ResumeReport } from "@hydra/client";
import { useFormat } from "../../hooks/use-format.ts";
import type { Arena } from "../../stores/arena.ts";
import { Icon } from "../shell/icon.tsx";

export function SwitchReport({ arena }: { arena: Arena }): React.JSX.Element {
  const { t: words } = useTranslation();
  const { t } = useTranslation("transports");
  const report = useStore(arena.feed.store, (state) => state.report);
  const wanted = useStore(arena.feed.store, (state) => state.wanted);
  const isLive = useStore(arena.feed.store, ({ connection }) => connection.type === "live");
  const inUse = useStore(arena.feed.store, (state) => state.transport);
  return (
    <div className="switch-line" role="status">
      {wanted !== inUse ? (
        <p className="soft">{t("switching", { name: words(`transport.names.${wanted}`) })}</p>
      ) : report === undefined || !isLive ? (
        <p className="soft">{t("hint")}</p>
      ) : (
        <Proof report={report} />
      )}
    </div>
  );
}

function Proof({ report }: { report: ResumeReport }): React.JSX.Element {
  const { t: words } = useTranslation();
  const { t } = useTranslation("transports");
  const format = useFormat();
  const { missed, repeated, diverged, verified, resumed, resumedAt, overlapped, tookMs, to } = report;
  const isClean = missed + repeated + diverged === 0;
  const took = t("took", { name: words(`transport.names.${to}`), took: format.latency(tookMs) });
  const overlap = overlapped > 0 ? `, ${t("overlapped", { count: overlapped })}` : "";
  return (
    <p
      className="switch-report figures"
      data-testid="switch-report"
      data-missed={missed}
      data-repeated={repeated}
      data-diverged={diverged}
      data-verified={verified}
      data-clean={isClean}
      title={took + overlap}
    >
      {isClean && <Icon name="check" />}
      <span>
        <span>{t(resumed ? "resumed" : "reset", { seq: resumedAt.seq, missed, repeated })}</span>
        {diverged > 0 && <span>{t("diverged", { diverged })}</span>}
        {verified && <span>{t("verified")}</span>}
      </span>
    </p>
  );
}
