// The verdict in plain words, with the numbers behind it.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import type { LaneVerdict, Need, Verdict } from "@hydra/measure";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import { useVerdictWords } from "../../hooks/lab/use-verdict-words.ts";
import type { RunResult } from "@hydra/lab";
import type { Lab } from "../../stores/lab/lab.ts";
import { RunHits } from "./run-hits.tsx";
import { TransportSign } from "../shell/icon.tsx";
import "./verdict-panel.css";

export function VerdictPanel({ lab }: { lab: Lab }): React.JSX.Element | null {
  const run = useStore(lab.run.store);
  return run.type === "done" ? <RunVerdict result={run.result} /> : null;
}

function RunVerdict({ result }: { result: RunResult }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFineFormat();
  const { verdict, setUp, recording } = result;
  const words = useVerdictWords();
  const { thresholds } = verdict;
  return (
    <section className="lab-panel verdict" aria-labelledby="verdict-title" data-testid="run-verdict">
      <h2 id="verdict-title">{t("verdict.title")}</h2>
      <p className="verdict-lead">
        {t("verdict.lead", {
          count: verdict.hitsPerSecond,
          rate: format.whole(verdict.hitsPerSecond),
          weather: t(`weather.names.${setUp.weather}`),
        })}
      </p>
      <Ended result={result} />
      <RunHits traffic={result.traffic} />
      {result.faults.length > 0 && (
        <p className="lab-problem" data-testid="run-faults">
          {t("faults.inRun", { count: result.faults.length })}
        </p>
      )}
      <Choices verdict={verdict} />
      <ul className="verdict-lanes">
        {verdict.lanes.map((lane) => (
          <LaneVerdictItem key={lane.lane} lane={lane} />
        ))}
      </ul>
      <h3>{t("verdict.caveats")}</h3>
      <ul className="verdict-caveats lab-hint">
        <li data-testid="verdict-thresholds">
          {t("verdict.thresholds", {
            blocks: thresholds.blocks,
            length: format.duration(thresholds.blockMs),
            ms: format.fineLatency(thresholds.notable.freshness.least),
            share: format.share(thresholds.notable.freshness.share),
          })}
        </li>
        {verdict.caveats.map((caveat) => (
          <li key={caveat.code}>{words.caveat(caveat)}</li>
        ))}
        <li>{t("verdict.caveat.frames")}</li>
        {setUp.slow !== null && <li>{t("verdict.caveat.slow", { lane: words.lane(setUp.slow) })}</li>}
        {recording.dropped > 0 && <li>{t("verdict.caveat.dropped", { count: recording.dropped })}</li>}
      </ul>
    </section>
  );
}

/** What the whole page is a proof of. */
function Ended({ result }: { result: RunResult }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFineFormat();
  const { isSame, rows, cursors } = result.ending;
  const [cursor] = Object.values(cursors);
  // A lane that never had its feed has none.
  const apart = [...new Set(Object.values(cursors).filter((of) => of !== ""))].join(", ");
  return (
    <p data-testid="run-ending" data-same={isSame}>
      {isSame
        ? t("verdict.ended", { cursor, rows: format.whole(rows) })
        : t("verdict.endedApart", { cursors: apart })}
    </p>
  );
}

/** What matters most to most people first. */
const NEEDS: readonly Need[] = [
  "balanced",
  "freshest",
  "fewest-bytes",
  "fewest-requests",
  "fewest-connections",
];

function Choices({ verdict }: { verdict: Verdict }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const words = useVerdictWords();
  const choices = NEEDS.flatMap((need) => verdict.choices.filter((choice) => choice.need === need));
  if (choices.length === 0) return <p>{t("verdict.none")}</p>;
  return (
    <dl className="verdict-choices">
      {choices.map(({ need, lane, alike, unclear, isFirm }) => (
        <div key={need} data-transport={lane} data-need={need} data-firm={isFirm}>
          <dt>{t(`verdict.needs.${need}`)}</dt>
          <dd>
            <LaneMark lane={lane} />
            <span>{t(`verdict.choose.${need}`, { lane: words.lane(lane) })}</span>
          </dd>
          {alike.length > 0 && <Others words={t("verdict.alike")} lanes={alike} />}
          {unclear.length > 0 && <Others words={t("verdict.unclear")} lanes={unclear} />}
          {!isFirm && <dd className="verdict-alike">{t("verdict.notFirm")}</dd>}
        </div>
      ))}
    </dl>
  );
}

interface OthersProps {
  readonly words: string;
  readonly lanes: readonly string[];
}

/** What might have been chosen as well. Only the signs have the lanes' colours: words would be too pale on another's. */
function Others({ words: heading, lanes }: OthersProps): React.JSX.Element {
  const words = useVerdictWords();
  return (
    <dd className="verdict-alike">
      <span>{heading}</span>
      <ul>
        {lanes.map((lane) => (
          <li key={lane} data-transport={lane}>
            <LaneMark lane={lane} />
            <span>{words.lane(lane)}</span>
          </li>
        ))}
      </ul>
    </dd>
  );
}

function LaneMark({ lane }: { lane: string }): React.JSX.Element | null {
  const transport = transportOf(lane);
  return transport === undefined ? null : <TransportSign transport={transport} />;
}

function transportOf(lane: string): TransportName | undefined {
  return TRANSPORTS.find((transport) => transport === lane);
}

function LaneVerdictItem({ lane }: { lane: LaneVerdict }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFineFormat();
  const words = useVerdictWords();
  return (
    <li className="verdict-lane" data-transport={lane.lane} data-eligible={lane.isEligible}>
      <h3>
        <LaneMark lane={lane.lane} />
        <span>{words.lane(lane.lane)}</span>
      </h3>
      {lane.p50Ms !== null && lane.p95Ms !== null && (
        <p className="figures verdict-of">
          {t("verdict.of", { p50: format.fineLatency(lane.p50Ms), p95: format.fineLatency(lane.p95Ms) })}
        </p>
      )}
      <ul>
        {lane.reasons.map((reason) => (
          <li key={reason.code}>{words.reason(reason)}</li>
        ))}
      </ul>
    </li>
  );
}
