// Which page an address shows.
import { lazy, Suspense, useEffect, useRef } from "react";
import { Route, Switch, useLocation } from "wouter";
import { PageBoundary } from "./components/shell/boundaries.tsx";
import { Toaster } from "./components/shell/toaster.tsx";
import { TopBar } from "./components/shell/top-bar.tsx";
import { ArenaPage } from "./pages/arena-page.tsx";
import { EntryPage } from "./pages/entry-page.tsx";
import { NotFoundPage } from "./pages/not-found-page.tsx";

const LabPage = lazy(() => import("./pages/lab-page.tsx"));
const WirePage = lazy(() => import("./pages/wire-page.tsx"));

export function App(): React.JSX.Element {
  useArrival();
  return (
    <>
      <PageBoundary>
        <Switch>
          <Route path="/">
            <EntryPage />
          </Route>
          <Route path="/f/:familyId">
            {({ familyId }) => <ArenaPage key={familyId} familyId={familyId} />}
          </Route>
          <Route path="/lab">
            <Suspense fallback={<TopBar />}>
              <LabPage />
            </Suspense>
          </Route>
          <Route path="/lab/wire">
            <Suspense fallback={<TopBar />}>
              <WirePage />
            </Suspense>
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </PageBoundary>
      <Toaster />
    </>
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
