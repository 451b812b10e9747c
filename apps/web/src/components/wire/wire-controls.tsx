// Pause, step, filter, copy, clear: what of the wire is on the screen.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { copyText } from "../../stores/clipboard.ts";
import { noteError, noteGood } from "../../stores/notices.ts";
import { filterUnits, type Microscope } from "../../stores/wire/microscope.ts";
import { dump } from "../../wire/hex.ts";
import { UNIT_KINDS, type Direction, type Unit } from "../../wire/unit.ts";
import { Icon } from "../shell/icon.tsx";
import "./wire-controls.css";

export function WireControls({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { isPaused, waiting } = useStore(microscope.store);
  return (
    <div className="wire-controls" role="group" aria-label={t("controls.title")}>
      <div className="wire-buttons">
        <button
          type="button"
          className="button"
          data-testid="wire-pause"
          aria-pressed={isPaused}
          onClick={() => (isPaused ? microscope.resume() : microscope.pause())}
        >
          <Icon name={isPaused ? "play" : "pause"} />
          <span>{t(isPaused ? "controls.resume" : "controls.pause")}</span>
        </button>
        <button
          type="button"
          className="button"
          data-testid="wire-step"
          disabled={!isPaused || waiting === 0}
          title={t("controls.stepHint")}
          onClick={() => microscope.step()}
        >
          <Icon name="step" />
          <span>{t("controls.step")}</span>
        </button>
        <CopyButtons microscope={microscope} />
        <button type="button" className="button" data-testid="wire-clear" onClick={() => microscope.clear()}>
          <Icon name="close" />
          <span>{t("controls.clear")}</span>
        </button>
        {isPaused && (
          <p className="wire-waiting figures" role="status" data-testid="wire-waiting" data-count={waiting}>
            {t("controls.waiting", { count: waiting })}
          </p>
        )}
      </div>
      <Filters microscope={microscope} />
    </div>
  );
}

function CopyButtons({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const state = useStore(microscope.store);
  const selected = state.units.find(({ id }) => id === state.selectedId);
  const copy = async (units: readonly Unit[]): Promise<void> => {
    const text = units.map(({ bytes }) => dump(bytes)).join("\n\n");
    if (await copyText(text)) noteGood(t("controls.copied"), "wire-copy");
    else noteError(t("controls.copyFailed"), "wire-copy");
  };
  return (
    <>
      <button
        type="button"
        className="button"
        data-testid="wire-copy"
        disabled={selected === undefined}
        onClick={() => void copy(selected === undefined ? [] : [selected])}
      >
        <Icon name="copy" />
        <span>{t("controls.copy")}</span>
      </button>
      <button
        type="button"
        className="button"
        data-testid="wire-copy-all"
        onClick={() => void copy(filterUnits(state))}
      >
        <Icon name="copy" />
        <span>{t("controls.copyAll")}</span>
      </button>
    </>
  );
}

const DIRECTIONS: readonly (Direction | undefined)[] = [undefined, "received", "sent"];

function Filters({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { direction, hidden } = useStore(microscope.store);
  return (
    <div className="wire-filters">
      <fieldset className="wire-filter">
        <legend>{t("controls.direction")}</legend>
        {DIRECTIONS.map((choice) => (
          <label key={choice ?? "both"} className="wire-check">
            <input
              type="radio"
              name="wire-direction"
              checked={choice === direction}
              data-testid={`wire-direction-${choice ?? "both"}`}
              onChange={() => microscope.filterDirection(choice)}
            />
            <span>{t(`controls.${choice ?? "both"}`)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="wire-filter">
        <legend>{t("controls.kinds")}</legend>
        {UNIT_KINDS.map((kind) => (
          <label key={kind} className="wire-check">
            <input
              type="checkbox"
              checked={!hidden.includes(kind)}
              data-testid={`wire-kind-${kind}`}
              onChange={({ target }) => microscope.setHidden(kind, !target.checked)}
            />
            <span>{t(`kinds.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
