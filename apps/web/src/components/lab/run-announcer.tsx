// Announces, for those who cannot see it, that a run has started and what came of it. The figures in between would only
// be noise.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { useVerdictWords } from "../../hooks/lab/use-verdict-words.ts";
import type { Lab } from "../../stores/lab/lab.ts";

export function RunAnnouncer({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const words = useVerdictWords();
  const run = useStore(lab.run.store);
  const balanced =
    run.type === "done" ? run.result.verdict.choices.find(({ need }) => need === "balanced") : undefined;
  const choice =
    balanced === undefined
      ? t("verdict.none")
      : t("verdict.choose.balanced", { lane: words.lane(balanced.lane) });
  const announcements: Partial<Record<typeof run.type, string>> = {
    running: t("run.saidStarted"),
    draining: t("run.draining"),
    done: t("run.saidDone", { choice }),
  };
  return (
    <p className="visually-hidden" role="status">
      {announcements[run.type] ?? ""}
    </p>
  );
}
