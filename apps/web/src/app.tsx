// Which page an address shows.
import { Suspense, useEffect, useRef, type ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { PageBoundary } from "./components/shell/boundaries.tsx";
import { createPart } from "./components/shell/part.tsx";
import { ToasterPlace } from "./components/shell/toaster-place.tsx";
import { TopBar } from "./components/shell/top-bar.tsx";
import { usePrefetch } from "./hooks/use-prefetch.ts";
import { ArenaPage } from "./pages/arena-page.tsx";

// Guests of a link come to an arena: what else there is comes when it is asked for.
const EntryPage = createPart(() => import("./pages/entry-page.tsx"), "entry");
const ArrivePage = createPart(() => import("./pages/arrive-page.tsx"), "family");
const LabPage = createPart(() => import("./pages/lab-page.tsx"), "lab");
const NotFoundPage = createPart(() => import("./pages/not-found-page.tsx"));
const RoundsPage = createPart(() => import("./pages/rounds-page.tsx"), "rounds");
const WirePage = createPart(() => import("./pages/wire-page.tsx"), "lab", "wire");

export function App(): React.JSX.Element {
  usePrefetch(EntryPage);
  useArrival();
  return (
    <>
      <PageBoundary>
        <Switch>
          <Route path="/">
            <OnDemand>
              <EntryPage />
            </OnDemand>
          </Route>
          <Route path="/f/:familyId">
            {({ familyId }) => <ArenaPage key={familyId} familyId={familyId} />}
          </Route>
          <Route path="/f/:familyId/:part/:round?">
            {({ familyId, part, round }) => <Past familyId={familyId} part={part} round={round} />}
          </Route>
          <Route path="/arrive">
            <OnDemand>
              <ArrivePage />
            </OnDemand>
          </Route>
          <Route path="/lab">
            <OnDemand>
              <LabPage />
            </OnDemand>
          </Route>
          <Route path="/lab/wire">
            <OnDemand>
              <WirePage />
            </OnDemand>
          </Route>
          <Route>
            <OnDemand>
              <NotFoundPage />
            </OnDemand>
          </Route>
        </Switch>
      </PageBoundary>
      <ToasterPlace />
    </>
  );
}

/** A page that is loaded when it is opened. */
function OnDemand({ children }: { children: ReactNode }): React.JSX.Element {
  return <Suspense fallback={<TopBar />}>{children}</Suspense>;
}

interface PastProps {
  readonly familyId: string;
  readonly part: string;
  readonly round: string | undefined;
}

/** `/f/:familyId/rounds`, `/f/:familyId/rounds/:round` and `/f/:familyId/fame`. */
function Past({ familyId, part, round }: PastProps): React.JSX.Element {
  const isThere = part === "rounds" || (part === "fame" && round === undefined);
  return (
    <OnDemand>
      {isThere ? (
        <RoundsPage key={familyId} familyId={familyId} part={part === "fame" ? part : round} />
      ) : (
        <NotFoundPage />
      )}
    </OnDemand>
  );
}

/** A person who follows a link inside the page arrives at the top of the next one, with eyes and with keyboard. */
function useArrival(): void {
  const [location] = useLocation();
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    scrollTo(0, 0);
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [location]);
}
