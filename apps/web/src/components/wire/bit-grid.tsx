// Bits as the standards draw them: 32 a row, every field in its place.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useFormat } from "../../hooks/use-format.ts";
import { moveFocus } from "../../hooks/wire/use-roving.ts";
import { bitsOf, hexOf } from "../../wire/hex.ts";
import { toneOf } from "../../wire/sections.ts";
import type { Field } from "../../wire/unit.ts";
import { FieldButton } from "./field-button.tsx";
import type { Lit } from "../../hooks/wire/use-lit.ts";
import "./bit-grid.css";

const ROW_BITS = 32;
/** Of a longer field, so much is drawn. */
const DRAWN_BITS = 64;
const RULER = Array.from({ length: ROW_BITS }, (_, bit) => bit);

/** A field, and its index among the unit's. */
export type IndexedField = readonly [index: number, field: Field];

export interface BitGridProps {
  readonly title: string;
  readonly hint: string;
  readonly testId: string;
  /** Neighbours; the first begins at a byte, and the first row with it. */
  readonly fields: readonly IndexedField[];
  /** The unit's, unmasked. */
  readonly bytes: Uint8Array;
  readonly lit: Lit;
}

export function BitGrid({ title, hint, testId, fields, bytes, lit }: BitGridProps): React.JSX.Element {
  const start = fields[0]?.[1].bitOffset ?? 0;
  const cells = fields.flatMap(([index, field]) => cut(field, index, start));
  const rows = [...new Set(cells.map(rowOf))];
  const end = cells.at(-1)?.to ?? 0;
  return (
    <figure className="grid-figure">
      <figcaption>
        <h3>{title}</h3>
        <span className="lab-hint">{hint}</span>
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the buttons in it have the focus */}
      <div className="frame-grid" dir="ltr" data-testid={testId} onKeyDown={moveFocus}>
        {RULER.map((bit) => (
          <span key={bit} className="grid-ruler" aria-hidden="true" translate="no">
            {bit % 10}
          </span>
        ))}
        {cells.map((cell) => (
          <Cell key={cell.from} cell={cell} row={rows.indexOf(rowOf(cell))} bytes={bytes} lit={lit} />
        ))}
        {end % ROW_BITS > 0 && (
          <span
            className="grid-rest"
            aria-hidden="true"
            style={{ gridColumn: `${(end % ROW_BITS) + 1} / -1`, gridRow: rows.length + 1 }}
          />
        )}
      </div>
    </figure>
  );
}

interface GridCell {
  readonly index: number;
  readonly field: Field;
  /** Bits, from the grid's first. */
  readonly from: number;
  readonly to: number;
  /** Where the grid's first bit is among the unit's. */
  readonly start: number;
  /** The widest part of a field that is cut at a row's end has its name. */
  readonly isNamed: boolean;
  readonly isCutOff: boolean;
}

/** A field in its rows. */
function cut(field: Field, index: number, start: number): GridCell[] {
  const { bitLength } = field;
  const begin = field.bitOffset - start;
  const end = begin + bitLength;
  // Whole rows, and where the next field begins, so that nothing is left open.
  const drawnEnd = Math.ceil((begin + DRAWN_BITS) / ROW_BITS) * ROW_BITS;
  const lastRow = Math.floor(end / ROW_BITS) * ROW_BITS;
  const isCutOff = drawnEnd < lastRow;
  const parts: { from: number; to: number }[] = [];
  for (let from = begin; from < end;) {
    const to = Math.min(end, (Math.floor(from / ROW_BITS) + 1) * ROW_BITS);
    parts.push({ from, to });
    from = isCutOff && to === drawnEnd ? lastRow : to;
  }
  const widest = Math.max(...parts.map(({ from, to }) => to - from));
  const named = parts.findIndex(({ from, to }) => to - from === widest);
  return parts.map((part, at) => ({ ...part, start, index, field, isCutOff, isNamed: at === named }));
}

function rowOf({ from }: GridCell): number {
  return Math.floor(from / ROW_BITS);
}

interface CellProps {
  readonly cell: GridCell;
  /** Of those that are drawn. */
  readonly row: number;
  readonly bytes: Uint8Array;
  readonly lit: Lit;
}

function Cell({ cell, row, bytes, lit }: CellProps): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFormat();
  const { index, field, from, to, start, isNamed, isCutOff } = cell;
  const width = to - from;
  return (
    <FieldButton
      fields={[index]}
      lit={lit}
      className="grid-cell"
      tone={toneOf(field.name)}
      testId={isNamed ? `wire-field-${field.name.replaceAll(" ", "-")}` : undefined}
      isFirst={from === 0}
      style={{
        gridColumn: `${(from % ROW_BITS) + 1} / span ${width}`,
        // Below the ruler.
        gridRow: row + 2,
      }}
    >
      <span className="grid-name" data-narrow={width === 1 || undefined}>
        {isNamed ? (
          t(`fields.${field.name}`)
        ) : (
          <span className="visually-hidden">{t(`fields.${field.name}`)}</span>
        )}
      </span>
      <span className="grid-value">
        <span translate="no">
          {width <= 8 ? bitsOf(bytes, start + from, width) : hexIn(bytes, start + from, start + to)}
        </span>
        {isCutOff && isNamed && (
          <span className="grid-more" dir="auto">
            {t("frame.payloadMore", { bytes: format.bytes(field.bitLength / 8) })}
          </span>
        )}
      </span>
    </FieldButton>
  );
}

function hexIn(bytes: Uint8Array, from: number, to: number): string {
  return Array.from(bytes.subarray(from / 8, to / 8), hexOf).join(" ");
}
