// The heading of a column of figures, which explains itself at a touch, or by Enter.
import { useId } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { columns } from "../../i18n/en/lab-columns.ts";
import "./column-heading.css";

export type ColumnName = keyof typeof columns;

export function ColumnHeading({ name }: { name: ColumnName }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const id = useId();
  return (
    <>
      <button type="button" className="column-heading" popoverTarget={id} data-testid={`explain-${name}`}>
        {t(`table.${name}`)}
      </button>
      <span id={id} popover="auto" className="column-explained" role="note" data-testid={`explained-${name}`}>
        <strong>{t(`table.${name}`)}</strong>
        <span>{t(`columns.${name}`)}</span>
      </span>
    </>
  );
}
