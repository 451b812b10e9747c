// The prices that all money is worked out from: item, vendor, source and date, and a field for one's own.
import { useId, useState } from "react";
import { useTranslation } from "../../../i18n/use-translation.ts";
import {
  parsePrice,
  PRICES,
  PRICES_READ_ON,
  type PriceEdits,
  type PriceId,
  type PriceRow,
} from "@hydra/what-if";
import { Icon } from "../../shell/icon.tsx";

export interface PriceTableProps {
  readonly edits: PriceEdits;
  /** @param usd undefined: the table's again */
  readonly onEdit: (id: PriceId, usd: number | undefined) => void;
}

export function PriceTable({ edits, onEdit }: PriceTableProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  return (
    <details className="what-if-prices" data-testid="what-if-prices">
      <summary>
        <h3>{t("prices")}</h3>
      </summary>
      <p className="lab-hint">{t("pricesHint", { readOn: PRICES_READ_ON })}</p>
      <ul className="price-rows">
        {PRICES.map((row) => (
          <PriceItem key={row.id} row={row} edited={edits[row.id]} onEdit={onEdit} />
        ))}
      </ul>
    </details>
  );
}

interface PriceItemProps {
  readonly row: PriceRow;
  readonly edited: number | undefined;
  readonly onEdit: PriceTableProps["onEdit"];
}

function PriceItem({ row, edited, onEdit }: PriceItemProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const isInvalid = draft !== null && parsePrice(draft) === undefined;
  const { vendor, item, usd, sourceDate, address } = row;
  const unit = t(`price.units.${row.unit}`);
  const source = `${t("price.date")}, ${sourceDate ?? t("price.undated")}`;

  const type = (text: string): void => {
    setDraft(text);
    const price = parsePrice(text);
    if (price !== undefined) onEdit(row.id, price === usd ? undefined : price);
  };

  return (
    <li className="price-row" data-testid={`price-row-${row.id}`} data-edited={edited !== undefined}>
      <div>
        <strong translate="no">{vendor}</strong>
        <span className="lab-hint">{item}</span>
      </div>
      <div className="price-field">
        <span aria-hidden="true">{t("price.usd")}</span>
        <input
          id={id}
          className="field figures"
          type="text"
          inputMode="decimal"
          autoComplete="off"
          data-testid={`price-${row.id}`}
          aria-label={t("price.label", { vendor, item, unit })}
          aria-invalid={isInvalid}
          aria-describedby={isInvalid ? `${id}-problem` : undefined}
          value={draft ?? String(edited ?? usd)}
          onChange={({ target }) => type(target.value)}
          onBlur={() => !isInvalid && setDraft(null)}
        />
        <span>{unit}</span>
        {edited !== undefined && (
          <>
            <span className="price-edited">{t("price.edited")}</span>
            <button
              type="button"
              className="button"
              data-testid={`price-restore-${row.id}`}
              aria-label={t("price.restore", { vendor, item })}
              onClick={() => {
                setDraft(null);
                onEdit(row.id, undefined);
              }}
            >
              <Icon name="close" />
            </button>
          </>
        )}
      </div>
      {isInvalid && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {t("price.invalid")}
        </p>
      )}
      <a
        className="price-source"
        href={address}
        target="_blank"
        rel="noreferrer"
        aria-label={`${source}: ${vendor}, ${item}`}
      >
        {source}
      </a>
    </li>
  );
}
