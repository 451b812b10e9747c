// The bad-frame bench: every rule there is to break, and what two implementations answer.
import { Fragment, useEffect, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { ECHO_SOCKETS, WIRE_VIOLATION_IDS, WIRE_VIOLATIONS, type WireViolationId } from "@hydra/protocol";
import { ViolationBench } from "../../stores/wire/violations.ts";
import { Icon } from "../shell/icon.tsx";
import { BenchRow } from "./bench-row.tsx";
import "./bench.css";

const GROUPS = ["framing", "text", "closing", "handshake"] as const;

const inGroup = (group: (typeof GROUPS)[number]): readonly WireViolationId[] =>
  WIRE_VIOLATION_IDS.filter((violation) => WIRE_VIOLATIONS[violation].group === group);

export function Bench(): React.JSX.Element {
  const { t } = useTranslation("wire");
  const [bench] = useState(() => new ViolationBench());
  useEffect(() => () => bench.stop(), [bench]);
  return (
    <section className="lab-panel bench" aria-labelledby="bench-title">
      <h2 id="bench-title">{t("bench.title")}</h2>
      <p className="bench-lead soft">{t("bench.lead")}</p>
      <All bench={bench} />
      <table className="bench-table">
        <thead>
          <tr>
            <th scope="col">{t("bench.what")}</th>
            <th scope="col">{t("bench.rule")}</th>
            <th scope="col">{t("bench.wanted")}</th>
            {ECHO_SOCKETS.map((target) => (
              <th key={target} scope="col">
                {t(`bench.${target}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {GROUPS.map((group) => (
            <Fragment key={group}>
              <tr className="bench-group">
                <th scope="colgroup" colSpan={3 + ECHO_SOCKETS.length}>
                  {t(`bench.groups.${group}`)}
                </th>
              </tr>
              {inGroup(group).map((violation) => (
                <BenchRow key={violation} violation={violation} bench={bench} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function All({ bench }: { bench: ViolationBench }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const done = useStore(bench.store, (state) => state.done);
  const tried = useStore(bench.store, ({ trials }) => Object.keys(trials).length);
  const all = WIRE_VIOLATION_IDS.length;
  const isOver = done === undefined && tried === all * ECHO_SOCKETS.length;
  return (
    <div className="bench-all">
      <button
        type="button"
        className="button button-primary"
        data-testid="bench-all"
        onClick={() => (done === undefined ? void bench.attemptAll() : bench.stop())}
      >
        <Icon name={done === undefined ? "play" : "stop"} />
        <span>{t(done === undefined ? "bench.all" : "bench.stop")}</span>
      </button>
      <p role="status" className="figures soft" data-testid="bench-progress" data-over={isOver}>
        {done !== undefined ? t("bench.progress", { done, all }) : isOver ? t("bench.tried") : ""}
      </p>
    </div>
  );
}
