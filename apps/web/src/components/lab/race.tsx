// For every version, which lane showed it first: a track a lane with the newest versions, and how often each was first.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { TransportSign } from "../shell/icon.tsx";
import "./race.css";

/** As many as the measure reports. */
const VERSIONS = 32;

export function Race({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const decided = useStore(lab.figures, ({ race }) => race.decided);
  return (
    <section className="lab-panel race" aria-labelledby="race-title">
      <div className="race-title">
        <h2 id="race-title">{t("race.title")}</h2>
        <p className="lab-hint figures">{t("race.decided", { count: decided })}</p>
      </div>
      <p className="lab-hint">{t("race.text")}</p>
      <ul className="race-tracks">
        {TRANSPORTS.map((transport) => (
          <Track key={transport} lab={lab} transport={transport} decided={decided} />
        ))}
      </ul>
    </section>
  );
}

interface TrackProps {
  readonly lab: Lab;
  readonly transport: TransportName;
  readonly decided: number;
}

function Track({ lab, transport, decided }: TrackProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFineFormat();
  const { latest, lanes } = useStore(lab.figures, ({ race }) => race);
  const { wins = 0, marginP50Ms = null } = lanes.find(({ lane }) => lane === transport) ?? {};
  const places = latest.map((finish) => finish.places.findIndex(({ lane }) => lane === transport));
  return (
    <li className="race-lane" data-transport={transport} data-testid={`race-${transport}`} data-wins={wins}>
      <span className="race-name">
        <TransportSign transport={transport} />
        <span>{words(`transport.names.${transport}`)}</span>
      </span>
      <svg className="race-track" viewBox={`0 0 ${VERSIONS * 10} 10`} aria-hidden="true">
        <path className="race-first" d={marks(places, (place) => place === 0)} />
        <path className="race-later" d={marks(places, (place) => place > 0)} />
      </svg>
      <span className="race-figures figures">
        <strong>{t("race.wins", { wins })}</strong>
        <span>
          {wins === 0 || marginP50Ms === null
            ? t("race.never")
            : `${format.share(wins / Math.max(1, decided))} · ${t("race.margin", { margin: format.fineLatency(marginP50Ms) })}`}
        </span>
      </span>
    </li>
  );
}

/** A disc at each version, the newest at the right. */
function marks(places: readonly number[], isMarked: (place: number) => boolean): string {
  return places
    .flatMap((place, age) => {
      const x = (VERSIONS - age) * 10 - 5;
      return isMarked(place) ? [`M${x - 3.2} 5a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0`] : [];
    })
    .join("");
}
