// One unit under the lens: what it costs, its structure, the sentence about what is pointed at, and its bytes.
import type { ReactNode } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { closeReasonOf } from "@hydra/rfc6455";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import { textOf, useUnitWords } from "../../hooks/wire/use-unit-words.ts";
import type { Unit } from "../../wire/unit.ts";
import { Explanation } from "./explanation.tsx";
import { FrameGrid } from "./frame-grid.tsx";
import { HeadLines } from "./head-lines.tsx";
import { HexDump } from "./hex-dump.tsx";
import { useLit } from "../../hooks/wire/use-lit.ts";
import { PacketViews, type PacketViewsProps } from "./packet-view.tsx";
import { Unmasking } from "./unmasking.tsx";
import { Well, WellText } from "./well-text.tsx";
import "./well.css";
import "./unit-view.css";

export interface UnitViewProps {
  readonly unit: Unit;
  /** Between what it costs and what it is made of. */
  readonly children?: ReactNode;
}

export function UnitView({ unit, children }: UnitViewProps): React.JSX.Element {
  const { t } = useTranslation("wire");
  const lit = useLit();
  const { detail } = unit;
  return (
    <div className="unit-view">
      <UnitHead unit={unit} />
      {detail.type === "frame" && <Broken unit={unit} />}
      {children}
      {unit.bytes.length > 0 && <Explanation unit={unit} fields={lit.fields} />}
      {unit.bytes.length > 0 && (
        <div className="unit-columns">
          <div className="unit-structure">
            {detail.type === "frame" ? (
              <>
                <FrameGrid unit={unit} lit={lit} />
                <Unmasking unit={unit} frame={detail.frame} />
                <Payload unit={unit} detail={detail} lit={lit} />
              </>
            ) : (
              <HeadLines unit={unit} lit={lit} />
            )}
          </div>
          <div className="unit-bytes">
            <h3>{t("unit.bytes")}</h3>
            <HexDump unit={unit} lit={lit} label={t("unit.bytes")} />
          </div>
        </div>
      )}
      {detail.type === "chunk" && detail.events.length > 0 && (
        <section className="unit-events">
          <h3>{t("unit.events")}</h3>
          {detail.events.map(({ event, lastEventId, data }) => (
            <div key={lastEventId + data}>
              <p className="lab-hint">
                {t("unit.event", { event, id: lastEventId === "" ? "–" : lastEventId })}
              </p>
              <Well text={data} />
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

function UnitHead({ unit }: { unit: Unit }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFineFormat();
  const { summary } = useUnitWords();
  const { bytes, payloadBytes, direction, kind, detail, connection, exchange } = unit;
  const overheadBytes = bytes.length - payloadBytes;
  const share = bytes.length === 0 ? 0 : overheadBytes / bytes.length;
  return (
    <header className="unit-head">
      <p className="unit-title">
        <strong>{t(`kind.${kind}`)}</strong>
        <span className="soft">
          <span>{t(`directions.${direction}`)}</span> <span aria-hidden="true">·</span>{" "}
          <span>{t("unit.place", { connection, exchange })}</span>
        </span>
      </p>
      <p className="unit-summary" translate="no" dir="auto">
        {summary(unit)}
      </p>
      {detail.type === "head" && detail.afterMs !== undefined && (
        <p className="lab-hint">{t("unit.held", { time: format.fineLatency(detail.afterMs) })}</p>
      )}
      {bytes.length > 0 && (
        <div
          className="unit-share"
          data-testid="wire-share"
          data-overhead={overheadBytes}
          data-payload={payloadBytes}
        >
          <div
            className="share-bar"
            role="img"
            aria-label={t("unit.shares", { overhead: format.share(share), payload: format.share(1 - share) })}
          >
            <span style={{ flexGrow: overheadBytes }} data-tone="meaning" />
            <span style={{ flexGrow: payloadBytes }} data-tone="payload" />
          </div>
          <p className="figures">
            <span data-tone="meaning">
              <span>{t("unit.overhead", { bytes: format.bytes(overheadBytes) })}</span>{" "}
              <span translate="no">{`(${format.share(share)})`}</span>
            </span>
            <span data-tone="payload">{t("unit.payload", { bytes: format.bytes(payloadBytes) })}</span>
          </p>
        </div>
      )}
    </header>
  );
}

function Broken({ unit }: { unit: Unit }): React.JSX.Element | null {
  const { t } = useTranslation("wire");
  if (unit.detail.type !== "frame" || unit.detail.frame.violations.length === 0) return null;
  return (
    <ul className="unit-broken">
      {unit.detail.frame.violations.map((violation) => (
        <li key={violation.name} title={closeReasonOf(violation)}>
          {t("unit.broken", { reason: violation.reason, section: violation.section })}
        </li>
      ))}
    </ul>
  );
}

function Payload({ unit, detail, lit }: PacketViewsProps): React.JSX.Element | null {
  const { t } = useTranslation("wire");
  if (detail.packets !== undefined) return <PacketViews unit={unit} detail={detail} lit={lit} />;
  const { payload } = detail.frame;
  return payload.length === 0 ? null : <WellText title={t("unit.text")} text={textOf(payload)} />;
}
