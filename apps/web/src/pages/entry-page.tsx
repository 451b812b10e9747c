// The first page: what this is, a way straight into a fight, and all families.
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { loadWords } from "../i18n/index.ts";
import { useTranslation } from "../i18n/use-translation.ts";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import { listFamilies } from "@hydra/client";
import { FamilyList } from "../components/families/family-list.tsx";
import { QuickJoin } from "../components/families/quick-join.tsx";
import { PartBoundary } from "../components/shell/boundaries.tsx";
import { TopBar } from "../components/shell/top-bar.tsx";
import { Icon } from "../components/shell/icon.tsx";
import { Tableau } from "../components/stage/tableau.tsx";
import { usePrefetch } from "../hooks/use-prefetch.ts";
import { useWakingHead } from "../hooks/use-waking-head.ts";
import { createFamilies } from "../stores/families.ts";
import { myFamilyIds } from "../stores/my-families.ts";
import { server } from "../stores/server.ts";
import "./entry-page.css";

const loadCreateDialog = async () => {
  const [dialog] = await Promise.all([
    import("../components/dialogs/create-dialog.tsx"),
    loadWords("family"),
  ]);
  return dialog;
};
const MyFamilies = lazy(async () => {
  const [part] = await Promise.all([import("../components/families/my-families.tsx"), loadWords("family")]);
  return part;
});
const CreateDialog = lazy(loadCreateDialog);

// oxlint-disable-next-line import/no-default-export -- what React.lazy takes
export default function EntryPage(): React.JSX.Element {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [isCreating, setCreating] = useState(false);
  const [mine] = useState(myFamilyIds);
  const families = useMemo(() => createFamilies((query) => listFamilies(server, query)), []);
  useEffect(() => families.watch(), [families]);
  usePrefetch(loadCreateDialog);
  const state = useStore(families.store);
  const awake = useWakingHead();
  return (
    <div className="entry" data-transport={awake[0]}>
      <TopBar />
      <main id="content" tabIndex={-1}>
        {mine.length > 0 && (
          <PartBoundary onClose={() => undefined}>
            <Suspense fallback={<div className="my-families-place" />}>
              <MyFamilies ids={mine} />
            </Suspense>
          </PartBoundary>
        )}
        <section className="hero">
          <div className="hero-words">
            <h1>{t("entry.title")}</h1>
            <p className="hero-promise">{t("entry.promise")}</p>
            <QuickJoin families={state} />
            <Link className="soft" href="/arrive">
              {t("entry.arrive")}
            </Link>
          </div>
          <Tableau awake={awake} />
        </section>
        <section className="families" aria-labelledby="families-title">
          <header className="families-head">
            <h2 id="families-title">{t("entry.families")}</h2>
            <button type="button" className="button" onClick={() => setCreating(true)}>
              <Icon name="plus" />
              <span>{t("entry.create")}</span>
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
        <PartBoundary onClose={() => setCreating(false)}>
          <Suspense fallback={null}>
            <CreateDialog
              onClose={() => setCreating(false)}
              onCreated={(familyId) => navigate(`/f/${familyId}`)}
            />
          </Suspense>
        </PartBoundary>
      )}
    </div>
  );
}
