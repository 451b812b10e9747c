// The microscope: the true bytes of a connection of one's own, and what happens to those who break the rules.
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { Link } from "wouter";
import { TopBar } from "../components/shell/top-bar.tsx";
import { Bench } from "../components/wire/bench.tsx";
import { Inspector } from "../components/wire/inspector.tsx";
import { TransportPicker } from "../components/wire/transport-picker.tsx";
import { UnitList } from "../components/wire/unit-list.tsx";
import { WireControls } from "../components/wire/wire-controls.tsx";
import { useMicroscope } from "../hooks/wire/use-microscope.ts";
import { addLabWords } from "../i18n/lab/index.ts";
import { addWireWords } from "../i18n/wire/index.ts";
import type { Microscope } from "../stores/wire/microscope.ts";
import { DeadEnd } from "./dead-end.tsx";
import "./lab-page.css";
import "./wire-page.css";

addLabWords();
addWireWords();

// oxlint-disable-next-line import/no-default-export -- what React.lazy takes
export default function WirePage(): React.JSX.Element {
  const { t } = useTranslation("wire");
  const { t: labWords } = useTranslation("lab");
  const opening = useMicroscope();
  useTitle();
  if (opening.type === "open") return <Slide microscope={opening.microscope} />;
  if (opening.type === "opening") {
    return (
      <>
        <TopBar />
        <main id="content" className="lab-opening" tabIndex={-1} aria-busy="true">
          <h1>{t("title")}</h1>
          <p className="soft">{t("opening")}</p>
        </main>
      </>
    );
  }
  return (
    <>
      <TopBar />
      {opening.code === "not-found" ? (
        <DeadEnd title={labWords("offTitle")} text={labWords("offText")} />
      ) : (
        <DeadEnd title={labWords("failedTitle")} text={labWords("failedText")} />
      )}
    </>
  );
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

function useTitle(): void {
  const { t } = useTranslation("wire");
  const { t: words } = useTranslation();
  useEffect(() => {
    const product = words("product");
    document.title = `${t("page")} · ${product}`;
    return () => {
      document.title = product;
    };
  }, [t, words]);
}
