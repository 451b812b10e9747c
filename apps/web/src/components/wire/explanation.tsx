// What is pointed at: its name, its value here, one sentence about it, and where it is defined.
import { useTranslation } from "react-i18next";
import { bitsOf } from "../../wire/hex.ts";
import { HEADER_SECTIONS, isKnownHeader, SECTIONS, sseField } from "../../wire/sections.ts";
import type { Field, Unit } from "../../wire/unit.ts";
import { useFieldValue } from "../../hooks/wire/use-field-value.ts";
import "./explanation.css";

/** So many are pointed at together at the most: the bits of a frame's first byte. */
const MAX_SHOWN = 5;

export function Explanation({ unit, fields }: { unit: Unit; fields: readonly number[] }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const shown = fields.slice(0, MAX_SHOWN).flatMap((index) => unit.fields[index] ?? []);
  return (
    <div
      className="explanation"
      role="status"
      tabIndex={0}
      aria-label={t("unit.about")}
      data-testid="wire-explanation"
    >
      {shown.length === 0 && <p className="soft">{t("unit.explain")}</p>}
      {shown.map((field) => (
        <One key={field.bitOffset} unit={unit} field={field} isAlone={shown.length === 1} />
      ))}
    </div>
  );
}

function One({ unit, field, isAlone }: { unit: Unit; field: Field; isAlone: boolean }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const value = useFieldValue(unit, field);
  const { sentence, section } = useSentence(field);
  const isPacked = field.bitLength % 8 !== 0;
  const label = field.name.startsWith("header-") || field.name.startsWith("sse-") ? field.label : undefined;
  return (
    <div className="explanation-one">
      <p className="explanation-name">
        <strong>{t(`fields.${field.name}`)}</strong>
        {label !== undefined && label !== "" && <code translate="no">{label}</code>}
        {value !== "" && (
          <span className="explanation-value" translate="no">
            {value}
          </span>
        )}
        {isPacked && (
          <code className="explanation-bits">
            {t("unit.bits", { value: bitsOf(unit.bytes, field.bitOffset, field.bitLength) })}
          </code>
        )}
      </p>
      {isAlone && (
        <p>
          <span>{sentence}</span> {section !== "" && <cite translate="no">{section}</cite>}
        </p>
      )}
    </div>
  );
}

function useSentence({ name, label = "" }: Field): { sentence: string; section: string } {
  const { t } = useTranslation("wire");
  if (name === "header-name" || name === "header-value") {
    if (!isKnownHeader(label)) return { sentence: t("headers.unknown"), section: SECTIONS[name] };
    return { sentence: t(`headers.${label}`), section: HEADER_SECTIONS[label] };
  }
  if (name === "sse-name" || name === "sse-value") {
    return { sentence: t(`sse.${sseField(label)}`), section: SECTIONS[name] };
  }
  return { sentence: t(`sentences.${name}`), section: SECTIONS[name] };
}
