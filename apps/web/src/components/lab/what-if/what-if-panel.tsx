// "My traffic": what a person's own traffic would need, cost and break over each transport, from the run just measured and stated models.
import { useMemo } from "react";
import { useTranslation } from "../../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { addEntry, measuredRunOf, recommendedLanes } from "@hydra/lab";
import {
  cheapestMonth,
  encodeWhatIf,
  encodeWhatIfCsv,
  publishedIn,
  whatIf,
  type Scenario,
  type WhatIf,
} from "@hydra/what-if";
import type { Lab } from "../../../stores/lab/lab.ts";
import { editPrice, scenarioOf } from "../../../stores/lab/what-if-entry.ts";
import { Icon } from "../../shell/icon.tsx";
import { download } from "../download.ts";
import { EntryForm } from "./entry-form.tsx";
import { FigureButton } from "./figure-button.tsx";
import { LaneNeeds } from "./lane-needs.tsx";
import { LimitList } from "./limit-list.tsx";
import { PriceTable } from "./price-table.tsx";
import "./what-if.css";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function WhatIfPanel({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const entry = useStore(lab.entry);
  const pollIntervalMs = useStore(lab.store, ({ setUp }) => setUp.pollIntervalMs);
  const result = useStore(lab.run.store, (run) => (run.type === "done" ? run.result : undefined));
  const run = useMemo(() => (result === undefined ? null : measuredRunOf(result)), [result]);
  const scenario = scenarioOf(entry, run, pollIntervalMs);
  const { prices } = entry;
  // oxlint-disable-next-line react/exhaustive-deps -- of a scenario its values matter
  const answer = useMemo(() => whatIf({ scenario, run, prices }), [JSON.stringify(scenario), run, prices]);
  const published = run === null ? undefined : publishedIn(run);
  const change = (part: Partial<Scenario>): void =>
    lab.entry.setState({ scenario: { ...scenario, ...part } });
  return (
    <section
      className="lab-panel what-if"
      aria-labelledby="what-if-title"
      data-testid="what-if"
      data-clients={scenario.clients}
      data-cost={cheapestMonth(answer, recommendedLanes(result)) ?? undefined}
    >
      <h2 id="what-if-title">{t("title")}</h2>
      <p className="lab-hint">{t("hint")}</p>
      <EntryForm
        scenario={scenario}
        onChange={change}
        onTake={published && (() => change(published))}
        onReset={() => lab.entry.setState({ scenario: null })}
      />
      <p className="lab-hint" data-testid="what-if-basis" data-run={run !== null}>
        {t(run === null ? "stated" : "measured")}
      </p>
      <h3>{t("lanes")}</h3>
      <ul className="what-if-lanes">
        {answer.lanes.map((needs) => (
          <LaneNeeds key={needs.lane} needs={needs} />
        ))}
      </ul>
      <Hosted answer={answer} />
      <PriceTable edits={prices} onEdit={(id, usd) => editPrice(lab.entry, id, usd)} />
      <Exports lab={lab} answer={answer} runFinishedAt={result?.finishedAt ?? null} />
    </section>
  );
}

function Hosted({ answer }: { answer: WhatIf }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  return (
    <div className="what-if-hosted">
      <h3>{t("hosted")}</h3>
      <p className="lab-hint">{t("hostedHint")}</p>
      <dl>
        {answer.hosted.map(({ service, vendor, month }) => (
          <div key={service}>
            <dt translate="no">{vendor}</dt>
            <dd>
              <FigureButton
                figure={month}
                label={`${vendor}, ${t("needs.month")}`}
                testId={`what-if-hosted-${service}`}
              />
            </dd>
          </div>
        ))}
      </dl>
      <LimitList lane="hosted" name={t("hosted")} limits={answer.hostedLimits} heading="h4" />
    </div>
  );
}

interface ExportsProps {
  readonly lab: Lab;
  readonly answer: WhatIf;
  readonly runFinishedAt: string | null;
}

const ENCODERS = { json: encodeWhatIf, csv: encodeWhatIfCsv } as const;

function Exports({ lab, answer, runFinishedAt }: ExportsProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const save = (type: keyof typeof ENCODERS): void => {
    const { prices } = lab.entry.getState();
    const link = new URL(location.href);
    addEntry(link.searchParams, { scenario: answer.scenario, prices });
    const madeAt = new Date().toISOString();
    const about = { prices, link: link.href, madeAt, runFinishedAt };
    download(ENCODERS[type](answer, about), `${t("export.file")}-${madeAt.replaceAll(/[:.]/g, "-")}`, type);
  };
  return (
    <div className="what-if-actions" role="group" aria-label={t("export.title")}>
      {(["json", "csv"] as const).map((type) => (
        <button
          key={type}
          type="button"
          className="button"
          data-testid={`what-if-export-${type}`}
          onClick={() => save(type)}
        >
          <Icon name="download" />
          <span>{t(`export.${type}`)}</span>
        </button>
      ))}
    </div>
  );
}
