// One transport: its sign and name, and its figures — live while it is in use, the last ones dimmed while it is not.
import { useId } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore, type StoreApi } from "zustand";
import { localNow } from "@hydra/client";
import type { TransportName } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import { useNow } from "../../hooks/use-now.ts";
import type { Measure, MeasuresState } from "../../stores/measures.ts";
import { Icon, TransportSign } from "../shell/icon.tsx";
import { useStaleness, type Staleness } from "./use-staleness.ts";

export interface TransportSegmentProps {
  readonly transport: TransportName;
  readonly isWanted: boolean;
  readonly isInUse: boolean;
  /** The choice is automatic: to choose what is in use is a choice too. */
  readonly isAuto: boolean;
  readonly measures: StoreApi<MeasuresState>;
  readonly onSelect: (transport: TransportName) => void;
}

export function TransportSegment(props: TransportSegmentProps): React.JSX.Element {
  const { transport, isWanted, isInUse, isAuto, measures, onSelect } = props;
  const { t: words } = useTranslation();
  const { t } = useTranslation("transports");
  const id = useId();
  const label = words(`transport.names.${transport}`);
  const measure = useStore(measures, (state) => state.measures[transport]);
  const staleness = useStaleness(measures, transport);
  return (
    <div className="choice segment" data-transport={transport} data-in-use={isInUse}>
      <input
        type="radio"
        name="transport"
        value={transport}
        checked={isWanted}
        data-testid={`transport-${transport}`}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-way ${id}-figures`}
        onChange={() => onSelect(transport)}
        onClick={() => {
          if (isWanted && isAuto) onSelect(transport);
        }}
      />
      <div className="segment-head">
        <TransportSign transport={transport} />
        <span className="segment-name" id={`${id}-name`} data-wraps={label.includes(" ")}>
          {label}
        </span>
        <span className="segment-check">{isWanted && <Icon name="check" />}</span>
      </div>
      <p className="segment-way" id={`${id}-way`}>
        {words(`transport.ways.${transport}`)}
      </p>
      <div className="segment-figures figures" id={`${id}-figures`}>
        {measure === undefined ? (
          <p className="segment-none">{isInUse ? t("measuring") : t("never")}</p>
        ) : (
          <Figures measure={measure} staleness={staleness} isInUse={isInUse} />
        )}
      </div>
    </div>
  );
}

interface FiguresProps {
  readonly measure: Measure;
  readonly staleness: Staleness;
  readonly isInUse: boolean;
}

function Figures({ measure, staleness, isInUse }: FiguresProps): React.JSX.Element {
  const { t } = useTranslation("transports");
  const format = useFormat();
  const { requestsPerMinute, bytesPerMinute } = measure;
  return (
    <>
      <p
        className="segment-staleness"
        title={t("stalenessHelp", { uncertainty: format.latency(staleness.uncertaintyMs) })}
      >
        <strong translate="no" dir="ltr">
          {staleness.words ?? "–"}
        </strong>{" "}
        <span className="segment-words">{t("staleness")}</span>
        <span className="segment-short">{t("stalenessShort")}</span>
      </p>
      <p className="segment-costs">
        <span>{t("requests", { value: format.rate(requestsPerMinute) })}</span>
        <span>{t("bytes", { value: format.bytes(bytesPerMinute) })}</span>
      </p>
      {!isInUse && <MeasuredAgo measuredAt={measure.measuredAt} />}
    </>
  );
}

function MeasuredAgo({ measuredAt }: { measuredAt: number }): React.JSX.Element {
  const { t } = useTranslation("transports");
  useNow(10_000, true);
  const minutes = Math.floor((localNow() - measuredAt) / 60_000);
  return <p className="segment-ago">{minutes < 1 ? t("justNow") : t("minutesAgo", { count: minutes })}</p>;
}
