// The first page: what this is, a way straight into a fight, and all families.
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import { listFamilies } from "@hydra/client";
import { FamilyList } from "../components/families/family-list.tsx";
import { QuickJoin } from "../components/families/quick-join.tsx";
import { ComingPart, OpenedPart } from "../components/shell/boundaries.tsx";
import { createPart } from "../components/shell/part.tsx";
import { TopBar } from "../components/shell/top-bar.tsx";
import { Icon } from "../components/shell/icon.tsx";
import { Tableau } from "../components/stage/tableau.tsx";
import { usePrefetch } from "../hooks/use-prefetch.ts";
import { useWakingHead } from "../hooks/use-waking-head.ts";
import { createFamilies } from "../stores/families.ts";
import { myFamilyIds } from "../stores/my-families.ts";
import { server } from "../stores/server.ts";
import "./entry-page.css";

const CreateDialog = createPart(() => import("../components/dialogs/create-dialog.tsx"), "family");
const MyFamilies = createPart(() => import("../components/families/my-families.tsx"), "family");

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function EntryPage(): React.JSX.Element {
  const { t } = useTranslation("entry");
  const [, navigate] = useLocation();
  const [isCreating, setCreating] = useState(false);
  const [mine] = useState(myFamilyIds);
  const families = useMemo(() => createFamilies((query) => listFamilies(server, query)), []);
  useEffect(() => families.watch(), [families]);
  usePrefetch(CreateDialog);
  const state = useStore(families.store);
  const awake = useWakingHead();
  return (
    <div className="entry" data-transport={awake[0]}>
      <TopBar />
      <main id="content" tabIndex={-1}>
        {mine.length > 0 && (
          <ComingPart fallback={<div className="my-families-place" />}>
            <MyFamilies ids={mine} />
          </ComingPart>
        )}
        <section className="hero">
          <div className="hero-words">
            <h1>{t("title")}</h1>
            <p className="hero-promise">{t("promise")}</p>
            <QuickJoin families={state} />
            <Link className="soft" href="/arrive">
              {t("arrive")}
            </Link>
          </div>
          <Tableau awake={awake} />
        </section>
        <section className="families" aria-labelledby="families-title">
          <header className="families-head">
            <h2 id="families-title">{t("families")}</h2>
            <button type="button" className="button" onClick={() => setCreating(true)}>
              <Icon name="plus" />
              <span>{t("create")}</span>
            </button>
          </header>
          <FamilyList
            state={state}
            onRetry={() => void families.refresh()}
            onCreate={() => setCreating(true)}
            onOlder={() => void families.older()}
            onNewer={() => void families.newer()}
          />
        </section>
      </main>
      {isCreating && (
        <OpenedPart onClose={() => setCreating(false)}>
          <CreateDialog
            onClose={() => setCreating(false)}
            onCreated={(familyId) => navigate(`/f/${familyId}`)}
          />
        </OpenedPart>
      )}
    </div>
  );
}
