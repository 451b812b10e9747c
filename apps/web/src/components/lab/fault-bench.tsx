// The fault bench: one lane's next update broken on purpose, and what was found of it.
import { useId, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { FoundFault, InjectedFault } from "@hydra/lab";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { TransportSign } from "../shell/icon.tsx";
import { SelectField } from "./select-field.tsx";
import "./fault-bench.css";

const FAULTS = ["drop", "repeat", "reorder", "corrupt"] as const;
const FOUND = [
  "missed",
  "repeated",
  "diverged",
  "discarded",
] as const satisfies readonly (keyof FoundFault)[];

export function FaultBench({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const [lane, setLane] = useState<TransportName>("sse");
  const faults = useStore(lab.faults.store);
  const hint = useId();
  const options = TRANSPORTS.map((value) => ({ value, text: words(`transport.names.${value}`) }));
  return (
    <section className="lab-panel fault-bench" aria-labelledby="faults-title" data-testid="fault-bench">
      <h2 id="faults-title">{t("faults.title")}</h2>
      <p className="lab-hint" id={hint}>
        {t("faults.hint")}
      </p>
      <div className="fault-lane">
        <SelectField
          label={t("faults.lane")}
          testId="fault-lane"
          options={options}
          value={lane}
          isLocked={false}
          describedBy={hint}
          onChange={setLane}
        />
      </div>
      <div className="fault-buttons">
        {FAULTS.map((fault) => (
          <button
            key={fault}
            type="button"
            className="button"
            data-testid={`fault-${fault}`}
            onClick={() => lab.faults.inject(lane, fault)}
          >
            {t(`faults.faults.${fault}`)}
          </button>
        ))}
      </div>
      <ol className="fault-log" aria-live="polite">
        {faults.map((injected) => (
          <FaultItem key={`${injected.lane} ${injected.injectedAt}`} injected={injected} />
        ))}
      </ol>
    </section>
  );
}

function FaultItem({ injected }: { injected: InjectedFault }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFineFormat();
  const { lane, fault, happenedAt, found, healedAfterMs } = injected;
  const transport = TRANSPORTS.find((name) => name === lane);
  const counts = FOUND.flatMap((name) =>
    found[name] > 0 ? [t(`faults.found.${name}`, { count: found[name] })] : [],
  );
  const sentence =
    happenedAt === null ? t("faults.waiting") : counts.length === 0 ? t("faults.unseen") : counts.join(", ");
  const healing =
    healedAfterMs === null
      ? t("faults.open")
      : t("faults.healed", { time: format.fineLatency(healedAfterMs) });
  return (
    <li
      className="figures"
      data-testid="fault-entry"
      data-lane={lane}
      data-fault={fault}
      data-missed={found.missed}
      data-repeated={found.repeated}
      data-diverged={found.diverged}
      data-discarded={found.discarded}
      data-healed={healedAfterMs ?? undefined}
    >
      {transport !== undefined && (
        <strong data-transport={transport}>
          <TransportSign transport={transport} />
          <span>{words(`transport.names.${transport}`)}</span>
        </strong>
      )}{" "}
      <span>{`${t(`faults.done.${fault}`)}: ${sentence}`}</span> {counts.length > 0 && <span>{healing}</span>}
    </li>
  );
}
