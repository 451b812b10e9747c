// A frame as RFC 6455 §5.2 draws it: 32 bits a row, every field in its place.
import { useTranslation } from "react-i18next";
import { useFormat } from "../../hooks/use-format.ts";
import { moveFocus } from "../../hooks/wire/use-roving.ts";
import { bitsOf, hexOf } from "../../wire/hex.ts";
import { TONES } from "../../wire/sections.ts";
import type { Field, Unit } from "../../wire/unit.ts";
import { FieldButton } from "./field-button.tsx";
import type { Lit } from "../../hooks/wire/use-lit.ts";
import "./frame-grid.css";

const ROW_BITS = 32;
/** Of the payload, so much is drawn. */
const PAYLOAD_BITS = 64;
const RULER = Array.from({ length: ROW_BITS }, (_, bit) => bit);

export function FrameGrid({ unit, lit }: { unit: Unit; lit: Lit }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const cells = unit.fields.flatMap((field, index) => cut(field, index));
  return (
    <figure className="grid-figure">
      <figcaption>
        <h3>{t("frame.grid")}</h3>
        <span className="lab-hint">{t("frame.gridHint")}</span>
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the buttons in it have the focus */}
      <div className="frame-grid" data-testid="wire-grid" onKeyDown={moveFocus}>
        {RULER.map((bit) => (
          <span key={bit} className="grid-ruler" aria-hidden="true" translate="no">
            {bit % 10}
          </span>
        ))}
        {cells.map((cell) => (
          <Cell key={cell.from} cell={cell} unit={unit} lit={lit} />
        ))}
      </div>
    </figure>
  );
}

interface GridCell {
  readonly index: number;
  readonly field: Field;
  /** Bits, from the frame's first. */
  readonly from: number;
  readonly to: number;
  /** The widest part of a field that is cut at a row's end has its name. */
  readonly isNamed: boolean;
  readonly isCutOff: boolean;
}

/** A field in its rows. */
function cut(field: Field, index: number): GridCell[] {
  const { name, bitOffset, bitLength } = field;
  const isCutOff = name === "payload" && bitLength > PAYLOAD_BITS;
  // To the end of a row, so that nothing is left open.
  const drawnEnd = Math.ceil((bitOffset + PAYLOAD_BITS) / ROW_BITS) * ROW_BITS;
  const end = isCutOff ? Math.min(bitOffset + bitLength, drawnEnd) : bitOffset + bitLength;
  const parts: { from: number; to: number }[] = [];
  for (let from = bitOffset; from < end;) {
    const to = Math.min(end, (Math.floor(from / ROW_BITS) + 1) * ROW_BITS);
    parts.push({ from, to });
    from = to;
  }
  const widest = Math.max(...parts.map(({ from, to }) => to - from));
  const named = parts.findIndex(({ from, to }) => to - from === widest);
  return parts.map((part, at) => ({ ...part, index, field, isCutOff, isNamed: at === named }));
}

function Cell({ cell, unit, lit }: { cell: GridCell; unit: Unit; lit: Lit }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFormat();
  const { index, field, from, to, isNamed, isCutOff } = cell;
  const width = to - from;
  return (
    <FieldButton
      fields={[index]}
      lit={lit}
      className="grid-cell"
      tone={TONES[field.name]}
      testId={isNamed ? `wire-field-${field.name.replaceAll(" ", "-")}` : undefined}
      isFirst={from === 0}
      style={{
        gridColumn: `${(from % ROW_BITS) + 1} / span ${width}`,
        gridRow: Math.floor(from / ROW_BITS) + 2,
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
        <span translate="no">{width <= 8 ? bitsOf(unit.bytes, from, width) : hexIn(unit, from, to)}</span>
        {isCutOff && isNamed && (
          <span className="grid-more">
            {t("frame.payloadMore", { bytes: format.bytes(field.bitLength / 8) })}
          </span>
        )}
      </span>
    </FieldButton>
  );
}

function hexIn({ bytes }: Unit, from: number, to: number): string {
  return Array.from(bytes.subarray(from / 8, to / 8), hexOf).join(" ");
}
