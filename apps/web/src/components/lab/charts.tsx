// Two charts of the lanes: staleness as time goes on, and how often how much of it.
import { useCallback } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import UPlot, { type Axis, type Options, type Series } from "uplot";
import { TRANSPORTS } from "@hydra/protocol";
import { useFineFormat, type FineFormat } from "../../hooks/use-fine-format.ts";
import { distributionLines, timelineLines, type Lines } from "../../stores/lab/chart-lines.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { TransportSign } from "../shell/icon.tsx";
import { LOOKS } from "../../transport-looks.ts";
import type { Paint } from "./paint.ts";
import { Plot } from "./plot.tsx";
import "./charts.css";

export function Charts({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFineFormat();
  const subscribe = useCallback((listener: () => void) => lab.figures.subscribe(listener), [lab]);
  const timeline = useCallback((): Lines => {
    const { timelines, overview } = lab.figures.getState();
    const lanes = TRANSPORTS.map((transport) => timelines.get(transport) ?? []);
    const firstAt = Math.min(...lanes.flatMap(([first]) => (first === undefined ? [] : [first.at])));
    return timelineLines(lanes, overview.run.startedAt ?? firstAt);
  }, [lab]);
  const distribution = useCallback((): Lines => {
    const { distributions } = lab.figures.getState();
    return distributionLines(TRANSPORTS.map((transport) => distributions.get(transport)?.ecdf ?? []));
  }, [lab]);
  const timelineOptions = useCallback((paint: Paint) => timelineLook(paint, format), [format]);
  const distributionOptions = useCallback((paint: Paint) => distributionLook(paint, format), [format]);
  const label = useSummary(lab);

  return (
    <div className="charts">
      <figure className="lab-panel chart chart-timeline">
        <figcaption>
          <h2>{t("chart.timeline")}</h2>
          <p className="lab-hint">{t("chart.timelineText")}</p>
        </figcaption>
        <Plot
          lines={timeline}
          subscribe={subscribe}
          options={timelineOptions}
          label={`${t("chart.timeline")}. ${label}`}
        />
        <Legend />
      </figure>
      <figure className="lab-panel chart">
        <figcaption>
          <h2>{t("chart.distribution")}</h2>
          <p className="lab-hint">{t("chart.distributionText")}</p>
        </figcaption>
        <Plot
          lines={distribution}
          subscribe={subscribe}
          options={distributionOptions}
          label={`${t("chart.distribution")}. ${label}`}
        />
        <Legend />
      </figure>
    </div>
  );
}

/** The charts in a sentence a lane. */
function useSummary(lab: Lab): string {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFineFormat();
  const table = useStore(lab.figures, (figures) => figures.table);
  const parts = TRANSPORTS.flatMap((transport) => {
    const staleness = table.find(({ lane }) => lane === transport)?.staleness;
    if (staleness === null || staleness === undefined) return [];
    const name = words(`transport.names.${transport}`);
    const [p50, p95] = [format.fineLatency(staleness.p50Ms), format.fineLatency(staleness.p95Ms)];
    return [t("chart.summary", { name, p50, p95 })];
  });
  return parts.length === 0 ? t("chart.empty") : parts.join("; ");
}

function Legend(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <ul className="legend">
      {TRANSPORTS.map((transport) => (
        <li key={transport} data-transport={transport}>
          <svg viewBox="0 0 32 6" aria-hidden="true">
            <path d="M0 3H32" strokeDasharray={LOOKS[transport].dashes.join(" ")} />
          </svg>
          <TransportSign transport={transport} />
          <span>{t(`transport.names.${transport}`)}</span>
        </li>
      ))}
    </ul>
  );
}

// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a const enum of types only
const LOGARITHMIC: UPlot.Scale.Distr = 3;

function lanesLook(paint: Paint): Series[] {
  return TRANSPORTS.map((transport) => ({
    stroke: paint(transport),
    width: 2,
    dash: [...LOOKS[transport].dashes],
    spanGaps: true,
    points: { show: false },
  }));
}

function axisLook(paint: Paint): Pick<Axis, "stroke" | "grid" | "ticks" | "font" | "labelFont"> {
  const line = { stroke: paint("line"), width: 1 };
  const font = `12px ${getComputedStyle(document.documentElement).fontFamily}`;
  return { stroke: paint("text-soft"), grid: line, ticks: line, font, labelFont: font };
}

const STILL: Pick<Options, "legend" | "cursor" | "padding"> = {
  legend: { show: false },
  cursor: { show: false },
  // At the right, half the words under the last line.
  padding: [8, 24, 0, 0],
};

/** Between two lines, so that no two have the same words. */
const WHOLE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300];

/** Only powers of ten have a line and words: a logarithmic axis has no room for more. */
function decades(splits: readonly number[]): (number | null)[] {
  return splits.map((value) => (Math.abs(Math.log10(value) % 1) < 1e-6 ? value : null));
}

function latencyAxis(paint: Paint, format: FineFormat): Axis {
  const axis = axisLook(paint);
  return {
    ...axis,
    // It skips what the others are given as null.
    grid: { ...axis.grid, filter: (_, splits) => decades(splits) },
    ticks: { ...axis.ticks, filter: (_, splits) => decades(splits) },
    values: (_, splits) => decades(splits).map((ms) => (ms === null ? null : format.latency(ms))),
  };
}

function timelineLook(paint: Paint, format: FineFormat): Omit<Options, "width" | "height"> {
  const axis = axisLook(paint);
  return {
    ...STILL,
    scales: {
      x: { time: false },
      y: { distr: LOGARITHMIC, range: (_, least, most) => logRange(least, most) },
    },
    series: [{}, ...lanesLook(paint)],
    axes: [
      {
        ...axis,
        incrs: [...WHOLE_SECONDS],
        values: (_, splits) => splits.map((seconds) => format.duration(seconds * 1_000)),
      },
      { ...latencyAxis(paint, format), size: 62 },
    ],
  };
}

function distributionLook(paint: Paint, format: FineFormat): Omit<Options, "width" | "height"> {
  const axis = axisLook(paint);
  const stepped = UPlot.paths.stepped?.({ align: 1 });
  return {
    ...STILL,
    scales: {
      x: { time: false, distr: LOGARITHMIC, range: (_, least, most) => logRange(least, most) },
      y: { range: [0, 1] },
    },
    series: [{}, ...lanesLook(paint).map((lane) => (stepped ? { ...lane, paths: stepped } : lane))],
    axes: [
      latencyAxis(paint, format),
      { ...axis, size: 56, values: (_, splits) => splits.map((share) => format.share(share)) },
    ],
  };
}

/** Whole decades around what there is; a second's worth when there is nothing. */
function logRange(least: number | null, most: number | null): [number, number] {
  const from = 10 ** Math.floor(Math.log10(least ?? 1) + 1e-9);
  const to = 10 ** Math.ceil(Math.log10(most ?? 1_000) - 1e-9);
  return [from, Math.max(to, from * 10)];
}
