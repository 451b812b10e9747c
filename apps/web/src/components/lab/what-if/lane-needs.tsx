// What the traffic would need over one transport, and what of it breaks first.
import { useTranslation } from "../../../i18n/use-translation.ts";
import type { LaneWhatIf } from "@hydra/what-if";
import { useVerdictWords } from "../../../hooks/lab/use-verdict-words.ts";
import { TransportSign } from "../../shell/icon.tsx";
import { FigureButton } from "./figure-button.tsx";
import { LimitList } from "./limit-list.tsx";

const NEEDS = [
  "month",
  "requests",
  "connections",
  "busy",
  "down",
  "up",
  "memory",
  "cores",
  "radio",
  "radioOfAll",
] as const;

export function LaneNeeds({ needs }: { needs: LaneWhatIf }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const words = useVerdictWords();
  const { lane, limits } = needs;
  const transport = words.lane(lane);
  return (
    <li className="what-if-lane" data-transport={lane} data-testid={`what-if-lane-${lane}`}>
      <h4>
        <TransportSign transport={lane} />
        <span>{transport}</span>
      </h4>
      <dl>
        {NEEDS.map((need) => (
          <div key={need}>
            <dt>{t(`needs.${need}`)}</dt>
            <dd>
              <FigureButton
                figure={needs[need]}
                label={`${transport}, ${t(`needs.${need}`)}`}
                testId={`what-if-${lane}-${need}`}
              />
            </dd>
          </div>
        ))}
      </dl>
      <LimitList lane={lane} name={transport} limits={limits} heading="h5" />
    </li>
  );
}
