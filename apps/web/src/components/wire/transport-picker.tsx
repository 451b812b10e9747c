// Which transport lies under the microscope, how its connection is, and what can be done over it.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { TRANSPORTS } from "@hydra/protocol";
import type { Microscope } from "../../stores/wire/microscope.ts";
import { Icon, TransportSign } from "../shell/icon.tsx";
import "./transport-picker.css";

export function TransportPicker({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { t: words } = useTranslation();
  const chosen = useStore(microscope.store, (state) => state.transport);
  return (
    <section className="picker" aria-labelledby="picker-title" data-transport={chosen}>
      <h2 id="picker-title" className="visually-hidden">
        {t("pick")}
      </h2>
      <div className="picker-row" role="radiogroup" aria-labelledby="picker-title">
        {TRANSPORTS.map((transport) => (
          <label key={transport} className="choice picker-choice" data-transport={transport}>
            <input
              type="radio"
              name="wire-transport"
              value={transport}
              checked={transport === chosen}
              data-testid={`wire-${transport}`}
              onChange={() => void microscope.connect(transport)}
            />
            <TransportSign transport={transport} />
            <span>{words(`transport.names.${transport}`)}</span>
          </label>
        ))}
      </div>
      <div className="picker-line">
        <WireStateWords microscope={microscope} />
        <Actions microscope={microscope} />
      </div>
    </section>
  );
}

function WireStateWords({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { t: words } = useTranslation();
  const wire = useStore(microscope.store, (state) => state.wire);
  return (
    <p className="picker-state" role="status" data-testid="wire-state" data-state={wire.type}>
      <span className="picker-dot" aria-hidden="true" />
      <span>
        {wire.type === "refused"
          ? t("state.refused", { reason: words(`errors.${wire.code}`) })
          : wire.type === "ended" && wire.reason !== ""
            ? t("state.endedWith", { reason: wire.reason })
            : t(`state.${wire.type}`)}
      </span>
    </p>
  );
}

function Actions({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { wire, transport, isTrafficOn } = useStore(microscope.store);
  const isOver = wire.type === "ended" || wire.type === "refused" || wire.type === "no-broker";
  const action = wire.type === "live" ? microscope.watch?.action : undefined;
  return (
    <div className="picker-actions">
      {action !== undefined && (
        <button
          type="button"
          className="button"
          data-testid="wire-act"
          title={t(`actions.${action}Hint`)}
          onClick={() => void microscope.watch?.act()}
        >
          <Icon name="arrow" />
          <span>{t(`actions.${action}`)}</span>
        </button>
      )}
      <button
        type="button"
        className="button"
        data-testid="wire-bots"
        onClick={() => microscope.setTraffic(!isTrafficOn)}
      >
        <Icon name={isTrafficOn ? "pause" : "play"} />
        <span>{t(isTrafficOn ? "actions.stopBots" : "actions.startBots")}</span>
      </button>
      <button
        type="button"
        className="button"
        data-testid="wire-connection"
        onClick={() => (isOver ? void microscope.connect(transport) : microscope.disconnect())}
      >
        <Icon name={isOver ? "link" : "cut"} />
        <span>{t(isOver ? "actions.connect" : "actions.disconnect")}</span>
      </button>
      {action !== undefined && <p className="lab-hint picker-hint">{t(`actions.${action}Hint`)}</p>}
    </div>
  );
}
