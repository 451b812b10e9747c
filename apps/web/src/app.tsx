// Which page an address shows.
import { Route, Switch } from "wouter";
import { Messages } from "./components/shell/messages.tsx";
import { ArenaPage } from "./pages/arena-page.tsx";
import { EntryPage } from "./pages/entry-page.tsx";
import { NotFoundPage } from "./pages/not-found-page.tsx";

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
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
      <Messages />
    </>
  );
}
