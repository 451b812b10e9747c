// Which page an address shows.
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Messages } from "./components/shell/messages.tsx";
import { TopBar } from "./components/shell/top-bar.tsx";
import { ArenaPage } from "./pages/arena-page.tsx";
import { EntryPage } from "./pages/entry-page.tsx";
import { NotFoundPage } from "./pages/not-found-page.tsx";

const LabPage = lazy(() => import("./pages/lab-page.tsx"));

export function App(): React.JSX.Element {
  return (
    <>
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
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
      <Messages />
    </>
  );
}
