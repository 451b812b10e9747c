// An HTTP head line by line, or an event stream's lines within a chunk: every name and every value can be pointed at.
import { useTranslation } from "../../i18n/use-translation.ts";
import { moveFocus } from "../../hooks/wire/use-roving.ts";
import { toLatin1 } from "../../wire/layout.ts";
import { toneOf } from "../../wire/sections.ts";
import type { FieldName, Unit } from "../../wire/unit.ts";
import { FieldButton } from "./field-button.tsx";
import type { Lit } from "../../hooks/wire/use-lit.ts";
import "./well.css";
import "./head-lines.css";

/** Where a line ends. */
const ENDS: ReadonlySet<FieldName> = new Set([
  "line-end",
  "head-end",
  "chunk-line-end",
  "sse-line-end",
  "sse-dispatch",
  "chunk-end",
]);
const MAX_LENGTH = 400;

export function HeadLines({ unit, lit }: { unit: Unit; lit: Lit }): React.JSX.Element {
  const lines = linesOf(unit);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the buttons in it have the focus
    <div className="well head-lines" dir="ltr" data-testid="wire-lines" onKeyDown={moveFocus}>
      {lines.map((line) => (
        <p key={line[0]} className="head-line">
          {line.map((index) => (
            <Part key={index} unit={unit} index={index} lit={lit} />
          ))}
        </p>
      ))}
    </div>
  );
}

function Part({ unit, index, lit }: { unit: Unit; index: number; lit: Lit }): React.JSX.Element | null {
  const { t } = useTranslation("wire");
  const field = unit.fields[index];
  if (field === undefined) return null;
  const { name, bitOffset, bitLength } = field;
  const text = toText(unit.bytes.subarray(bitOffset / 8, (bitOffset + bitLength) / 8), name);
  return (
    <FieldButton
      fields={[index]}
      lit={lit}
      className="head-part"
      tone={toneOf(name)}
      testId={`wire-field-${name}${field.label === undefined ? "" : `-${field.label}`}`}
      isFirst={index === 0}
    >
      {text.trim() === "" && <span className="visually-hidden">{t(`fields.${name}`)}</span>}
      <span translate="no">{text}</span>
    </FieldButton>
  );
}

function toText(bytes: Uint8Array, name: FieldName): string {
  if (ENDS.has(name)) return toLatin1(bytes).replaceAll("\r", "\\r").replaceAll("\n", "\\n");
  const text = toneOf(name) === "payload" ? new TextDecoder().decode(bytes) : toLatin1(bytes);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}

/** Indexes of fields, a list for each line. */
function linesOf({ fields }: Unit): number[][] {
  const lines: number[][] = [[]];
  for (const [index, { name }] of fields.entries()) {
    lines.at(-1)?.push(index);
    if (ENDS.has(name)) lines.push([]);
  }
  return lines.filter((line) => line.length > 0);
}
