// The lanes' figures, row by row, as the measure has them.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import type { ConnectionState } from "@hydra/client";
import type { LaneFigures } from "@hydra/measure";
import { useFineFormat, type FineFormat } from "../../hooks/use-fine-format.ts";
import { hasBroker, lacksBroker } from "../../stores/broker.ts";
import type { Lab } from "../../stores/lab/lab.ts";
import { Icon, TransportSign } from "../shell/icon.tsx";
import { ColumnHeading, type ColumnName } from "./column-heading.tsx";
import { BrokerNotes } from "./broker-notes.tsx";
import "./lane-table.css";

export function LaneTable({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const table = useStore(lab.figures, (figures) => figures.table);
  return (
    <section className="lab-panel" aria-labelledby="lanes-title">
      <h2 id="lanes-title">{t("table.title")}</h2>
      <div className="lanes-scroll" role="region" aria-label={t("table.scroll")} tabIndex={0}>
        <table className="lanes figures">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {t("table.lane")}
              </th>
              <th scope="colgroup" colSpan={4}>
                {t("table.staleness")}
              </th>
              {COLUMNS.slice(4).map(({ name }) => (
                <th key={name} scope="col" rowSpan={2}>
                  <ColumnHeading name={name} />
                </th>
              ))}
            </tr>
            <tr>
              {COLUMNS.slice(0, 4).map(({ name }) => (
                <th key={name} scope="col">
                  <ColumnHeading name={name} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {TRANSPORTS.map((transport) => (
              <LaneRow
                key={transport}
                lab={lab}
                transport={transport}
                row={table.find(({ lane }) => lane === transport)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <BrokerNotes lab={lab} />
      <Footnotes lab={lab} />
    </section>
  );
}

interface Column {
  readonly name: ColumnName;
  /** Null where there is no figure yet. */
  readonly write: (row: LaneFigures, format: FineFormat) => string | null;
  /** A figure above 0 that calls for attention. */
  readonly isBad?: (row: LaneFigures) => boolean;
  /** Whose interval is shown with it. */
  readonly interval?: "p50Ms" | "p95Ms" | "p99Ms";
}

const COLUMNS: readonly Column[] = [
  {
    name: "p50",
    write: ({ staleness }, f) => staleness && f.fineLatency(staleness.p50Ms),
    interval: "p50Ms",
  },
  {
    name: "p95",
    write: ({ staleness }, f) => staleness && f.fineLatency(staleness.p95Ms),
    interval: "p95Ms",
  },
  {
    name: "p99",
    write: ({ staleness }, f) => staleness && f.fineLatency(staleness.p99Ms),
    interval: "p99Ms",
  },
  { name: "worst", write: ({ staleness }, f) => staleness && f.fineLatency(staleness.worstMs) },
  { name: "age", write: ({ meanAgeMs }, f) => (meanAgeMs === null ? null : f.fineLatency(meanAgeMs)) },
  { name: "shown", write: ({ shown }, f) => f.whole(shown) },
  { name: "skipped", write: ({ skipped }, f) => f.whole(skipped) },
  { name: "missed", write: ({ missed }, f) => f.whole(missed), isBad: ({ missed }) => missed > 0 },
  { name: "repeated", write: ({ repeated }, f) => f.whole(repeated), isBad: ({ repeated }) => repeated > 0 },
  { name: "requests", write: ({ cost }, f) => cost && f.whole(cost.requests) },
  { name: "received", write: ({ cost }, f) => cost && f.bytes(cost.bytesIn) },
  { name: "sent", write: ({ cost }, f) => cost && f.bytes(cost.bytesOut) },
  {
    name: "outages",
    write: ({ outages, outageMs }, f) => {
      const count = outages.count + (outageMs === null ? 0 : 1);
      return count === 0 ? f.whole(0) : `${f.whole(count)} · ${f.latency(outages.totalMs + (outageMs ?? 0))}`;
    },
    isBad: ({ outageMs }) => outageMs !== null,
  },
];

interface IntervalProps {
  readonly lab: Lab;
  readonly transport: TransportName;
  readonly figure: NonNullable<Column["interval"]>;
}

interface LaneRowProps {
  readonly lab: Lab;
  readonly transport: TransportName;
  readonly row: LaneFigures | undefined;
}

function LaneRow({ lab, transport, row }: LaneRowProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFineFormat();
  const isPaused = useStore(lab.store, ({ setUp }) => setUp.paused.includes(transport));
  const lane = words(`transport.names.${transport}`);
  const label = isPaused ? t("table.resume", { name: lane }) : t("table.pause", { name: lane });
  return (
    <tr data-testid={`lane-${transport}`} data-transport={transport} {...attributesOf(row)}>
      <th scope="row">
        <span className="lane-head">
          <button
            type="button"
            className="lane-pause"
            data-testid={`pause-${transport}`}
            aria-label={label}
            title={label}
            onClick={() => lab.setPaused(transport, !isPaused)}
          >
            <Icon name={isPaused ? "play" : "pause"} />
          </button>
          <TransportSign transport={transport} />
          <span className="lane-name">
            <span>{lane}</span>
            <LaneState lab={lab} transport={transport} row={row} />
          </span>
        </span>
      </th>
      {COLUMNS.map(({ name: column, write, isBad, interval }) => (
        <td key={column} data-bad={row !== undefined && (isBad?.(row) ?? false)} translate="no">
          <span>{(row && write(row, format)) ?? t("table.none")}</span>
          {interval !== undefined && <IntervalOf lab={lab} transport={transport} figure={interval} />}
        </td>
      ))}
    </tr>
  );
}

/** Of a run that is done, by its own blocks. */
function IntervalOf({ lab, transport, figure }: IntervalProps): React.JSX.Element | null {
  const format = useFineFormat();
  const run = useStore(lab.run.store);
  if (run.type !== "done") return null;
  const lane = run.result.blocks.lanes.find((other) => other.lane === transport);
  const ends = lane?.intervals?.[figure];
  const staleness = run.result.table.find((row) => row.lane === transport)?.staleness;
  if (ends === undefined || !staleness) return null;
  const [low, high] = ends;
  return (
    <small className="lane-interval" data-low={low} data-high={high}>
      {format.range(ends, staleness[figure])}
    </small>
  );
}

function LaneState({ lab, transport, row }: LaneRowProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const connection = useStore(lab.store, ({ connections }) => connections[transport]);
  const isSlow = useStore(lab.store, ({ setUp }) => setUp.slow === transport);
  const { state = "waiting", diverged = 0 } = row ?? {};
  const isHeld = state === "paused" || state === "hidden";
  const shown = isHeld ? state : (troubleOf(transport, connection) ?? state);
  return (
    <span className="lane-state" data-state={shown}>
      <span>{t(`table.states.${shown}`)}</span> {isSlow && <span>{`· ${t("table.readsSlowly")}`}</span>}
      {diverged > 0 && <span data-bad="true">{` · ${t("table.diverged", { diverged })}`}</span>}
    </span>
  );
}

/** What keeps a lane from its feed, if anything does. */
function troubleOf(
  transport: TransportName,
  connection: ConnectionState | undefined,
): "lost" | "refused" | "broker-away" | "no-broker" | undefined {
  switch (connection?.type) {
    case "reconnecting":
      // The server answers, and the broker does not.
      return hasBroker(transport) && connection.obstacle !== undefined ? "broker-away" : "lost";
    case "offline":
      return "lost";
    case "refused":
      return lacksBroker(transport, connection.code) ? "no-broker" : "refused";
    default:
      return undefined;
  }
}

/** What tests read, exact. */
function attributesOf(row: LaneFigures | undefined): Record<`data-${string}`, string | number | undefined> {
  const { staleness, cost, cursor } = row ?? {};
  return {
    "data-p50": staleness?.p50Ms,
    "data-p95": staleness?.p95Ms,
    "data-p99": staleness?.p99Ms,
    "data-worst": staleness?.worstMs,
    "data-active": row?.activeMs,
    "data-shown": row?.shown,
    "data-skipped": row?.skipped,
    "data-missed": row?.missed,
    "data-repeated": row?.repeated,
    "data-repaired": row?.repaired,
    "data-discarded": row?.discarded,
    "data-diverged": row?.diverged,
    "data-verified": row?.verified,
    "data-reconnects": row?.outages.count,
    "data-outage": row === undefined ? undefined : row.outages.totalMs + (row.outageMs ?? 0),
    "data-requests": cost?.requests,
    "data-bytes-in": cost?.bytesIn,
    "data-bytes-out": cost?.bytesOut,
    "data-cursor": cursor ? `${cursor.epoch}:${cursor.seq}` : undefined,
  };
}

function Footnotes({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFineFormat();
  const { clock, versions } = useStore(lab.figures, (figures) => figures.overview);
  const unaccounted = useStore(lab.figures, ({ table }) =>
    table.reduce((most, row) => Math.max(most, row.unaccounted), versions.unaccounted),
  );
  return (
    <div className="lab-hint figures lanes-notes">
      <p data-testid="clock" data-uncertainty={clock?.uncertaintyMs}>
        {clock === null
          ? t("table.noClock")
          : t(clock.offsetMs < 0 ? "table.clockBehind" : "table.clock", {
              offset: format.fineLatency(Math.abs(clock.offsetMs)),
              uncertainty: format.fineLatency(clock.uncertaintyMs),
            })}
      </p>
      <p>{t("table.versions", { known: versions.known, unaccounted })}</p>
      <p>{t("table.how")}</p>
    </div>
  );
}
