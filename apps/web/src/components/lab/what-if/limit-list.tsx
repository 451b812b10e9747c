// The bounds of one lane in the order in which they break; those that hold easily are folded.
import { useTranslation } from "../../../i18n/use-translation.ts";
import type { LimitReach } from "@hydra/what-if";
import { useFigureFormat } from "../../../hooks/lab/use-figure-format.ts";
import { FigureButton } from "./figure-button.tsx";

export interface LimitListProps {
  readonly lane: string;
  /** Of the lane, in the page's language. */
  readonly name: string;
  readonly limits: readonly LimitReach[];
  /** One below that of what the bounds are of. */
  readonly heading: "h4" | "h5";
}

/** Of bounds that break or are near, so many are shown unfolded. */
const SHOWN = 3;

export function LimitList({ lane, name, limits, heading: Heading }: LimitListProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const urgent = limits.filter(({ state }) => state !== "fine").slice(0, SHOWN);
  return (
    <div className="what-if-limits">
      <Heading className="what-if-breaks">{t("breaks")}</Heading>
      {urgent.length === 0 ? (
        <p className="lab-hint">{t("nothing")}</p>
      ) : (
        <ul>
          {urgent.map((limit) => (
            <LimitItem key={limit.limit.id} lane={lane} name={name} reached={limit} />
          ))}
        </ul>
      )}
      <details>
        <summary data-testid={`what-if-${lane}-bounds`}>{t("all", { count: limits.length })}</summary>
        <ul>
          {limits
            .filter((limit) => !urgent.includes(limit))
            .map((limit) => (
              <LimitItem key={limit.limit.id} lane={lane} name={name} reached={limit} />
            ))}
        </ul>
      </details>
    </div>
  );
}

interface LimitItemProps {
  readonly lane: string;
  readonly name: string;
  readonly reached: LimitReach;
}

function LimitItem({ lane, name, reached: { limit, reach, state } }: LimitItemProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const format = useFigureFormat();
  const allowed = format(limit.value, limit.unit);
  const value = reach.value ?? 0;
  const text =
    value < 2
      ? t("reach", { share: format(value, "share"), limit: allowed })
      : t("times", { times: format(value, "1"), limit: allowed });
  const what = t(`limits.${limit.id}`);
  return (
    <li className="what-if-limit" data-state={state} data-testid={`bound-${lane}-${limit.id}`}>
      <span className="what-if-state">{t(`states.${state}`)}</span>
      <span>{what}</span>
      <FigureButton
        figure={reach}
        label={`${name}, ${what}`}
        testId={`what-if-${lane}-${limit.id}`}
        text={text}
      />
    </li>
  );
}
