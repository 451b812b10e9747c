// The run: its length, its start, how far it is, and what can be taken along when it is done.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { localNow } from "@hydra/client";
import { useFormat } from "../../hooks/use-format.ts";
import { useIsLocked } from "../../hooks/lab/use-is-locked.ts";
import { useNow } from "../../hooks/use-now.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { Icon } from "../shell/icon.tsx";
import { ExportButtons } from "./export-buttons.tsx";
import { NumberField } from "./number-field.tsx";
import "./run-panel.css";

export function RunPanel({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const run = useStore(lab.run.store);
  const isLocked = useIsLocked(lab);
  return (
    <section className="lab-panel run" aria-labelledby="run-title">
      <h2 id="run-title">{t("run.title")}</h2>
      <div className="run-line">
        <NumberField lab={lab} name="runSeconds" testId="run-length" isLocked={isLocked} />
        {run.type === "running" ? (
          <button type="button" className="button" data-testid="run-stop" onClick={() => lab.run.stop()}>
            <Icon name="stop" />
            <span>{t("run.stop")}</span>
          </button>
        ) : (
          <button
            type="button"
            className="button button-primary"
            data-testid="run-start"
            // A disabled button would lose the focus, and with it the place of a person without a pointer.
            aria-disabled={isLocked}
            onClick={() => void (isLocked || lab.run.start())}
          >
            <Icon name="play" />
            <span>{run.type === "done" ? t("run.again") : t("run.start")}</span>
          </button>
        )}
      </div>
      <Progress lab={lab} />
      {run.type === "refused" && (
        <p className="lab-problem" role="alert" data-testid="run-problem">
          {t(`run.refused.${run.refusal}`)}
        </p>
      )}
      {run.type === "done" && (
        <button type="button" className="button button-quiet" onClick={() => lab.clearFigures()}>
          {t("run.clear")}
        </button>
      )}
      <ExportButtons lab={lab} />
    </section>
  );
}

/** A shape and words, the same room in every state. */
function Progress({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFormat();
  const run = useStore(lab.run.store);
  useNow(200, run.type === "running");
  const shares = { idle: 0, refused: 0, preparing: 0, draining: 1, done: 1 } as const;
  const leftMs = run.type === "running" ? Math.max(0, run.endsAt - localNow()) : 0;
  const share = run.type === "running" ? 1 - leftMs / (run.endsAt - run.startedAt) : shares[run.type];
  const words = {
    idle: t("run.live"),
    refused: t("run.live"),
    preparing: t("run.preparing"),
    running: t("run.running", { left: format.duration(leftMs) }),
    draining: t("run.draining"),
    done: t("run.done"),
  }[run.type];
  return (
    <div className="run-progress" data-testid="run-progress" data-state={run.type}>
      <progress className="run-bar" max={1} value={share} aria-label={t("run.progress")} />
      <p className="lab-hint figures">{words}</p>
    </div>
  );
}
