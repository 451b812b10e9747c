// What is measured: the bots, the network before all lanes, the pause between polls.
import { useId } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { SLOW_READER_BYTES_PER_SECOND, TRANSPORTS } from "@hydra/protocol";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { interruptionOf, WEATHER_CHOICES } from "@hydra/lab";
import { useIsLocked } from "../../hooks/lab/use-is-locked.ts";
import { Icon } from "../shell/icon.tsx";
import { NumberField } from "./number-field.tsx";
import { SelectField } from "./select-field.tsx";
import { useWeatherWords } from "./weather-words.ts";
import "./set-up-panel.css";

export function SetUpPanel({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const isLocked = useIsLocked(lab);
  return (
    <section className="lab-panel set-up" aria-labelledby="set-up-title">
      <h2 id="set-up-title">{t("setUp.title")}</h2>
      <Traffic lab={lab} isLocked={isLocked} />
      <Network lab={lab} isLocked={isLocked} />
      <Connections lab={lab} />
      {isLocked && <p className="lab-hint">{t("setUp.locked")}</p>}
    </section>
  );
}

interface PartProps {
  readonly lab: Lab;
  readonly isLocked: boolean;
}

function Traffic({ lab, isLocked }: PartProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const isOn = useStore(lab.store, (state) => state.isTrafficOn);
  return (
    <fieldset className="set-up-group">
      <legend>{t("setUp.traffic")}</legend>
      <div className="set-up-numbers">
        <NumberField lab={lab} name="hitsPerSecond" testId="traffic-rate" isLocked={isLocked} />
        <NumberField lab={lab} name="bots" testId="traffic-bots" isLocked={isLocked} />
        <NumberField lab={lab} name="seed" testId="traffic-seed" isLocked={isLocked} />
      </div>
      <div className="set-up-line">
        <button
          type="button"
          className="button"
          data-testid="traffic-toggle"
          disabled={isLocked}
          onClick={() => lab.setTraffic(!isOn)}
        >
          <Icon name={isOn ? "pause" : "play"} />
          <span>{isOn ? t("setUp.stop") : t("setUp.start")}</span>
        </button>
        <BotsStatus lab={lab} isOn={isOn} />
      </div>
    </fieldset>
  );
}

function BotsStatus({ lab, isOn }: { lab: Lab; isOn: boolean }): React.JSX.Element | null {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const lease = useStore(lab.traffic.store);
  const bots = useStore(lab.store, (state) => state.bots);
  if (lease.type === "refused") {
    return (
      <p className="lab-problem" role="alert" data-testid="traffic-problem">
        {lease.code === "lab-busy"
          ? t("setUp.busy")
          : t("setUp.failed", { reason: words(`errors.${lease.code}`) })}
      </p>
    );
  }
  if (!isOn || bots === undefined) return null;
  const { hits, refused, late, hitsPerSecond: asked } = bots;
  const granted = Math.floor(bots.grantedHitsPerSecond);
  return (
    <>
      <p className="lab-hint figures">
        {refused + late > 0
          ? t("setUp.botsRefused", { count: hits, refused, late })
          : t("setUp.bots", { count: hits })}
      </p>
      {granted < asked && (
        <p className="lab-problem figures" role="status" data-testid="traffic-shared">
          {t("setUp.shared", { granted, asked })}
        </p>
      )}
    </>
  );
}

function Network({ lab, isLocked }: PartProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const id = useId();
  const setUp = useStore(lab.store, (state) => state.setUp);
  const lease = useStore(lab.weather.store, ({ type }) => type);
  const weatherWords = useWeatherWords(lab.place);
  const { hasWeather } = lab.place;
  return (
    <fieldset className="set-up-group">
      <legend>{t("setUp.network")}</legend>
      <div className="set-up-numbers">
        <div className="set-up-weather">
          <SelectField
            label={t("setUp.weather")}
            testId="weather"
            options={WEATHER_CHOICES.map((value) => ({ value, text: t(`weather.names.${value}`) }))}
            value={setUp.weather}
            isLocked={isLocked || !hasWeather}
            describedBy={`${id}-is`}
            lease={lease}
            onChange={(weather) => lab.change({ weather })}
          />
        </div>
        {setUp.weather === "custom" && (
          <NumberField lab={lab} name="delayMs" testId="weather-delay" isLocked={isLocked} />
        )}
        {setUp.weather === "idle-timeout" && (
          <NumberField lab={lab} name="idleSeconds" testId="weather-idle" isLocked={isLocked} />
        )}
        <NumberField lab={lab} name="pollIntervalMs" testId="poll-interval" isLocked={isLocked} />
        <SlowReader lab={lab} isLocked={isLocked} />
      </div>
      <p className="lab-hint figures" id={`${id}-is`}>
        {weatherWords(setUp)}
      </p>
      <div className="set-up-line">
        <button
          type="button"
          className="button"
          data-testid="weather-cut"
          disabled={!hasWeather}
          onClick={() => lab.cut(interruptionOf(setUp.weather))}
        >
          <Icon name="cut" />
          <span>{t(setUp.weather === "captive-portal" ? "weather.portalNow" : "setUp.cut")}</span>
        </button>
        <WeatherProblem lab={lab} />
      </div>
    </fieldset>
  );
}

/** Which lane reads slowly, if any does. */
function SlowReader({ lab, isLocked }: PartProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFineFormat();
  const id = useId();
  const slow = useStore(lab.store, (state) => state.setUp.slow);
  return (
    <div className="set-up-weather">
      <SelectField
        label={t("setUp.slow")}
        testId="slow-reader"
        options={[
          { value: "", text: t("setUp.slowNone") },
          ...TRANSPORTS.map((value) => ({ value, text: words(`transport.names.${value}`) })),
        ]}
        value={slow ?? ""}
        isLocked={isLocked || !lab.place.hasWeather}
        describedBy={`${id}-is`}
        onChange={(value) => lab.change({ slow: value === "" ? null : value })}
      />
      {slow !== null && (
        <p className="lab-hint" id={`${id}-is`}>
          {t("setUp.slowIs", { bandwidth: format.bandwidth(SLOW_READER_BYTES_PER_SECOND) })}
        </p>
      )}
    </div>
  );
}

function WeatherProblem({ lab }: { lab: Lab }): React.JSX.Element | null {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const lease = useStore(lab.weather.store);
  if (lease.type !== "refused") return null;
  return (
    <p className="lab-problem" role="alert" data-testid="weather-problem">
      {t("weather.failed", { reason: words(`errors.${lease.code}`) })}
    </p>
  );
}

/** How many connections the lanes take, and a warning when other tabs take as many. */
function Connections({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const count = useStore(lab.openLabs.store);
  if (count < 2) return <p className="lab-hint">{t("setUp.hosts")}</p>;
  return (
    <p className="lab-problem" role="alert" data-testid="starving">
      {t("setUp.starving", { count })}
    </p>
  );
}
