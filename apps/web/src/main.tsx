// Starts the page: language first, so that the first paint has words.
import "@fontsource-variable/inter/wght.css";
import "./styles/index.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { startI18n } from "./i18n/index.ts";

startI18n();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
