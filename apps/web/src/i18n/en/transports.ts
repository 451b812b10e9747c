// English, of the panel of transports.
import type { Obstacle } from "@hydra/client";

export const words = {
  hint: "Switch while it runs: the new one resumes where the old one stopped.",
  staleness: "median staleness",
  stalenessShort: "staleness",
  stalenessHelp:
    "How old news is when it reaches this page. Versions that were skipped count until a later one shows up. Clock uncertainty ±{{uncertainty}}.",
  requests: "{{value}} req/min",
  bytes: "{{value}}/min",
  never: "not measured yet",
  measuring: "measuring…",
  justNow: "measured just now",
  minutesAgo_one: "measured {{count}} min ago",
  minutesAgo_other: "measured {{count}} min ago",
  automatic: "Automatic",
  useAutomatic: "Choose automatically",
  obstacles: {
    refused: "{{name}} is blocked here",
    origin:
      "{{name}} is refused because a proxy hides this page's address from the server (set ALLOWED_ORIGINS={{origin}} there)",
    silent: "{{name}} gets no answer here",
    "held-back": "{{name}} is held back by a proxy",
    dropped: "{{name}} is cut again and again here",
  } satisfies Record<Obstacle, string>,
  brokerRefuses: "{{name}} gets no connection: its broker refuses this page, or the network blocks it",
  reasonsJoin: "; ",
  instead: "{{reasons}}: {{current}} instead.",
  alone: "{{reason}}.",
  switching: "Switching to {{name}}…",
  failed: "{{name}} can't be opened right now. Still on {{current}}.",
  noBroker: "This server has no message broker. Still on {{current}}.",
  resumed: "Resumed at #{{seq}}, {{missed}} missed, {{repeated}} repeated",
  reset: "Reset at #{{seq}}, {{missed}} missed, {{repeated}} repeated",
  diverged: ", {{diverged}} not what the server had",
  verified: ", verified",
  took: "{{name}} in {{took}}",
  overlapped_one: "{{count}} update came over both and was taken once",
  overlapped_other: "{{count}} updates came over both and were taken once",
};
