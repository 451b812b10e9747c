// The microscope: the true bytes of a connection of one's own, and what happens to those who break the rules.
import { useEffect } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { useStore } from "zustand";
import { Link } from "wouter";
import { TopBar } from "../components/shell/top-bar.tsx";
import { Bench } from "../components/wire/bench.tsx";
import { Inspector } from "../components/wire/inspector.tsx";
import { TransportPicker } from "../components/wire/transport-picker.tsx";
import { UnitList } from "../components/wire/unit-list.tsx";
import { WireControls } from "../components/wire/wire-controls.tsx";
import { useTitle } from "../hooks/use-title.ts";
import { useMicroscope } from "../hooks/wire/use-microscope.ts";
import type { Microscope } from "../stores/wire/microscope.ts";
import { LabDoor } from "./lab-door.tsx";
import "./lab-page.css";
import "./wire-page.css";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function WirePage(): React.JSX.Element {
  const { t } = useTranslation("wire");
  const opening = useMicroscope();
  useTitle(t("page"));
  if (opening.type === "open") return <Slide microscope={opening.opened} />;
  const problem = opening.type === "failed" ? opening.code : undefined;
  return <LabDoor title={t("title")} text={t("opening")} problem={problem} />;
}

function Slide({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const transport = useStore(microscope.store, (state) => state.transport);
  useEffect(() => {
    history.replaceState(history.state, "", `${location.pathname}?transport=${transport}`);
  }, [transport]);
  return (
    <div className="wire" data-transport={transport}>
      <TopBar>
        <h1 className="lab-name">{t("title")}</h1>
      </TopBar>
      <main id="content" className="wire-page" tabIndex={-1}>
        <p className="lab-promise">{t("lead")}</p>
        <TransportPicker microscope={microscope} />
        <div className="wire-bench">
          <div className="lab-panel wire-stream">
            <WireControls microscope={microscope} />
            <UnitList microscope={microscope} />
          </div>
          <Inspector microscope={microscope} />
        </div>
        <p className="lab-hint wire-privacy">{t("privacy")}</p>
        <Bench />
        <Link className="button wire-back" href="/lab">
          {t("back")}
        </Link>
      </main>
    </div>
  );
}
