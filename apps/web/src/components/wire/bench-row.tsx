// One violation: the rule it breaks, the right answer, what each implementation answered, and the bytes on demand.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { ECHO_SOCKETS, WIRE_VIOLATIONS, type EchoSocketName, type WireViolationId } from "@hydra/protocol";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import type { Trial, ViolationBench } from "../../stores/wire/violations.ts";
import type { Experiment, Outcome } from "../../wire/outcome.ts";
import type { Unit } from "../../wire/unit.ts";
import { Icon } from "../shell/icon.tsx";
import { UnitView } from "./unit-view.tsx";

export interface BenchRowProps {
  readonly violation: WireViolationId;
  readonly bench: ViolationBench;
}

export function BenchRow({ violation, bench }: BenchRowProps): React.JSX.Element {
  const { t } = useTranslation("wire");
  const open = useStore(bench.store, (state) => state.open);
  const ws = useStore(bench.store, ({ trials }) => trials[`${violation}/ws`]);
  const rfc6455 = useStore(bench.store, ({ trials }) => trials[`${violation}/rfc6455`]);
  const trials = { ws, rfc6455 };
  const { section, rule, expected } = WIRE_VIOLATIONS[violation];
  const isOpen = open === violation;
  const hasBytes = ws?.type === "done" || rfc6455?.type === "done";
  return (
    <>
      <tr className="bench-row" data-testid={`violation-${violation}`}>
        <th scope="row">
          <What violation={violation} bench={bench} isOpen={isOpen} hasBytes={hasBytes} />
        </th>
        <td className="bench-rule">
          <span translate="no" dir="ltr">
            {section}
          </span>{" "}
          <span className="soft" translate="no" dir="ltr">
            {rule}
          </span>
        </td>
        <td className="figures bench-wanted" translate="no">
          {expected}
        </td>
        {ECHO_SOCKETS.map((target) => (
          <td key={target} className="bench-answer" data-label={t(`bench.${target}`)}>
            <Answer trial={trials[target]} target={target} />
          </td>
        ))}
      </tr>
      {isOpen && hasBytes && (
        <tr className="bench-detail">
          <td colSpan={3 + ECHO_SOCKETS.length}>
            <div className="bench-sides">
              {ECHO_SOCKETS.map((target) => {
                const trial = trials[target];
                return trial?.type === "done" ? (
                  <Bytes key={target} experiment={trial.experiment} target={target} />
                ) : null;
              })}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

interface WhatProps extends BenchRowProps {
  readonly isOpen: boolean;
  readonly hasBytes: boolean;
}

function What({ violation, bench, isOpen, hasBytes }: WhatProps): React.JSX.Element {
  const { t } = useTranslation("wire");
  const label = t(`violations.${violation}`);
  return (
    <span className="bench-what">
      <span className="bench-name">{label}</span>
      <span className="bench-buttons">
        <button
          type="button"
          className="button bench-try"
          aria-label={t("bench.tryLabel", { name: label })}
          onClick={() => void bench.attempt(violation)}
        >
          {t("bench.try")}
        </button>
        <button
          type="button"
          className="button button-icon bench-look"
          aria-label={t("bench.look", { name: label })}
          aria-expanded={isOpen}
          disabled={!hasBytes}
          onClick={() => bench.open(isOpen ? undefined : violation)}
        >
          <Icon name="lens" />
        </button>
      </span>
    </span>
  );
}

function Answer({ trial, target }: { trial: Trial | undefined; target: EchoSocketName }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { t: words } = useTranslation();
  if (trial === undefined) return <span className="soft">{t("bench.notTried")}</span>;
  if (trial.type === "trying") return <span className="soft">{t("bench.trying")}</span>;
  if (trial.type === "failed") {
    return (
      <span className="bench-failed">{t("bench.failed", { reason: words(`errors.${trial.code}`) })}</span>
    );
  }
  const { outcome, isRight } = trial.experiment;
  return (
    <span
      className="bench-outcome"
      data-testid={`outcome-${target}`}
      data-outcome={codeOf(outcome)}
      data-right={isRight}
    >
      <strong className="figures">
        <Icon name={isRight ? "check" : "close"} />
        <span>{outcome.type === "refused" ? outcome.code : t(`bench.${outcome.type}`)}</span>
      </strong>
      {outcome.type === "refused" && (
        <span>{outcome.reason === "" ? t("bench.noReason") : outcome.reason}</span>
      )}
    </span>
  );
}

function codeOf(outcome: Outcome): string {
  return outcome.type === "refused" ? String(outcome.code) : outcome.type;
}

function Bytes({
  experiment,
  target,
}: {
  experiment: Experiment;
  target: EchoSocketName;
}): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFineFormat();
  return (
    <section className="bench-side">
      <h3>{t(`bench.${target}`)}</h3>
      <p className="lab-hint">{t("bench.took", { time: format.fineLatency(experiment.answer.tookMs) })}</p>
      <Side title={t("bench.sent")} units={experiment.sent} />
      <Side title={t("bench.received")} units={experiment.received} />
    </section>
  );
}

function Side({ title, units }: { title: string; units: readonly Unit[] }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFineFormat();
  return (
    <>
      <h4>{title}</h4>
      {units.length === 0 && <p className="soft">{t("bench.nothing")}</p>}
      {units.map((unit) => (
        <details key={placeOf(unit, units)} open={unit === units.at(-1)} className="bench-unit">
          <summary>
            <span>{t(`kind.${unit.kind}`)}</span>{" "}
            <span translate="no">{`· ${format.bytes(unit.bytes.length)}`}</span>
          </summary>
          <UnitView unit={unit} />
        </details>
      ))}
    </>
  );
}

/** Bytes before it: the same experiment's units never change places. */
function placeOf(unit: Unit, units: readonly Unit[]): number {
  return units.slice(0, units.indexOf(unit)).reduce((sum, { bytes }) => sum + bytes.length, 0);
}
