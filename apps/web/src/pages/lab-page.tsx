// The lab: all transports at once, on one stream of hits, measured alike.
import { useEffect } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { Link } from "wouter";
import { useStore } from "zustand";
import { Charts } from "../components/lab/charts.tsx";
import { FaultBench } from "../components/lab/fault-bench.tsx";
import { LaneTable } from "../components/lab/lane-table.tsx";
import { Race } from "../components/lab/race.tsx";
import { RunAnnouncer } from "../components/lab/run-announcer.tsx";
import { RunPanel } from "../components/lab/run-panel.tsx";
import { SetUpPanel } from "../components/lab/set-up-panel.tsx";
import { ShareButton } from "../components/lab/share-button.tsx";
import { VerdictPanel } from "../components/lab/verdict-panel.tsx";
import { Icon } from "../components/shell/icon.tsx";
import { ComingPart } from "../components/shell/boundaries.tsx";
import { createPart } from "../components/shell/part.tsx";
import { TopBar } from "../components/shell/top-bar.tsx";
import { useLab, type OpenLab } from "../hooks/lab/use-lab.ts";
import { useTitle } from "../hooks/use-title.ts";
import type { Lab } from "../stores/lab/lab.ts";
import { addEntry, encodeSetUp } from "@hydra/lab";
import { encodePrices } from "@hydra/what-if";
import { LabDoor } from "./lab-door.tsx";
import "./lab-page.css";

const WhatIfPanel = createPart(() => import("../components/lab/what-if/what-if-panel.tsx"), "traffic");

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function LabPage(): React.JSX.Element {
  const { t } = useTranslation("lab");
  const opening = useLab();
  useTitle(t("page"));
  if (opening.type === "open") return <Bench {...opening.opened} />;
  const problem = opening.type === "failed" ? opening.code : undefined;
  return <LabDoor title={t("title")} text={t("opening")} problem={problem} />;
}

function Bench({ lab, unusable }: OpenLab): React.JSX.Element {
  const { t } = useTranslation("lab");
  useAddress(lab);
  return (
    <div className="lab">
      <TopBar
        actions={
          <>
            <ShareButton />
            <Link className="button wire-link" href="/lab/wire" data-testid="to-wire">
              <Icon name="lens" />
              <span>{t("wire")}</span>
            </Link>
          </>
        }
      >
        <h1 className="lab-name">{t("title")}</h1>
      </TopBar>
      <main id="content" className="lab-grid" tabIndex={-1}>
        <div className="lab-controls">
          {unusable.length > 0 && (
            <p className="lab-problem" role="alert" data-testid="link-problem">
              {t("unusable", { names: unusable.join(", ") })}
            </p>
          )}
          <RunPanel lab={lab} />
          <SetUpPanel lab={lab} />
          <FaultBench lab={lab} />
        </div>
        <div className="lab-figures">
          <p className="lab-promise">{t("promise")}</p>
          <VerdictPanel lab={lab} />
          <LaneTable lab={lab} />
          <Charts lab={lab} />
          <Race lab={lab} />
          <ComingPart>
            <WhatIfPanel lab={lab} />
          </ComingPart>
        </div>
      </main>
      <RunAnnouncer lab={lab} />
    </div>
  );
}

/** Keeps the address what a link to this set-up would be. */
function useAddress(lab: Lab): void {
  const setUp = useStore(lab.store, (state) => state.setUp);
  const { scenario, prices } = useStore(lab.entry);
  useEffect(() => {
    const params = encodeSetUp(setUp);
    if (scenario !== null) addEntry(params, { scenario, prices });
    else for (const [name, price] of encodePrices(prices)) params.set(name, price);
    const family = new URLSearchParams(location.search).get("family");
    if (family !== null) params.set("family", family);
    history.replaceState(history.state, "", `${location.pathname}?${params}`);
  }, [setUp, scenario, prices]);
}
