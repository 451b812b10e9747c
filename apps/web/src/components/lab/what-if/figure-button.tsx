// A figure that opens, at a touch or by Enter, to its formula, and that to where its inputs come from.
import { useId, useState } from "react";
import { useTranslation } from "../../../i18n/use-translation.ts";
import type { Figure } from "@hydra/what-if";
import { useFigureFormat } from "../../../hooks/lab/use-figure-format.ts";
import { FigureDetail } from "./figure-detail.tsx";

export interface FigureButtonProps {
  readonly figure: Figure;
  /** What it is, for a reader that cannot see what stands beside it. */
  readonly label: string;
  readonly testId: string;
  /** Instead of the value alone. */
  readonly text?: string;
}

export function FigureButton({ figure, label, testId, text }: FigureButtonProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const format = useFigureFormat();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const shown = text ?? format(figure.value, figure.unit);
  return (
    <>
      <button
        type="button"
        className="figure-button figures"
        popoverTarget={id}
        aria-label={`${label}: ${shown}`}
        data-testid={testId}
        data-value={figure.value ?? undefined}
        translate="no"
      >
        {shown}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className="figure-opened"
        data-testid={`${testId}-opened`}
        onToggle={({ newState }) => setOpen(newState === "open")}
      >
        {isOpen && (
          <>
            <div className="figure-opened-head">
              <strong>{label}</strong>
              <button type="button" className="button" popoverTarget={id} popoverTargetAction="hide">
                {t("close")}
              </button>
            </div>
            <FigureDetail figure={figure} />
          </>
        )}
      </div>
    </>
  );
}
