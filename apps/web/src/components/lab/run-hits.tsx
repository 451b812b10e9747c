// Which hits a run had, so that two runs of one link can be compared at a glance; or why they are not the whole race.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useFormat } from "../../hooks/use-format.ts";
import type { RunResult } from "@hydra/lab";

export function RunHits({ traffic }: Pick<RunResult, "traffic">): React.JSX.Element | null {
  const { t } = useTranslation("lab");
  const format = useFormat();
  if (traffic?.run === undefined) return null;
  const { attacks, fingerprint, isWhole, isOver } = traffic.run;
  const hits = t("verdict.hits", { count: attacks, hits: format.whole(attacks), fingerprint });
  return (
    <p
      data-testid="run-hits"
      data-attacks={attacks}
      data-fingerprint={fingerprint}
      data-whole={isWhole && isOver}
    >
      <span>{hits}</span> <span>{t(hintOf(traffic))}</span>
    </p>
  );
}

function hintOf({ late, run }: NonNullable<RunResult["traffic"]>) {
  if (run?.isOver === false) return "verdict.hitsEndedEarly";
  if (run?.isWhole === true) return "verdict.hitsSame";
  return late > 0 ? "verdict.hitsLate" : "verdict.hitsShared";
}
