// Starts the page: language first, so that the first paint has words.
import "@fontsource-variable/inter/wght.css";
import "./styles/index.css";
import "virtual:transports.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { startLanguage } from "./i18n/index.ts";
import { watchStyles } from "./mend-styles.ts";
import { canonicalPath } from "./pages/address.ts";

async function start(): Promise<void> {
  watchStyles();
  await startLanguage();
  const { pathname, search, hash } = location;
  const canonical = canonicalPath(pathname);
  if (canonical !== pathname) history.replaceState(history.state, "", canonical + search + hash);
  const root = document.getElementById("root");
  if (root !== null) createRoot(root).render(<App />);
}

// Not awaited at the top: another language's words import from this script, and would wait for its end as it for theirs.
void start();
